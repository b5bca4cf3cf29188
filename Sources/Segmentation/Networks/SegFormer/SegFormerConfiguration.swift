/// The sizes of a ``SegFormer``; the standard ones are those of MiT-B0.
public struct SegFormerConfiguration: Codable, Sendable, Equatable {
  /// Channels of the four stages.
  public var channels = [32, 64, 160, 256]
  /// Blocks of the stages.
  public var depths = [2, 2, 2, 2]
  /// Attention heads of the stages; they divide the channels.
  public var heads = [1, 2, 5, 8]
  /// By how much keys and values are reduced in each direction, R½ of the paper.
  public var reductions = [8, 4, 2, 1]
  /// By how much the feed-forward networks widen: 4 as in the published weights. (The paper's table 6 has 8, 8, 4, 4.)
  public var expansions = [4, 4, 4, 4]
  /// Channels of the decoder.
  public var decoder = 256

  /// MiT-B0.
  public init() {}

  /// - Throws: `SegmentationError.invalidConfiguration`.
  func validate() throws {
    for (name, values) in [
      ("channels", channels), ("depths", depths), ("heads", heads), ("reductions", reductions),
      ("expansions", expansions),
    ] where values.count != 4 || values.contains(where: { $0 < 1 }) {
      throw SegmentationError.invalidConfiguration(name: name, reason: "is not four whole numbers above 0")
    }
    guard zip(channels, heads).allSatisfy({ $0.isMultiple(of: $1) }) else {
      throw SegmentationError.invalidConfiguration(name: "heads", reason: "do not divide the channels")
    }
    // The grids of an image of the least side.
    guard zip(reductions, [8, 4, 2, 1]).allSatisfy({ $0 <= $1 }) else {
      throw SegmentationError.invalidConfiguration(name: "reductions", reason: "are more than 8, 4, 2, 1")
    }
    guard decoder >= 1 else {
      throw SegmentationError.invalidConfiguration(name: "decoder", reason: "is not at least 1")
    }
  }
}
