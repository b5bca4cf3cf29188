import Torch

/// Judges the defect: discriminative mask guidance after SARD (arXiv 2508.03143).
///
/// The pair is gated by the dilated mask before anything else, so nothing beyond it can be seen; M is given beside it. The
/// logits of patches are averaged over the dilated mask's cells, by how much of a cell it covers. A defect of a few
/// pixels thus weighs as much as a large one. That the branch is told the type of the defect is ours.
struct MaskGuidedBranch: Module {
  let step: StepEmbedding
  let types: Embedding
  let stem: Conv2d
  let blocks: [DiscriminatorBlock]
  let head: Conv2d
  private let haar: HaarTransform
  private let maskHaar = HaarTransform(channels: 1)
  private let margin: Int
  /// Side of a patch, px.
  private static let cell = 8

  init(_ configuration: DiffusionConfiguration, from generator: Generator?) {
    let (width, embedding) = (configuration.discriminatorWidth, configuration.embedding)
    step = StepEmbedding(embedding, from: generator)
    types = Embedding(configuration.types, embedding, from: generator)
    stem = Conv2d(8 * configuration.channels + 4, width, 3, from: generator)
    blocks = [(width, 2 * width), (2 * width, 4 * width)].map {
      DiscriminatorBlock($0, $1, embedding: embedding, from: generator)
    }
    head = Conv2d(4 * width, 1, 3, from: generator)
    haar = HaarTransform(channels: configuration.channels)
    margin = configuration.margin
  }

  /// `[N]`, higher for real.
  func callAsFunction(
    _ pair: (less: Tensor, more: Tensor), at steps: [Int], mask: Tensor, types kinds: Tensor
  ) -> Tensor {
    let embedding = (step(steps) + types(kinds)).silu()
    let seen = mask.maxPool2d(2 * margin + 1, stride: 1, padding: margin)
    let bands = Tensor.cat(
      [haar.packed(pair.less * seen), haar.packed(pair.more * seen), maskHaar.packed(mask)], 1
    ).channelsLast()
    let patches = head(blocks.reduce(stem(bands)) { $1($0, embedding) }.leakyRelu(0.2))
    let weight = seen.avgPool2d(Self.cell)
    return (patches * weight).sum([1, 2, 3]) / (weight.sum([1, 2, 3]) + 1e-6)
  }
}
