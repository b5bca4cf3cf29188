/// The widths of a ``BiSeNetV2``; the standard ones are the paper's (table 1).
public struct BiSeNetV2Configuration: Codable, Sendable, Equatable {
  /// Channels of the three stages of the detail branch.
  public var detail = [64, 64, 128]
  /// Channels of the stem and of the three later stages of the semantic branch; the last are those of the detail branch.
  public var semantic = [16, 32, 64, 128]
  /// By how much the gather-and-expansion layers widen.
  public var expansion = 6
  /// Channels within the segmentation head.
  public var head = 1024
  /// Channels within the booster heads, which only training has.
  public var booster = 128

  /// The paper's widths.
  public init() {}

  /// - Throws: `SegmentationError.invalidConfiguration`.
  func validate() throws {
    for (name, channels, count) in [("detail", detail, 3), ("semantic", semantic, 4)] {
      guard channels.count == count, channels.allSatisfy({ $0 >= 2 }) else {
        throw SegmentationError.invalidConfiguration(name: name, reason: "is not \(count) numbers of 2 or more")
      }
    }
    guard detail.last == semantic.last else {
      throw SegmentationError.invalidConfiguration(name: "semantic", reason: "does not end with the last of detail")
    }
    for (name, value) in [("expansion", expansion), ("head", head), ("booster", booster)] where value < 1 {
      throw SegmentationError.invalidConfiguration(name: name, reason: "is not at least 1")
    }
  }
}
