import Torch

/// The network that says what the clean picture is, given a noisy one: x̂0 = G(x_t, t, z; M~, type, x_bg · (1 − M)).
///
/// A U-Net of residual blocks with adaptive group normalisation from t, z and the type, with attention on the coarsest
/// level. After denoising-diffusion GANs (Xiao et al. 2022) and SARD (arXiv 2508.03143); conditions and sizes are our
/// construction. The picture is looked at, and drawn, in the wavelet domain: half the resolution, four times the
/// channels. Haar's transform is orthonormal, so noise is the same in both domains, and the diffusion itself is one of
/// pixels: regions are exact to the pixel at every step.
public struct DenoisingGenerator: Module {
  /// The form of the network.
  public let configuration: DiffusionConfiguration
  let step: StepEmbedding
  let mapping: LatentMapping
  let types: Embedding
  let typePlanes: Linear
  let stem: Conv2d
  let down: [ModulatedBlock]
  let middle: [ModulatedBlock]
  let attention: SelfAttention
  let up: [ModulatedBlock]
  let norm: GroupNorm
  let head: Conv2d
  private let haar: HaarTransform
  private let maskHaar = HaarTransform(channels: 1)
  /// Planes that say the type of the defect to the convolutions.
  private static let typeChannels = 8
  let estimate: SpectralEstimate

  /// Where its weights are, and what it is given has to be.
  public var device: Device { estimate.departures.device }

  /// A network with weights drawn from `generator`; without one they are zero, for weights to be loaded.
  public init(_ configuration: DiffusionConfiguration, from generator: Generator?) {
    self.configuration = configuration
    estimate = SpectralEstimate(configuration)
    let (embedding, bands) = (configuration.embedding, 4 * configuration.channels)
    let widths = configuration.multiples.map { $0 * configuration.width }
    let coarsest = widths.last!
    step = StepEmbedding(embedding, from: generator)
    mapping = LatentMapping(configuration.latent, embedding, from: generator)
    types = Embedding(configuration.types, embedding, from: generator)
    typePlanes = Linear(embedding, Self.typeChannels, from: generator)
    stem = Conv2d(3 * bands + 4 + Self.typeChannels, widths[0], 3, from: generator)

    var (down, up): ([ModulatedBlock], [ModulatedBlock]) = ([], [])
    var current = widths[0]
    for width in widths {
      for _ in 0..<configuration.blocks {
        down.append(ModulatedBlock(current, width, embedding: embedding, from: generator))
        current = width
      }
    }
    for width in widths.reversed() {
      for _ in 0..<configuration.blocks {
        up.append(ModulatedBlock(current + width, width, embedding: embedding, from: generator))
        current = width
      }
    }
    (self.down, self.up) = (down, up)
    middle = (0..<2).map { _ in ModulatedBlock(coarsest, coarsest, embedding: embedding, from: generator) }
    attention = SelfAttention(coarsest, from: generator)
    norm = GroupNorm(8, widths[0])
    head = Conv2d(widths[0], bands, 3, initializer: .kaimingNormal(gain: 0.5), from: generator)
    haar = HaarTransform(channels: configuration.channels)
  }

  /// x̂0, `[N, C, H, W]`; it may leave −1…1.
  /// - Parameters:
  ///   - noisy: x_t, `[N, C, H, W]`.
  ///   - steps: t of each sample, 1…T.
  ///   - latent: z, standard normal, `[N, latent]`.
  ///   - condition: what is to be made, for N samples.
  public func callAsFunction(_ noisy: Tensor, at steps: [Int], latent: Tensor, for condition: DefectCondition) -> Tensor
  {
    let type = types(condition.types)
    let embedding = (step(steps) + mapping(latent) + type).silu()
    let guess = estimate(noisy, at: steps, types: condition.types)
    var x = stem(input(noisy, guess, type, condition))
    var skips: [Tensor] = []
    let (levels, blocks) = (configuration.multiples.count, configuration.blocks)
    for level in 0..<levels {
      if level > 0 { x = x.avgPool2d(2) }
      for block in down[level * blocks..<(level + 1) * blocks] {
        x = block(x, embedding)
        skips.append(x)
      }
    }
    x = middle[1](attention(middle[0](x, embedding)), embedding)
    for level in 0..<levels {
      if level > 0 { x = x.interpolate(2 * x.shape[2], 2 * x.shape[3], .nearest) }
      for block in up[level * blocks..<(level + 1) * blocks] {
        x = block(.cat([x, skips.removeLast()], 1), embedding)
      }
    }
    let scale = configuration.schedule.column(steps.map(estimate.deviation), as: noisy)
    return guess + haar.unpacked(head(norm(x).silu())).to(.float32) * scale
  }

  /// Bands of x_t, of x_bg · (1 − M) and of M~, and the type within M~.
  private func input(_ noisy: Tensor, _ guess: Tensor, _ type: Tensor, _ condition: DefectCondition) -> Tensor {
    let around = condition.background * (1 - condition.mask)
    let planes = typePlanes(type).unsqueeze(2).unsqueeze(3) * condition.coverage.avgPool2d(2)
    return Tensor.cat(
      [haar.packed(noisy), haar.packed(guess), haar.packed(around), maskHaar.packed(condition.coverage), planes], 1
    ).channelsLast()
  }
}
