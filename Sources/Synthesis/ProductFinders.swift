import Datasets
import Foundation
import Imaging
import Synchronization

/// Finders of the product, each learned once from a list of photographs: every sample of a run, in
/// every shard, is drawn on what the same finder finds.
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
      let finder = try ProductFinder(of: photographs, read: read)
      learned[key] = finder
      return finder
    }
  }
}
