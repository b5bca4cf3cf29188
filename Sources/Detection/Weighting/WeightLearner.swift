import Randomness
import Torch

/// The upper level of the bi-level optimisation: moves the weights so that one more step of the head on weighted samples
/// would lower the loss on images that it is not trained on.
///
/// At each step the families are dealt into two halves: samples of one half are learned about, held-out samples of the
/// other half judge them, with held-out good images and, where there are any, real defects. So no family votes for
/// itself. Held-out samples count by their estimated quality: they may be as faulty as the others.
///
/// After the bi-level optimisation of BiSQAD (arXiv 2504.12970). One step is unrolled (see `OneStepUnroll`); the halves,
/// the judges and the use of the slope's direction alone are our construction.
final class WeightLearner {
  private let set: TrainingSet
  private let configuration: HeadConfiguration
  private let seed: UInt64
  private let parts: HeldOutSamples
  private let weights: SampleWeights
  private let network: SegmentationHead
  /// A second network, to look ahead with.
  private let double: SegmentationHead
  private let optimizer: Adam

  init(
    _ set: TrainingSet, _ configuration: HeadConfiguration, parts: HeldOutSamples, weights: SampleWeights,
    network: SegmentationHead, double: SegmentationHead, seed: UInt64
  ) {
    (self.set, self.configuration, self.seed, self.parts, self.weights) = (set, configuration, seed, parts, weights)
    (self.network, self.double) = (network, double)
    optimizer = Adam(weights.parameters, rate: configuration.bilevel.rate)
  }

  /// One step of the weights.
  /// - Returns: the held-out loss one step of the head ahead.
  /// - Throws: `DetectionError.diverged`.
  func learn(at step: Int) throws -> Double {
    var stream = RandomStream(seed: seed, key: "detector/upper level").split(step)
    let (studied, judges) = choose(using: &stream)
    let lower = HeadBatch(set, configuration, of: studied)
    let upper = HeadBatch(set, configuration, of: judges)
    let trust = trust(in: judges)
    let settings = configuration.bilevel
    let unroll = OneStepUnroll(
      parameters: network.parameters, double: double.parameters, rate: settings.unrollRate)
    let current = weights.values(amongst: lower.samples)
    var loss = 0.0
    let slope = try unroll.weightGradients(
      current.to(lower.target.device), losses: { lower.losses(network).mean([1, 2, 3]) },
      heldOut: {
        let judged = (upper.losses(double).mean([1, 2, 3]) * trust.to(upper.target.device)).mean()
        loss = try judged.item
        return judged
      }
    ).to(.cpu)
    // The slope's length depends on the virtual step and falls with the loss: only its direction is used.
    let direction = slope / slope.norm().clamp(1e-12)
    let objective = (direction * current).sum() + weights.relativeEntropy() * settings.entropy
    try objective.backward()
    optimizer.step()
    guard loss.isFinite, weights.named.values.allSatisfy(\.isFinite) else { throw DetectionError.diverged(step: step) }
    return loss
  }

  /// Samples of one half of the families to learn about, and images to judge them by.
  private func choose(using stream: inout RandomStream) -> (studied: HeadBatch.Choice, judges: HeadBatch.Choice) {
    let families = stream.shuffled(Set(parts.training.samples.map { set.records[$0].family }).sorted())
    let half = Set(families.prefix((families.count + 1) / 2))
    let others = parts.judges.samples.filter { !half.contains(set.records[$0].family) }
    let count = configuration.bilevel.batch
    let studied = stream.shuffled(parts.training.samples.filter { half.contains(set.records[$0].family) })
    let real = stream.shuffled(set.defects).prefix(count / 4)
    // Of a single family there is no other to judge by.
    let held = stream.shuffled(others.isEmpty ? parts.judges.samples : others).prefix((count + 1) / 2 - real.count)
    let good = stream.shuffled(parts.judges.good).prefix(count - held.count - real.count)
    return (
      .init(samples: Array(studied.prefix(count)), good: []), .init(samples: Array(held) + real, good: Array(good))
    )
  }

  /// How much each image of a choice is trusted, 1 on average: samples by their estimated quality.
  private func trust(in choice: HeadBatch.Choice) -> Tensor {
    let values =
      choice.samples.map { set.defects.contains($0) ? 1 : set.records[$0].quality ?? 1 } + choice.good.map { _ in 1 }
    let mean = max(1e-6, values.reduce(0, +) / Double(values.count))
    return Tensor(values.map { Float($0 / mean) })
  }

  /// The optimiser's tensors and those of the weights.
  var state: [String: Tensor] { optimizer.state.merging(weights.state) { $1 } }

  /// Goes on from a state saved before.
  /// - Throws: `TorchError` where it does not fit.
  func load(_ state: [String: Tensor]) throws {
    for (name, tensor) in weights.state {
      guard let saved = state[name], saved.shape == tensor.shape else {
        throw TorchError.state(["the weights' parameter \(name) is missing or of another shape"])
      }
      withoutGradients { tensor.copy_(saved) }
    }
    try optimizer.load(state.filter { weights.state[$0.key] == nil })
  }
}
