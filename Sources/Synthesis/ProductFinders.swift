import Datasets
import Foundation
import Imaging
import Synchronization

extension ProductFinder {
  /// Learns from photographs in files.
  /// - Parameters:
  ///   - photographs: good ones of one product; of more than ``mostPhotographs``, evenly spaced
  ///     ones are read.
  ///   - read: how a photograph is read.
  /// - Throws: what `read` throws; as given, `ImagingError`.
  public init(
    of photographs: [DatasetItem],
    read: @Sendable (DatasetItem) throws -> Image = { try Image.read($0.image) }
  ) throws {
    let count = min(photographs.count, Self.mostPhotographs)
    let chosen = (0..<count).map { photographs[$0 * photographs.count / count] }
    // Shrunk at once, as large photographs would not all fit into memory.
    self.init(photographs: try concurrentMap(chosen) { try read($0).shrunk(to: Self.workingSide) })
  }
}

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
