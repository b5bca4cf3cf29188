import Randomness
import Torch

/// Which samples a head is trained on and how much each counts; with learned weights, what decides on them.
///
/// The lower level trains the head on weighted samples. The upper level asks, each few steps, what one more step on them
/// would do to the loss on held-out good images and on held-out samples of *another* family, so that a family cannot
/// vote for itself, and moves the weights' parameters ψ that way.
///
/// After the bi-level optimisation of BiSQAD (arXiv 2504.12970); the parametrisation, the rule of the other family and
/// the entropy term are our construction.
final class HeadWeighting {
  /// What the head is trained on.
  let training: HeadBatch.Pool
  /// How the weights came about.
  private(set) var history = WeightHistory()

  private let set: TrainingSet
  private let configuration: HeadConfiguration
  private let seed: UInt64
  private let network: SegmentationHead
  private let double: SegmentationHead
  private let heldOut: HeadBatch.Pool
  private let weights: SampleWeights
  private let optimizer: Adam?

  /// - Parameters:
  ///   - network: the head that is trained.
  ///   - double: a second one, to look ahead with.
  init(
    _ set: TrainingSet, _ configuration: HeadConfiguration, network: SegmentationHead, double: SegmentationHead,
    seed: UInt64
  ) {
    (self.set, self.configuration, self.seed) = (set, configuration, seed)
    (self.network, self.double) = (network, double)
    let everything = HeadBatch.Pool(
      samples: Array(set.records.indices), good: Array(0..<set.good.fine.shape[0]))
    let share = configuration.weights == .learned ? configuration.bilevel.heldOut : 0
    (training, heldOut) = Self.parted(everything, share: share, seed: seed)
    weights = SampleWeights(
      set.records, rule: configuration.weights, heldOut: Set(heldOut.samples), seed: seed)
    optimizer = weights.psi.map { Adam([$0], rate: configuration.bilevel.rate) }
  }

  /// Losses of cells `[N, 1, H, W]`, those of each sample times its weight.
  func weighted(_ losses: Tensor, of batch: HeadBatch) -> Tensor {
    guard configuration.weights != .uniform else { return losses }
    let chosen = withoutGradients { weights.values().indexSelect(0, batch.samples) }
    let rest = Tensor.ones([losses.shape[0] - chosen.shape[0]], on: losses.device)
    return losses * Tensor.cat([chosen.to(losses.device), rest], 0).reshape(-1, 1, 1, 1)
  }

  /// One step of the weights, where it is time for one.
  func learn(after step: Int) throws {
    guard let optimizer, let psi = weights.psi, (step + 1) % configuration.bilevel.interval == 0 else { return }
    var stream = RandomStream(seed: seed, key: "detector/upper level").split(step)
    guard let (lower, upper) = batches(using: &stream) else { return }
    let unroll = OneStepUnroll(
      parameters: network.parameters, double: double.parameters, rate: configuration.bilevel.unrollRate)
    let count = lower.samples.shape[0]
    let current = weights.values()
    let slope = try unroll.weightGradients(
      current.indexSelect(0, lower.samples),
      losses: { lower.losses(network).slice(0, 0..<count).mean([1, 2, 3]) },
      heldOut: { upper.losses(double).mean() })
    // Only the direction is used: the length of the slope depends on the virtual step and falls with the loss.
    let direction = slope / slope.norm().clamp(1e-12)
    let objective =
      (direction * current.indexSelect(0, lower.samples)).sum()
      + weights.negativeEntropy() * configuration.bilevel.entropy
    try objective.backward()
    optimizer.step()
    guard try psi.detach().abs().sum().item.isFinite else { throw DetectionError.diverged(step: step) }
    history.note(step: step + 1, withoutGradients { weights.values() }, records: set.records)
  }

  /// Samples of all families but one to learn from, held-out ones of that family and good images to judge by.
  private func batches(using stream: inout RandomStream) -> (lower: HeadBatch, upper: HeadBatch)? {
    let families = Set(heldOut.samples.map { set.records[$0].family }).sorted()
    guard !families.isEmpty, !heldOut.good.isEmpty else { return nil }
    let judge = stream.pick(families)
    var (lower, upper) = (training, heldOut)
    upper.samples.removeAll { set.records[$0].family != judge }
    lower.samples.removeAll { set.records[$0].family == judge }
    // With a single family there is no other to judge by.
    if lower.samples.isEmpty { lower.samples = training.samples }
    return (
      HeadBatch(set, configuration, from: lower, withNoise: false, using: &stream),
      HeadBatch(set, configuration, from: upper, withNoise: false, using: &stream)
    )
  }

  private static func parted(
    _ all: HeadBatch.Pool, share: Double, seed: UInt64
  ) -> (training: HeadBatch.Pool, heldOut: HeadBatch.Pool) {
    var stream = RandomStream(seed: seed, key: "detector/held out")
    func parted(_ indices: [Int]) -> (kept: [Int], held: [Int]) {
      let count = Int((Double(indices.count) * share).rounded())
      let held = stream.shuffled(indices).prefix(max(0, min(count, indices.count - 1))).sorted()
      return (indices.filter { !held.contains($0) }, held)
    }
    let (samples, good) = (parted(all.samples), parted(all.good))
    return (.init(samples: samples.kept, good: good.kept), .init(samples: samples.held, good: good.held))
  }

  /// The weights' own parameters and their optimiser, for checkpoints; empty where nothing is learned.
  var state: [String: Tensor] {
    guard let optimizer, let psi = weights.psi else { return [:] }
    return optimizer.state.merging(["psi": psi]) { $1 }
  }

  /// Goes on from a state saved before.
  func load(_ state: [String: Tensor], history: WeightHistory) throws {
    self.history = history
    guard let optimizer, let psi = weights.psi, let saved = state["psi"] else { return }
    withoutGradients { psi.copy_(saved) }
    try optimizer.load(state.filter { $0.key != "psi" })
  }

  /// The final weight of each sample by its id; held-out samples count 0.
  var bySample: [String: Double] {
    let values = withoutGradients { weights.values() }.array(of: Float.self)
    let unused = Set(heldOut.samples)
    return set.records.enumerated().reduce(into: [:]) { found, record in
      found[record.element.id] = unused.contains(record.offset) ? 0 : Double(values[record.offset])
    }
  }
}
