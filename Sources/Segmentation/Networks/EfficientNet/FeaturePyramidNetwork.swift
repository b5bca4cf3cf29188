import Torch

/// A pre-trained EfficientNet-Lite whose features of strides 4, 8, 16 and 32 are brought together by a feature pyramid:
/// for few samples, where networks that begin with random weights learn the samples rather than what a defect is.
///
/// Our construction, of known parts: the encoder is Tan & Le's (ICML 2019), the pyramid Lin et al.'s (CVPR 2017), its
/// levels joined as in Kirillov et al., "Panoptic feature pyramid networks" (CVPR 2019), by one concatenation here.
public struct FeaturePyramidNetwork: SegmentationNetwork {
  /// The pyramid.
  public static let headNames = ["pyramid."]

  package let encoder: EfficientNetEncoder
  let pyramid: FeaturePyramid

  /// A network for `classes`, background included; without a generator its weights are zero, to be loaded.
  /// - Throws: `SegmentationError.invalidConfiguration`.
  public init(
    _ configuration: FeaturePyramidConfiguration = .init(), classes: Int, from generator: Generator?
  ) throws {
    try configuration.validate()
    encoder = EfficientNetEncoder(configuration, from: generator)
    pyramid = FeaturePyramid(encoder.channels, configuration.pyramid, classes: classes, from: generator)
  }

  /// Logits for images `[N, 3, H, W]` in [0, 1].
  public func callAsFunction(_ images: Tensor) -> SegmentationLogits {
    SegmentationLogits(main: pyramid(encoder(images)).interpolated(like: images))
  }

  /// The names are those of this network, `encoder.blocks.0.expand.weight` (also after `module.` or `backbone.`), or
  /// those of the published weights, `_blocks.0._expand_conv.weight`, whose normalisations are folded into the
  /// convolutions.
  public static func backboneState(in file: [String: Tensor]) -> [String: Tensor] {
    let own = renamed(file) { name in
      ["module.", "backbone."].reduce(name) { $0.hasPrefix($1) ? String($0.dropFirst($1.count)) : $0 }
    }
    return own.merging(PublishedEfficientNet(tensors: own).folded) { first, _ in first }
  }
}

/// Finer levels take over what coarser ones know; all are shown side by side at stride 4.
struct FeaturePyramid: Module {
  let laterals: [Conv2d]
  let smoothing: [ConvolutionBlock]
  let fusion: ConvolutionBlock
  let exit: Conv2d

  init(_ channels: [Int], _ width: Int, classes: Int, from generator: Generator?) {
    laterals = channels.map { Conv2d($0, width, 1, initializer: .kaimingNormal(gain: 1), from: generator) }
    smoothing = channels.map { _ in ConvolutionBlock(width, width, from: generator) }
    fusion = ConvolutionBlock(channels.count * width, width, 1, from: generator)
    exit = Conv2d(width, classes, 1, initializer: .truncatedNormal(std: 0.02), from: generator)
  }

  /// `[N, classes, H/4, W/4]` from features, finest first.
  func callAsFunction(_ features: [Tensor]) -> Tensor {
    var levels: [Tensor] = []
    var above: Tensor?
    for (index, feature) in features.enumerated().reversed() {
      let lateral = laterals[index](feature)
      let level = above.map { lateral + $0.interpolated(like: lateral) } ?? lateral
      levels.append(smoothing[index](level).interpolated(like: features[0]))
      above = level
    }
    return exit(fusion(Tensor.cat(levels.reversed(), 1)))
  }
}
