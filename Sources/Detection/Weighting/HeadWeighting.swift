import Datasets
import Torch

/// Which samples a head is trained on and how much each counts.
final class HeadWeighting {
  private let set: TrainingSet
  private let configuration: HeadConfiguration
  /// What the head is trained on, but for the weights.
  private let images: HeadBatch.Choice
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
    images = .init(
      samples: Array(set.records.indices), decoys: Array(set.decoys), good: Array(set.goodSources.indices))
    let weights = SampleWeights(SampleTraits(set), rule, seed: seed)
    self.weights = rule == .uniform ? nil : weights
    guard rule == .learned else {
      learner = nil
      return
    }
    learner = WeightLearner(
      set, configuration, weights: weights, network: network, double: double(), seed: seed)
  }

  /// The steps of the head between which weights are learned.
  private var window: Range<Int> {
    let steps = Double(configuration.steps)
    return Int(steps * configuration.bilevel.start)..<Int(steps * configuration.bilevel.end)
  }

  /// What the head is trained on as the weights are now.
  var training: HeadBatch.Choice {
    var choice = images
    choice.weights = weights?.array
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
        step: step + 1, judgesLoss: loss,
        families: families.mapValues { $0.reduce(0) { $0 + values[$1] } / Double($0.count) },
        coefficients: weights.named))
  }

  /// The weights as they are; `nil` where all count alike.
  var table: WeightTable? {
    guard let weights else { return nil }
    let values = weights.array
    let rows = set.records.enumerated().map { index, record in
      WeightTable.Row(
        sample: record.id, family: record.family, quality: record.quality, weight: values[index])
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
