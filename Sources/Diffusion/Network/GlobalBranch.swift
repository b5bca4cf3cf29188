import Torch

/// Judges the whole picture: D(x_{t−1}, x_t, t).
struct GlobalBranch: Module {
  let step: StepEmbedding
  let stem: Conv2d
  let blocks: [DiscriminatorBlock]
  let last: Conv2d
  let head: Linear
  private let haar: HaarTransform

  init(_ configuration: DiffusionConfiguration, from generator: Generator?) {
    let (width, embedding) = (configuration.discriminatorWidth, configuration.embedding)
    let widths = [1, 2, 4, 4].map { $0 * width }
    step = StepEmbedding(embedding, from: generator)
    stem = Conv2d(8 * configuration.channels, width, 3, from: generator)
    blocks = zip(widths, widths.dropFirst()).map {
      DiscriminatorBlock($0, $1, embedding: embedding, from: generator)
    }
    last = Conv2d(widths[3], widths[3], 3, initializer: .kaimingNormal(), from: generator)
    head = Linear(widths[3], 1, from: generator)
    haar = HaarTransform(channels: configuration.channels)
  }

  /// `[N]`, higher for real.
  func callAsFunction(_ pair: (less: Tensor, more: Tensor), at steps: [Int]) -> Tensor {
    let embedding = step(steps).silu()
    let bands = Tensor.cat([haar.packed(pair.less), haar.packed(pair.more)], 1).channelsLast()
    let x = blocks.reduce(stem(bands)) { $1($0, embedding) }
    return head(last(x.leakyRelu(0.2)).leakyRelu(0.2).mean([2, 3])).squeeze(1)
  }
}
