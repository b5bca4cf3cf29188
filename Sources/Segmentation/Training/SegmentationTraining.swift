import Torch

/// How a segmenter is trained.
public struct SegmentationTraining: Codable, Sendable, Equatable {
  /// The rule that steps go by.
  public enum Rule: String, Codable, Sendable {
    /// Stochastic gradients with momentum 0.9.
    case sgd
    /// Adam with decoupled weight decay.
    case adamW
  }

  /// Steps; ``short(_:)`` and ``paper(_:)`` say how many a network needs.
  public var steps = 400
  /// Pictures a step.
  public var batch = 8
  /// Share of good photographs in a batch.
  public var negatives = 0.25
  /// Share of decoys in a batch, where samples have any.
  public var decoys = 0.125
  /// Of a set with both learned samples (``SampleRecord/isLearned``) and others, the share of the steps, from the first, in
  /// which the others are shown alone; after them come the learned ones alone. 0 shows both throughout.
  public var mechanismsFirst = 0.0
  /// The rule that steps go by.
  public var rule: Rule
  /// The highest learning rate of the backbone.
  public var rate: Double
  /// By how much heads learn faster than the backbone.
  public var headRate = 1.0
  /// Weight decay of convolutions and linear layers; normalisations and biases have none.
  public var decay: Double
  /// Steps over which the rate rises from 0.
  public var warmUp = 0
  /// How the rate falls after the rise.
  public var fall: LearningRateSchedule.Decay = .linear
  /// A linear fall is that of (1 − step / steps) to this power.
  public var power: Double
  /// What is made small.
  public var loss: PixelLoss
  /// How pictures are varied.
  public var augmentation = Augmentation()

  /// The settings of the paper of a network, for long trainings with pre-trained backbones: BiSeNet V2 150,000 steps of
  /// 16 pictures, SegFormer 160,000. ``NetworkName/efficientNet`` is from no paper; it gets what ``short(_:)`` gives.
  public static func paper(_ network: NetworkName) -> SegmentationTraining {
    switch network {
    case .biSeNetV2:
      var training = SegmentationTraining(
        rule: .sgd, rate: 5e-2, decay: 5e-4, power: 0.9, loss: .hardExamples(probability: 0.7, least: 1.0 / 16))
      (training.steps, training.batch, training.warmUp) = (150_000, 16, 1000)
      training.augmentation.scale = 0.25...2
      return training
    case .segFormer:
      var training = SegmentationTraining(rule: .adamW, rate: 6e-5, decay: 0.01, power: 1, loss: .crossEntropy)
      (training.steps, training.batch, training.warmUp, training.headRate) = (160_000, 16, 1500, 10)
      training.augmentation.scale = 0.5...2
      return training
    case .efficientNet: return short(network)
    }
  }

  /// The settings for trainings of minutes on few samples, all of them our own: AdamW along half a cosine on cross entropy
  /// and Dice, 400 steps of a pre-trained backbone, 1600 of random weights, which are far from done after 400. The papers'
  /// rules need far more steps: stochastic gradients on hard pixels still call everything background when this fits its
  /// samples. Random weights learn at 1e-3; a pre-trained backbone a tenth as fast as its decoder. Random weights see
  /// mechanisms first: they learn from their variety what a defect is, and only then what these defects look like.
  public static func short(_ network: NetworkName) -> SegmentationTraining {
    var training = SegmentationTraining(rule: .adamW, rate: 1e-3, decay: 0.01, power: 1, loss: .crossEntropyAndDice)
    (training.fall, training.warmUp) = (.cosine, 20)
    if network == .efficientNet {
      (training.rate, training.headRate) = (1e-4, 10)
    } else {
      (training.steps, training.mechanismsFirst) = (1600, 0.25)
    }
    return training
  }

  /// The same in another number of steps; the rise takes a tenth of them at most.
  public func lasting(_ steps: Int) -> SegmentationTraining {
    var training = self
    (training.steps, training.warmUp) = (steps, min(warmUp, steps / 10))
    return training
  }

  /// The rate of the backbone at a step.
  public func rate(at step: Int) -> Double {
    LearningRateSchedule(peak: rate, warmUp: min(warmUp, steps), steps: steps, decay: fall, power: power)
      .rate(at: step)
  }

  /// - Throws: `SegmentationError.invalidConfiguration`.
  func validate() throws {
    try augmentation.validate()
    try loss.validate()
    for (name, isValid, range) in [
      ("steps", steps >= 1, "at least 1"), ("batch", batch >= 2, "at least 2, for batch normalisation"),
      ("negatives", negatives >= 0 && negatives < 1, "in 0 ..< 1"),
      ("decoys", decoys >= 0 && negatives + decoys < 1, "from 0, and less than 1 with the negatives"),
      ("mechanismsFirst", mechanismsFirst >= 0 && mechanismsFirst <= 1, "in 0 ... 1"),
      ("rate", rate > 0 && rate.isFinite, "a number above 0"),
      ("headRate", headRate > 0 && headRate.isFinite, "a number above 0"),
      ("decay", decay >= 0 && decay.isFinite, "a number from 0"), ("warmUp", warmUp >= 0, "at least 0"),
      ("power", power > 0 && power.isFinite, "a number above 0"),
    ] where !isValid {
      throw SegmentationError.invalidConfiguration(name: name, reason: "is not \(range)")
    }
  }
}
