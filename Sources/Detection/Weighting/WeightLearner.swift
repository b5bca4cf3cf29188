import Randomness
import Torch

/// The upper level of the bi-level optimisation: moves the weights so that one more step of the head on weighted samples
/// would lower the loss on other images.
///
/// At each step families and photographs are dealt into two halves each: samples of one half are learned about, samples
/// and good images of the other half judge them, and real defects, where there are any. So neither a family nor a
/// photograph votes for itself. Judges count by their estimated quality: they may be as faulty as what they judge. The head
/// is trained on all of them at other steps: holding some out altogether costs more than it tells.
///
/// After the bi-level optimisation of BiSQAD (arXiv 2504.12970). One step is unrolled (see `OneStepUnroll`); the halves,
/// the judges and the use of the slope's direction alone are our construction.
final class WeightLearner {
  private let set: TrainingSet
  private let configuration: HeadConfiguration
  private let seed: UInt64
  private let weights: SampleWeights
  private let network: SegmentationHead
  /// A second network, to look ahead with.
  private let double: SegmentationHead
  private let optimizer: Adam

  init(
    _ set: TrainingSet, _ configuration: HeadConfiguration, weights: SampleWeights, network: SegmentationHead,
    double: SegmentationHead, seed: UInt64
  ) {
    (self.set, self.configuration, self.seed, self.weights) = (set, configuration, seed, weights)
    (self.network, self.double) = (network, double)
    optimizer = Adam(weights.parameters, rate: configuration.bilevel.rate)
  }

  /// One step of the weights.
  /// - Returns: the judges' loss one step of the head ahead.
  /// - Throws: `DetectionError.diverged`.
  func learn(at step: Int) throws -> Double {
    var stream = RandomStream(seed: seed, key: "detector/upper level").split(step)
    let (studied, judges) = choose(using: &stream)
    let lower = try HeadBatch(set, configuration, of: studied)
    let upper = try HeadBatch(set, configuration, of: judges)
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

  /// Samples of one half of families and photographs to learn about, and images of the other half to judge them by.
  ///
  /// Where no sample is of both halves, as where there is but one family, any family of the photographs will do.
  private func choose(using stream: inout RandomStream) -> (studied: HeadBatch.Choice, judges: HeadBatch.Choice) {
    func half(_ names: [String]) -> Set<String> {
      let dealt = stream.shuffled(Set(names).sorted())
      return Set(dealt.prefix((dealt.count + 1) / 2))
    }
    let (families, photographs) = (half(set.records.map(\.family)), half(set.records.map(\.source)))
    func samples(inHalf isStudied: Bool) -> [Int] {
      let near = set.records.indices.filter { photographs.contains(set.records[$0].source) == isStudied }
      let both = near.filter { families.contains(set.records[$0].family) == isStudied }
      return stream.shuffled(both.isEmpty ? near : both)
    }
    let count = configuration.bilevel.batch
    let studied = samples(inHalf: true).prefix(count)
    let real = stream.shuffled(set.defects).prefix(count / 4)
    let judges = samples(inHalf: false).prefix((count + 1) / 2 - real.count)
    let good = stream.shuffled(set.goodSources.indices.filter { !photographs.contains(set.goodSources[$0]) })
      .prefix(count - judges.count - real.count)
    return (.init(samples: Array(studied), good: []), .init(samples: Array(judges) + real, good: Array(good)))
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
