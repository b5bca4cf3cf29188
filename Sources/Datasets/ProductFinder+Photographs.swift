import Imaging

extension ProductFinder {
  /// Learns from photographs in files.
  /// - Parameters:
  ///   - photographs: good ones of one product; of more than ``mostPhotographs``, evenly spaced
  ///     ones are read.
  ///   - read: how a photograph is read.
  /// - Throws: what `read` throws; as given, `ImagingError`.
  public init(
    of photographs: [DatasetItem],
    read: @Sendable (DatasetItem) throws -> Image = { try $0.readImage() }
  ) throws {
    let count = min(photographs.count, Self.mostPhotographs)
    let chosen = (0..<count).map { photographs[$0 * photographs.count / count] }
    // Shrunk at once, as large photographs would not all fit into memory.
    self.init(photographs: try concurrentMap(chosen) { try read($0).shrunk(to: Self.workingSide) })
  }
}
