import Datasets
import Foundation
import Randomness
import Torch

/// How far a training has come.
public struct TrainingProgress: Sendable {
  /// What is being done.
  public enum Phase: String, Sendable { case features, head, calibration }
  /// What is being done.
  public let phase: Phase
  /// Images or steps done.
  public let done: Int
  /// Images or steps in all.
  public let total: Int
  /// The running mean of the loss; `nil` outside the head's training.
  public let loss: Double?
}

/// Trains the head on synthetic samples, good images and feature noise.
///
/// Every step draws its batch from a generator of its own number, so a training that goes on from a checkpoint takes the
/// steps that it would have taken.
struct HeadTrainer {
  let set: TrainingSet
  let configuration: HeadConfiguration
  let seed: UInt64
  /// Identifies data and settings; a checkpoint of another training is refused.
  let fingerprint: String
  /// Where to leave a checkpoint; `nil` for none.
  let checkpoint: URL?
  /// Seconds between checkpoints.
  var interval: TimeInterval = 20

  /// What makes it this training.
  private struct Identity: Codable, Equatable {
    let fingerprint: String
    let configuration: HeadConfiguration
    let seed: UInt64
  }

  /// A fresh head, its weights drawn from the seed.
  func head() -> SegmentationHead {
    let channels = set.statistics.channels
    var stream = RandomStream(seed: seed, key: "detector/head")
    let head = SegmentationHead(
      coarseChannels: channels.coarse, fineChannels: channels.fine, width: configuration.width,
      from: Generator(seed: stream.next()))
    head.move(to: set.device)
    return head
  }

  /// Trains to the end, from the checkpoint where there is one and `resume` says so.
  /// - Returns: the head and, unless all count alike, the weights of the samples; `nil` where there are no samples.
  /// - Throws: `DetectionError.diverged`, `.interrupted` after writing a checkpoint, `.otherTraining`.
  func train(
    resume: Bool, progress: (TrainingProgress) -> Void, isCancelled: () -> Bool
  ) throws -> (head: SegmentationHead, weights: WeightTable?)? {
    guard set.samples != nil, configuration.steps > 0 else { return nil }
    let head = head()
    let optimizer = AdamW(head.parameters, rate: configuration.rate, weightDecay: configuration.decay)
    let weighting = HeadWeighting(set, configuration, network: head, double: self.head, seed: seed)
    let schedule = LearningRateSchedule(
      peak: configuration.rate, warmUp: configuration.steps * 3 / 10, steps: configuration.steps)
    let training = ResumableTraining(
      identity: Identity(fingerprint: fingerprint, configuration: configuration, seed: seed),
      steps: configuration.steps, checkpoint: checkpoint, interval: interval)
    do {
      try training.run(parameters: head.parameters, resume: resume) { checkpoint in
        try head.load(checkpoint.part("head"))
        try optimizer.load(checkpoint.part("optimizer"))
        try weighting.load(checkpoint)
      } save: { checkpoint in
        checkpoint["head"] = head.stateDictionary
        checkpoint["optimizer"] = optimizer.state
        try weighting.save(to: &checkpoint)
      } progress: { done, loss in
        progress(.init(phase: .head, done: done, total: configuration.steps, loss: loss))
      } isCancelled: {
        isCancelled()
      } step: { number in
        optimizer.rate = schedule.rate(at: number)
        return try step(number, head, optimizer, weighting)
      }
    } catch let stop as TrainingStop {
      throw DetectionError(stop)
    }
    return (head, weighting.table)
  }

  /// The mean of the highest losses.
  private func hardest(_ losses: Tensor) -> Tensor {
    guard configuration.hardestShare < 1 else { return losses.mean() }
    let all = losses.reshape(-1)
    return all.topk(max(1, Int(Double(all.count) * configuration.hardestShare))).values.mean()
  }

  /// One step on one batch; returns its loss.
  private func step(
    _ number: Int, _ head: SegmentationHead, _ optimizer: AdamW, _ weighting: HeadWeighting
  ) throws -> Double {
    var stream = RandomStream(seed: seed, key: "detector/step").split(number)
    let batch = try HeadBatch(
      set, configuration, from: weighting.training, withNoise: number % 2 == 0, against: head, using: &stream)
    let loss = hardest(batch.losses(head))
    let value = try loss.item
    guard value.isFinite else { throw DetectionError.diverged(step: number) }
    try loss.backward()
    optimizer.step()
    try weighting.learn(after: number)
    return value
  }
}
