import Torch

/// A hierarchical transformer without position codes, and a decoder of linear layers (Xie et al., "SegFormer",
/// NeurIPS 2021), written from the paper's equations.
public struct SegFormer: SegmentationNetwork {
  /// The decoder.
  public static let headNames = ["decoder."]

  let stages: [TransformerStage]
  let decoder: LinearDecoder

  /// A network for `classes`, background included; without a generator its weights are zero, to be loaded.
  /// - Throws: `SegmentationError.invalidConfiguration`.
  public init(_ configuration: SegFormerConfiguration = .init(), classes: Int, from generator: Generator?) throws {
    try configuration.validate()
    stages = (0..<4).map { TransformerStage($0, configuration, from: generator) }
    decoder = LinearDecoder(configuration.channels, configuration.decoder, classes: classes, from: generator)
  }

  /// Logits for images `[N, 3, H, W]` in [0, 1].
  public func callAsFunction(_ images: Tensor) -> SegmentationLogits {
    var features = [images.normalisedAsImageNet()]
    for stage in stages { features.append(stage(features[features.count - 1])) }
    return SegmentationLogits(main: decoder(Array(features.dropFirst())).interpolated(like: images))
  }
}

/// Brings the four feature maps to the finest grid and to one width, and mixes them, all by linear layers (equation 4 of
/// the paper). As in the published networks, the mixing layer is normalised and activated.
struct LinearDecoder: Module {
  let projections: [Conv2d]
  let fusion: ConvolutionBlock
  let exit: Conv2d

  init(_ channels: [Int], _ width: Int, classes: Int, from generator: Generator?) {
    // A linear layer over channels is a 1 × 1 convolution.
    projections = channels.map {
      Conv2d($0, width, 1, initializer: .truncatedNormal(std: 0.02), from: generator)
    }
    fusion = ConvolutionBlock(channels.count * width, width, 1, from: generator)
    exit = Conv2d(width, classes, 1, initializer: .truncatedNormal(std: 0.02), from: generator)
  }

  /// `[N, classes, H/4, W/4]` from `[N, Cᵢ, H/2ⁱ⁺², W/2ⁱ⁺²]`.
  func callAsFunction(_ features: [Tensor]) -> Tensor {
    let levels = zip(projections, features).map { $0($1).interpolated(like: features[0]) }
    return exit(fusion(Tensor.cat(levels, 1)))
  }
}
