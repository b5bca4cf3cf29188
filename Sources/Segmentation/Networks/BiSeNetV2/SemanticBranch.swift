import Torch

/// The deep and narrow branch: strides 4, 8, 16 and 32, and the context of the whole image.
struct SemanticBranch: Module {
  let stem: Stem
  let stages: [Sequential]
  let context: ContextEmbedding

  /// Blocks of the three stages after the stem.
  private static let depths = [2, 2, 4]

  init(_ channels: [Int], expansion: Int, from generator: Generator?) {
    stem = Stem(channels[0], from: generator)
    stages = Self.depths.indices.map { stage in
      let (inputs, outputs) = (channels[stage], channels[stage + 1])
      let first: any Layer = GatherExpansionReduction(inputs, outputs, expansion: expansion, from: generator)
      let others = (1..<Self.depths[stage]).map { _ -> any Layer in
        GatherExpansion(outputs, expansion: expansion, from: generator)
      }
      return Sequential([first] + others)
    }
    context = ContextEmbedding(channels[channels.count - 1], from: generator)
  }

  /// What the stem and the stages give, for the boosters, and the branch's result.
  func callAsFunction(_ x: Tensor) -> (stages: [Tensor], context: Tensor) {
    var found = [stem(x)]
    for stage in stages { found.append(stage(found[found.count - 1])) }
    return (found, context(found[found.count - 1]))
  }
}

/// Reduces the image to a quarter in two ways, by convolution and by maximum, side by side (figure 4a of the paper).
struct Stem: Layer {
  let entry: ConvolutionBlock
  let convolved: Sequential
  let fusion: ConvolutionBlock

  init(_ channels: Int, from generator: Generator?) {
    entry = ConvolutionBlock(3, channels, stride: 2, from: generator)
    convolved = Sequential(
      ConvolutionBlock(channels, channels / 2, 1, from: generator),
      ConvolutionBlock(channels / 2, channels, stride: 2, from: generator))
    fusion = ConvolutionBlock(2 * channels, channels, from: generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let y = entry(x)
    return fusion(Tensor.cat([convolved(y), y.maxPool2d(3, stride: 2, padding: 1)], 1))
  }
}

/// The mean over the image, added everywhere (figure 4b of the paper).
struct ContextEmbedding: Layer {
  let norm: BatchNorm2d
  let mean: ConvolutionBlock
  let exit: Conv2d

  init(_ channels: Int, from generator: Generator?) {
    norm = BatchNorm2d(channels)
    mean = ConvolutionBlock(channels, channels, 1, from: generator)
    exit = Conv2d(channels, channels, initializer: .kaimingNormal(gain: 1), from: generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { exit(x + mean(norm(x.mean([2, 3], keepDim: true)))) }
}

/// Gathers the neighbourhood, widens by a depthwise convolution and narrows again (figure 5b of the paper).
struct GatherExpansion: Layer {
  let gather: ConvolutionBlock
  let expand: ConvolutionBlock
  let project: ConvolutionBlock

  init(_ channels: Int, expansion: Int, from generator: Generator?) {
    gather = ConvolutionBlock(channels, channels, from: generator)
    expand = .depthwise(channels, channels * expansion, from: generator)
    project = ConvolutionBlock(channels * expansion, channels, 1, isActivated: false, from: generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { (x + project(expand(gather(x)))).relu() }
}

/// The same at half the resolution: two depthwise convolutions instead of one of 5 × 5 (figure 5c of the paper).
struct GatherExpansionReduction: Layer {
  let gather: ConvolutionBlock
  let expand: Sequential
  let project: ConvolutionBlock
  let shortcut: Sequential

  init(_ inputs: Int, _ outputs: Int, expansion: Int, from generator: Generator?) {
    let wide = inputs * expansion
    gather = ConvolutionBlock(inputs, inputs, from: generator)
    expand = Sequential(
      ConvolutionBlock.depthwise(inputs, wide, stride: 2, from: generator),
      ConvolutionBlock.depthwise(wide, wide, from: generator))
    project = ConvolutionBlock(wide, outputs, 1, isActivated: false, from: generator)
    shortcut = Sequential(
      ConvolutionBlock.depthwise(inputs, inputs, stride: 2, from: generator),
      ConvolutionBlock(inputs, outputs, 1, isActivated: false, from: generator))
  }

  func callAsFunction(_ x: Tensor) -> Tensor { (shortcut(x) + project(expand(gather(x)))).relu() }
}
