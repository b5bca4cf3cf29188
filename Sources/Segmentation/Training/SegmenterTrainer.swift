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

  /// What a checkpoint remembers beside tensors.
  private struct Place: Codable {
    var step = 0
    var loss: Double?
    let fingerprint: String
    let configuration: SegmenterConfiguration
    let seed: UInt64

    func isOfTraining(_ other: Place) -> Bool {
      (fingerprint, configuration, seed) == (other.fingerprint, other.configuration, other.seed)
    }
  }

  /// Trains `network` to the end, from the checkpoint where there is one and `resume` says so.
  /// - Throws: `SegmentationError.diverged`, `.interrupted` after writing a checkpoint, `.otherTraining`.
  func train(
    _ network: any SegmentationNetwork, resume: Bool, progress: (SegmentationProgress) -> Void,
    isCancelled: () -> Bool
  ) throws {
    let steps = configuration.training.steps
    let groups = ParameterGroups(network, configuration.training)
    var place = Place(fingerprint: fingerprint, configuration: configuration, seed: seed)
    if resume, let checkpoint, FileManager.default.fileExists(atPath: checkpoint.path) {
      place = try load(network, groups, from: checkpoint, expecting: place)
    }
    var saved = Date()
    network.train()
    while place.step < steps {
      let loss = try step(place.step, network, groups)
      place.loss = place.loss.map { $0 * 0.95 + loss * 0.05 } ?? loss
      place.step += 1
      progress(.init(phase: .training, done: place.step, total: steps, loss: place.loss))
      let stops = isCancelled()
      if let checkpoint, stops || Date().timeIntervalSince(saved) > interval {
        try save(network, groups, place, to: checkpoint)
        saved = Date()
      }
      if stops { throw SegmentationError.interrupted(checkpoint: checkpoint?.path) }
    }
    network.eval()
    guard try network.parameters.allSatisfy({ try $0.detach().abs().sum().item.isFinite }) else {
      throw SegmentationError.diverged(step: place.step)
    }
  }

  /// One step on one batch; returns its loss.
  private func step(_ number: Int, _ network: any SegmentationNetwork, _ groups: ParameterGroups) throws -> Double {
    let training = configuration.training
    let batch = set.batch(training, using: RandomStream(seed: seed, key: "segmenter/step").split(number))
    let loss = try training.loss(network(batch.pictures.to(device).channelsLast()), batch.labels.to(device))
    let value = try loss.item
    guard value.isFinite else { throw SegmentationError.diverged(step: number) }
    try loss.backward()
    groups.step(rate: training.rate(at: number))
    return value
  }

  private func save(
    _ network: any SegmentationNetwork, _ groups: ParameterGroups, _ place: Place, to url: URL
  ) throws {
    var checkpoint = Checkpoint()
    checkpoint["network"] = network.stateDictionary.mapValues { $0.contiguous() }
    checkpoint["optimizer"] = groups.state.mapValues { $0.contiguous() }
    try checkpoint.note(place, as: "place")
    try checkpoint.write(to: url)
  }

  private func load(
    _ network: any SegmentationNetwork, _ groups: ParameterGroups, from url: URL, expecting expected: Place
  ) throws -> Place {
    let checkpoint = try Checkpoint(contentsOf: url)
    let place = try checkpoint.note(Place.self, "place")
    guard place.isOfTraining(expected) else { throw SegmentationError.otherTraining(path: url.path) }
    try network.load(checkpoint.part("network"))
    try groups.load(checkpoint.part("optimizer"))
    return place
  }
}
