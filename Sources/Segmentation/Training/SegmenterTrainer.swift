import Foundation
import Randomness
import Torch

/// How far a training has come.
public struct SegmentationProgress: Sendable {
  /// What is being done.
  public enum Phase: String, Sendable { case pictures, training }
  /// What is being done.
  public let phase: Phase
  /// Pictures or steps done.
  public let done: Int
  /// Pictures or steps in all.
  public let total: Int
  /// The running mean of the loss; `nil` while pictures are read.
  public let loss: Double?
}

/// Trains a network on pictures.
///
/// Every step draws its batch from a stream of its own number, so a training that goes on from a checkpoint takes the
/// steps that it would have taken.
struct SegmenterTrainer {
  let set: PictureSet
  let configuration: SegmenterConfiguration
  let seed: UInt64
  let device: Device
  /// Identifies the data; a checkpoint of another training is refused.
  let fingerprint: String
  /// Where to leave a checkpoint; `nil` for none.
  let checkpoint: URL?
  /// Seconds between checkpoints.
  var interval: TimeInterval = 20

  /// What makes it this training.
  private struct Identity: Codable, Equatable {
    let fingerprint: String
    let configuration: SegmenterConfiguration
    let seed: UInt64
  }

  /// Trains `network` to the end, from the checkpoint where there is one and `resume` says so.
  /// - Throws: `SegmentationError.diverged`, `.interrupted` after writing a checkpoint, `.otherTraining`.
  func train(
    _ network: any SegmentationNetwork, resume: Bool, progress: (SegmentationProgress) -> Void,
    isCancelled: () -> Bool
  ) throws {
    let steps = configuration.training.steps
    let groups = ParameterGroups(network, configuration.training)
    let training = ResumableTraining(
      identity: Identity(fingerprint: fingerprint, configuration: configuration, seed: seed), steps: steps,
      checkpoint: checkpoint, interval: interval)
    network.train()
    do {
      try training.run(parameters: network.parameters, resume: resume) { checkpoint in
        try network.load(checkpoint.part("network"))
        try groups.load(checkpoint.part("optimizer"))
      } save: { checkpoint in
        checkpoint["network"] = network.stateDictionary.mapValues { $0.contiguous() }
        checkpoint["optimizer"] = groups.state.mapValues { $0.contiguous() }
      } progress: { done, loss in
        progress(.init(phase: .training, done: done, total: steps, loss: loss))
      } isCancelled: {
        isCancelled()
      } step: {
        try step($0, network, groups)
      }
    } catch let stop as TrainingStop {
      throw SegmentationError(stop)
    }
    network.eval()
  }

  /// One step on one batch; returns its loss.
  private func step(_ number: Int, _ network: any SegmentationNetwork, _ groups: ParameterGroups) throws -> Double {
    let training = configuration.training
    let batch = set.batch(
      training, step: number, using: RandomStream(seed: seed, key: "segmenter/step").split(number))
    let loss = try training.loss(network(batch.pictures.to(device).channelsLast()), batch.labels.to(device))
    let value = try loss.item
    guard value.isFinite else { throw SegmentationError.diverged(step: number) }
    try loss.backward()
    groups.step(rate: training.rate(at: number))
    return value
  }
}
