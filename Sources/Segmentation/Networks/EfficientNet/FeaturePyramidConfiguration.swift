import Backbones

/// The sizes of a ``FeaturePyramidNetwork``; the standard ones are EfficientNet-Lite0's.
public struct FeaturePyramidConfiguration: Codable, Sendable, Equatable {
  /// Channels of the stem.
  public var stem = 32
  /// Channels of the seven stages, whose strides are 2, 4, 8, 16, 16, 32 and 32.
  public var channels = [16, 24, 40, 80, 112, 192, 320]
  /// Blocks of each stage.
  public var repeats = [1, 2, 2, 3, 3, 4, 1]
  /// Sides of each stage's depthwise kernels.
  public var kernels = [3, 3, 5, 3, 5, 5, 3]
  /// By how much blocks widen, those of the first stage excepted.
  public var expansion = 6
  /// Channels of the pyramid.
  public var pyramid = 64
  /// The pre-trained weights that the encoder begins with; nil for random ones.
  public var pretrained: BackboneName? = .efficientNetLite0

  /// EfficientNet-Lite0.
  public init() {}

  /// - Throws: `SegmentationError.invalidConfiguration`.
  func validate() throws {
    for (name, values) in [("channels", channels), ("repeats", repeats), ("kernels", kernels)]
    where values.count != 7 || values.contains(where: { $0 < 1 }) {
      throw SegmentationError.invalidConfiguration(name: name, reason: "is not seven whole numbers above 0")
    }
    guard kernels.allSatisfy({ !$0.isMultiple(of: 2) }) else {
      throw SegmentationError.invalidConfiguration(name: "kernels", reason: "are not odd")
    }
    for (name, value) in [("stem", stem), ("expansion", expansion), ("pyramid", pyramid)] where value < 1 {
      throw SegmentationError.invalidConfiguration(name: name, reason: "is not at least 1")
    }
  }
}
