import Foundation

/// Why a training ended before its last step.
public enum TrainingStop: Error, Equatable {
  /// A parameter is no number any more after `step` steps.
  case diverged(step: Int)
  /// The user stopped it; the checkpoint lies there, where one was wanted.
  case interrupted(checkpoint: String?)
  /// The checkpoint is that of another training.
  case otherTraining(checkpoint: String)
}

/// Takes the steps of a training, leaves checkpoints, and goes on from one.
///
/// Where each step draws its randomness from its own number, a training that goes on takes the steps that it would have
/// taken.
public struct ResumableTraining<Identity: Codable & Equatable> {
  /// What makes it this training: its data, settings and seed; a checkpoint of another one is refused.
  public let identity: Identity
  /// Steps in all.
  public let steps: Int
  /// Where to leave a checkpoint; `nil` for none.
  public let checkpoint: URL?
  /// Seconds between checkpoints.
  public let interval: TimeInterval
  /// Share of the running mean of the loss that each step renews.
  private static var renewal: Double { 0.02 }

  /// What a checkpoint remembers beside tensors.
  private struct Place: Codable {
    var step = 0
    var loss: Double?
    let identity: Identity
  }

  /// A training of `steps` steps.
  public init(identity: Identity, steps: Int, checkpoint: URL?, interval: TimeInterval = 20) {
    (self.identity, self.steps, self.checkpoint, self.interval) = (identity, steps, checkpoint, interval)
  }

  /// Trains to the end.
  /// - Parameters:
  ///   - parameters: what is trained; all numbers at the end.
  ///   - resume: whether to go on from the checkpoint, where there is one.
  ///   - load: takes the parts of a checkpoint.
  ///   - save: adds the parts to a checkpoint.
  ///   - progress: called after each step with the steps done and the running mean of the loss.
  ///   - isCancelled: asked after each step.
  ///   - step: takes the step of a number, from 0, and returns its loss.
  /// - Throws: `TrainingStop`; `TorchError` for a checkpoint that cannot be read or written; what the closures throw.
  public func run(
    parameters: [Tensor], resume: Bool, load: (Checkpoint) throws -> Void, save: (inout Checkpoint) throws -> Void,
    progress: (_ done: Int, _ loss: Double) -> Void, isCancelled: () -> Bool, step: (Int) throws -> Double
  ) throws {
    var place = Place(identity: identity)
    if resume, let checkpoint, FileManager.default.fileExists(atPath: checkpoint.path) {
      let file = try Checkpoint(contentsOf: checkpoint)
      place = try file.note(Place.self, "place")
      guard place.identity == identity else { throw TrainingStop.otherTraining(checkpoint: checkpoint.path) }
      try load(file)
    }
    var saved = Date()
    while place.step < steps {
      let loss = try step(place.step)
      let mean = place.loss.map { $0 + (loss - $0) * Self.renewal } ?? loss
      (place.loss, place.step) = (mean, place.step + 1)
      progress(place.step, mean)
      let stops = isCancelled()
      if let checkpoint, stops || Date().timeIntervalSince(saved) > interval {
        var file = Checkpoint()
        try save(&file)
        try file.note(place, as: "place")
        try file.write(to: checkpoint)
        saved = Date()
      }
      if stops { throw TrainingStop.interrupted(checkpoint: checkpoint?.path) }
    }
    guard try parameters.allSatisfy({ try $0.detach().abs().sum().item.isFinite }) else {
      throw TrainingStop.diverged(step: steps)
    }
  }
}
