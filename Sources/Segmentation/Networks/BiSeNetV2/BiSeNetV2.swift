import Torch

/// Two branches, a shallow wide one for detail and a deep narrow one for meaning, that guide each other (Yu et al.,
/// "BiSeNet V2", IJCV 2021). In training, booster heads on the stages of the semantic branch add logits of their own.
public struct BiSeNetV2: SegmentationNetwork {
  /// The segmentation head and the boosters.
  public static let headNames = ["head.", "boosters."]

  let detail: Sequential
  let semantic: SemanticBranch
  let aggregation: GuidedAggregation
  let head: SegmentationHead
  let boosters: [SegmentationHead]
  private let mode = TrainingMode()

  /// A network for `classes`, background included; without a generator its weights are zero, to be loaded.
  /// - Throws: `SegmentationError.invalidConfiguration`.
  public init(_ configuration: BiSeNetV2Configuration = .init(), classes: Int, from generator: Generator?) throws {
    try configuration.validate()
    let (wide, narrow) = (configuration.detail, configuration.semantic)
    // Strides 2, 4 and 8; no shortcuts, which would cost memory traffic on large maps.
    detail = Sequential([
      ConvolutionBlock(3, wide[0], stride: 2, from: generator), ConvolutionBlock(wide[0], wide[0], from: generator),
      ConvolutionBlock(wide[0], wide[1], stride: 2, from: generator),
      ConvolutionBlock(wide[1], wide[1], from: generator), ConvolutionBlock(wide[1], wide[1], from: generator),
      ConvolutionBlock(wide[1], wide[2], stride: 2, from: generator),
      ConvolutionBlock(wide[2], wide[2], from: generator), ConvolutionBlock(wide[2], wide[2], from: generator),
    ])
    semantic = SemanticBranch(narrow, expansion: configuration.expansion, from: generator)
    aggregation = GuidedAggregation(wide[2], from: generator)
    head = SegmentationHead(wide[2], configuration.head, classes: classes, from: generator)
    boosters = narrow.map { SegmentationHead($0, configuration.booster, classes: classes, from: generator) }
  }

  /// Logits for images `[N, 3, H, W]` in [0, 1], with those of the boosters in training.
  public func callAsFunction(_ images: Tensor) -> SegmentationLogits {
    let x = images.normalisedAsImageNet()
    let stages = semantic(x)
    let main = head(aggregation(detail: detail(x), semantic: stages.context)).interpolated(like: images)
    guard mode.isTraining else { return SegmentationLogits(main: main) }
    let auxiliary = zip(boosters, stages.stages).map { $0($1).interpolated(like: images) }
    return SegmentationLogits(main: main, auxiliary: auxiliary)
  }

  /// The names are those of this network, `detail.0.convolution.weight`; a leading `backbone.` or `module.` is dropped.
  public static func backboneState(in file: [String: Tensor]) -> [String: Tensor] {
    renamed(file) { name in
      ["module.", "backbone."].reduce(name) { $0.hasPrefix($1) ? String($0.dropFirst($1.count)) : $0 }
    }
  }
}

/// A 3 × 3 convolution block and a 1 × 1 convolution to classes.
struct SegmentationHead: Layer {
  let entry: ConvolutionBlock
  let exit: Conv2d

  init(_ inputs: Int, _ width: Int, classes: Int, from generator: Generator?) {
    entry = ConvolutionBlock(inputs, width, from: generator)
    exit = Conv2d(width, classes, 1, initializer: .kaimingNormal(gain: 1), from: generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { exit(entry(x)) }
}

/// Each branch gates the other: the semantic branch at the detail branch's resolution and the other way round (bilateral
/// guided aggregation, section 4.3 of the paper).
struct GuidedAggregation: Module {
  let detailKept: Sequential
  let detailReduced: ConvolutionBlock
  let semanticRaised: ConvolutionBlock
  let semanticKept: Sequential
  let exit: ConvolutionBlock

  init(_ channels: Int, from generator: Generator?) {
    func separable() -> Sequential {
      Sequential(
        ConvolutionBlock.depthwise(channels, channels, from: generator),
        Conv2d(channels, channels, 1, bias: false, initializer: .kaimingNormal(gain: 1), from: generator))
    }
    func full(stride: Int) -> ConvolutionBlock {
      ConvolutionBlock(channels, channels, stride: stride, isActivated: false, from: generator)
    }
    detailKept = separable()
    detailReduced = full(stride: 2)
    semanticRaised = full(stride: 1)
    semanticKept = separable()
    exit = full(stride: 1)
  }

  /// `[N, C, H/8, W/8]` from detail of that size and semantics `[N, C, H/32, W/32]`.
  func callAsFunction(detail: Tensor, semantic: Tensor) -> Tensor {
    let fine = detailKept(detail) * semanticRaised(semantic).interpolated(like: detail).sigmoid()
    let reduced = detailReduced(detail).avgPool2d(3, stride: 2, padding: 1)
    let coarse = reduced * semanticKept(semantic).sigmoid()
    return exit(fine + coarse.interpolated(like: detail))
  }
}
