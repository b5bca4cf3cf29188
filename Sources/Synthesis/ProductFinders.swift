import Datasets
import Foundation
import Imaging
import Synchronization

/// Finders of the product, each learned once from a list of photographs: every sample of a run, in every shard, is drawn
/// on what the same finder finds.
final class ProductFinders: Sendable {
  private let learned = Mutex<[[String]: ProductFinder]>([:])

  /// The finder of a list of photographs; others that ask for it meanwhile wait.
  /// - Throws: what `read` throws.
  func finder(
    of photographs: [DatasetItem], read: @Sendable (DatasetItem) throws -> Image
  ) throws -> ProductFinder {
    let key = photographs.map(\.image.path)
    return try learned.withLock { learned in
      if let finder = learned[key] { return finder }
      let count = min(photographs.count, ProductFinder.mostPhotographs)
      let images = try concurrentMap(count) { index in
        // Shrunk at once, as large photographs would not all fit into memory.
        Result { try read(photographs[index * photographs.count / count]).shrunk(to: ProductFinder.workingSide) }
      }.map { try $0.get() }
      let finder = ProductFinder(photographs: images)
      learned[key] = finder
      return finder
    }
  }
}
