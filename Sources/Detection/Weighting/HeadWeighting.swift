import Datasets
import Torch

/// Which samples a head is trained on and how much each counts.
final class HeadWeighting {
  private let set: TrainingSet
  private let configuration: HeadConfiguration
  private let parts: HeldOutSamples
  /// `nil` where all samples count alike.
  private let weights: SampleWeights?
  /// What learns the weights; `nil` where they are given.
  private let learner: WeightLearner?
  private var history: [WeightTable.Moment] = []

  /// - Parameters:
  ///   - network: the head that is trained.
  ///   - double: makes a second one, to look ahead with.
  init(
    _ set: TrainingSet, _ configuration: HeadConfiguration, network: SegmentationHead,
    double: () -> SegmentationHead, seed: UInt64
  ) {
    (self.set, self.configuration) = (set, configuration)
    let rule = configuration.weights
    parts = HeldOutSamples(set, share: rule == .learned ? configuration.bilevel.heldOut : 0, seed: seed)
    let weights = SampleWeights(SampleTraits(set), rule, seed: seed)
    self.weights = rule == .uniform ? nil : weights
    guard rule == .learned else {
      learner = nil
      return
    }
    learner = WeightLearner(
      set, configuration, parts: parts, weights: weights, network: network, double: double(), seed: seed)
  }

  /// The steps of the head between which weights are learned.
  private var window: Range<Int> {
    let steps = Double(configuration.steps)
    return Int(steps * configuration.bilevel.start)..<Int(steps * configuration.bilevel.end)
  }

  /// What the head is trained on at a step: held-out images join when weights stay.
  func training(at step: Int) -> HeadBatch.Choice {
    var choice = parts.training
    if step >= window.upperBound {
      choice.samples = (choice.samples + parts.judges.samples).sorted()
      choice.good = (choice.good + parts.judges.good).sorted()
    }
    if let values = weights?.array { choice.weights = choice.samples.map { values[$0] } }
    return choice
  }

  /// Moves the weights after a step of the head, where it is time for that and they are learned.
  func learn(after step: Int) throws {
    guard let weights, let learner, window.contains(step), (step + 1) % configuration.bilevel.interval == 0 else {
      return
    }
    let loss = try learner.learn(at: step)
    let values = weights.array
    let families = Dictionary(grouping: set.records.indices) { set.records[$0].family }
    history.append(
      WeightTable.Moment(
        step: step + 1, heldOutLoss: loss,
        families: families.mapValues { $0.reduce(0) { $0 + values[$1] } / Double($0.count) },
        coefficients: weights.named))
  }

  /// The weights as they are; `nil` where all count alike.
  var table: WeightTable? {
    guard let weights else { return nil }
    let (values, held) = (weights.array, Set(parts.judges.samples))
    let rows = set.records.enumerated().map { index, record in
      WeightTable.Row(
        sample: record.id, family: record.family, quality: record.quality, weight: values[index],
        isHeldOut: held.contains(index))
    }
    return WeightTable(
      rule: configuration.weights.rawValue, samples: set.folder, rows: rows, history: history)
  }

  /// Adds what is needed to go on to a checkpoint.
  func save(to checkpoint: inout Checkpoint) throws {
    guard let learner else { return }
    checkpoint["weights"] = learner.state
    try checkpoint.note(history, as: "history")
  }

  /// Goes on from a checkpoint.
  func load(_ checkpoint: Checkpoint) throws {
    guard let learner else { return }
    try learner.load(checkpoint.part("weights"))
    history = try checkpoint.note([WeightTable.Moment].self, "history")
  }
}
