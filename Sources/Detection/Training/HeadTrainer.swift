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

  /// What a checkpoint remembers beside tensors.
  private struct Place: Codable, Equatable {
    var step = 0
    var loss: Double?
    let fingerprint: String
    let configuration: HeadConfiguration
    let seed: UInt64

    func isOfTraining(_ other: Place) -> Bool {
      (fingerprint, configuration, seed) == (other.fingerprint, other.configuration, other.seed)
    }
  }

  /// A fresh head, its weights drawn from the seed.
  func head() -> SegmentationHead {
    let channels = set.statistics.channels
    var stream = RandomStream(seed: seed, key: "detector/head")
    return SegmentationHead(
      coarseChannels: channels.coarse, fineChannels: channels.fine, width: configuration.width,
      from: Generator(seed: stream.next()))
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
    var place = Place(fingerprint: fingerprint, configuration: configuration, seed: seed)
    if resume, let checkpoint, FileManager.default.fileExists(atPath: checkpoint.path) {
      place = try load(head, optimizer, weighting, from: checkpoint, expecting: place)
    }
    let schedule = LearningRateSchedule(
      peak: configuration.rate, warmUp: configuration.steps * 3 / 10, steps: configuration.steps)
    var saved = Date()
    while place.step < configuration.steps {
      optimizer.rate = schedule.rate(at: place.step)
      let loss = try step(place.step, head, optimizer, weighting)
      place.loss = place.loss.map { $0 * 0.98 + loss * 0.02 } ?? loss
      place.step += 1
      progress(.init(phase: .head, done: place.step, total: configuration.steps, loss: place.loss))
      let stops = isCancelled()
      if let checkpoint, stops || Date().timeIntervalSince(saved) > interval {
        try save(head, optimizer, weighting, place, to: checkpoint)
        saved = Date()
      }
      if stops { throw DetectionError.interrupted(checkpoint: checkpoint?.path) }
    }
    guard try head.parameters.allSatisfy({ try $0.detach().abs().sum().item.isFinite }) else {
      throw DetectionError.diverged(step: place.step)
    }
    return (head, weighting.table)
  }

  /// One step on one batch; returns its loss.
  private func step(
    _ number: Int, _ head: SegmentationHead, _ optimizer: AdamW, _ weighting: HeadWeighting
  ) throws -> Double {
    var stream = RandomStream(seed: seed, key: "detector/step").split(number)
    let batch = HeadBatch(
      set, configuration, from: weighting.training(at: number), withNoise: number % 2 == 0, using: &stream)
    let loss = batch.losses(head).mean()
    let value = try loss.item
    guard value.isFinite else { throw DetectionError.diverged(step: number) }
    try loss.backward()
    optimizer.step()
    try weighting.learn(after: number)
    return value
  }

  private func save(
    _ head: SegmentationHead, _ optimizer: AdamW, _ weighting: HeadWeighting, _ place: Place, to url: URL
  ) throws {
    var checkpoint = Checkpoint()
    checkpoint["head"] = head.stateDictionary
    checkpoint["optimizer"] = optimizer.state
    try weighting.save(to: &checkpoint)
    try checkpoint.note(place, as: "place")
    try checkpoint.write(to: url)
  }

  private func load(
    _ head: SegmentationHead, _ optimizer: AdamW, _ weighting: HeadWeighting, from url: URL, expecting expected: Place
  ) throws -> Place {
    let checkpoint = try Checkpoint(contentsOf: url)
    let place = try checkpoint.note(Place.self, "place")
    guard place.isOfTraining(expected) else { throw DetectionError.otherTraining(path: url.path) }
    try head.load(checkpoint.part("head"))
    try optimizer.load(checkpoint.part("optimizer"))
    try weighting.load(checkpoint)
    return place
  }
}
