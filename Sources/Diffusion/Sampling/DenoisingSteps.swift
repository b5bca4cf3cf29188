import Randomness
import Torch

/// A step of sampling, to be looked at.
public struct DenoisingStep: Sendable {
  /// t after the step, T − 1…0.
  public let t: Int
  /// x_t, `[1, C, H, W]`; at t = 0 the picture, in −1…1.
  public let noisy: Tensor
  /// What the network took the clean picture to be, x̂0, `[1, C, H, W]`, −1…1.
  public let predicted: Tensor
}

/// The steps of sampling one defect, made as they are asked for.
public struct DenoisingSteps: Sequence, IteratorProtocol {
  private let network: DenoisingGenerator
  private let condition: DefectCondition
  private let constraint: RegionConstraint
  private let stream: RandomStream
  private var path: ArraySlice<Int>
  private var noisy: Tensor

  /// - Parameter draft: what is in the region before the first step of `path`, `[1, C, H, W]`; nil for noise alone.
  init(
    _ network: DenoisingGenerator, condition: DefectCondition, mode: RegionConstraint.Mode, path: [Int],
    draft: Tensor? = nil, stream: RandomStream
  ) {
    (self.network, self.condition, self.stream, self.path) = (network, condition, stream, path[...])
    constraint = RegionConstraint(
      mode, background: condition.background, mask: condition.mask, schedule: network.configuration.schedule)
    let noise = condition.background.randnLike(from: Self.numbers(stream, network.configuration.steps))
    noisy =
      draft.map { [constraint] in constraint.start(from: $0, at: path[0], noise: noise) }
      ?? constraint.start(noise: noise)
  }

  /// The next step; nil after the picture.
  public mutating func next() -> DenoisingStep? {
    guard let start = path.first, let end = path.dropFirst().first else { return nil }
    path = path.dropFirst()
    let configuration = network.configuration
    let numbers = Self.numbers(stream, end)
    let latent = Tensor.randn([1, configuration.latent], from: numbers, on: noisy.device)
    let predicted = withThreads(1) {
      withoutGradients { network(noisy, at: [start], latent: latent, for: condition).clamp(-1, 1) }
    }
    let sample = configuration.schedule.denoised(
      noisy, picture: predicted, from: [start], to: [end], noise: noisy.randnLike(from: numbers))
    noisy = constraint.constrained(sample, at: end, previous: noisy, noise: noisy.randnLike(from: numbers))
    return DenoisingStep(t: end, noisy: noisy, predicted: predicted)
  }

  /// The random numbers of the step that ends at `t`.
  private static func numbers(_ stream: RandomStream, _ t: Int) -> Torch.Generator {
    var own = stream.split("denoising").split(t)
    return Torch.Generator(seed: own.next())
  }
}
