import Foundation
import Randomness
import Torch

/// How far a training is.
public struct DiffusionProgress: Sendable, Equatable {
  /// Steps done.
  public let done: Int
  /// Steps in all.
  public let total: Int
  /// Of the last step.
  public let losses: DiffusionLosses
}

extension DiffusionTrainer {
  /// Trains to the end.
  /// - Parameters:
  ///   - checkpoint: file to go on from, where it exists, and to write every `interval` steps, at the end and on
  ///     cancellation.
  ///   - interval: steps between checkpoints.
  ///   - progress: called after each step.
  ///   - isCancelled: asked before each step.
  ///   - examples: the batch of a step; it must depend on the step and the stream alone.
  /// - Throws: `DiffusionError`; what `examples` and files throw.
  public func run(
    checkpoint: URL? = nil, every interval: Int = 100, progress: (DiffusionProgress) -> Void = { _ in },
    isCancelled: () -> Bool = { false }, examples: (_ step: Int, _ stream: RandomStream) throws -> DefectExamples
  ) throws {
    precondition(interval >= 1, "a checkpoint every \(interval) steps")
    if let checkpoint, FileManager.default.fileExists(atPath: checkpoint.path) { try load(checkpoint) }
    let stream = RandomStream(seed: seed, key: "diffusion/examples")
    while done < training.steps {
      if isCancelled() {
        if let checkpoint { try save(to: checkpoint) }
        throw DiffusionError.cancelled
      }
      let losses = try step(examples(done, stream.split(done)))
      progress(DiffusionProgress(done: done, total: training.steps, losses: losses))
      if let checkpoint, done % interval == 0 || done == training.steps { try save(to: checkpoint) }
    }
  }

  /// Writes all that the training needs to go on, in place of an older file.
  /// - Throws: `TorchError` where it cannot be written.
  public func save(to url: URL) throws {
    var checkpoint = Checkpoint()
    for (name, part) in parts { checkpoint[name] = part.state.mapValues { $0.contiguous() } }
    try checkpoint.note(
      Place(step: done, seed: seed, configuration: configuration, training: training), as: Self.note)
    try checkpoint.write(to: url)
  }

  /// Goes on from a file of ``save(to:)``; its settings and seed must be the same.
  /// - Throws: `DiffusionError.unreadable`, `.otherTraining`.
  public func load(_ url: URL) throws {
    do {
      let checkpoint = try Checkpoint(contentsOf: url)
      let place = try checkpoint.note(Place.self, Self.note)
      guard place.seed == seed, place.configuration == configuration, place.training == training else {
        throw DiffusionError.otherTraining(path: url.path)
      }
      for (name, part) in parts { try part.load(checkpoint.part(name)) }
      resume(at: place.step)
    } catch let error as TorchError {
      throw DiffusionError.unreadable(path: url.path, reason: "\(error)")
    }
  }

  private static let note = "diffusion"

  private var parts: [(name: String, part: (state: [String: Tensor], load: ([String: Tensor]) throws -> Void))] {
    [
      ("generator", (generator.stateDictionary, { [generator] in try generator.load($0) })),
      ("discriminator", (discriminator.stateDictionary, { [discriminator] in try discriminator.load($0) })),
      ("average", (average.state, { [average] in try average.load($0) })),
      ("generator-optimizer", (optimizers.generator.state, { [optimizers] in try optimizers.generator.load($0) })),
      (
        "discriminator-optimizer",
        (optimizers.discriminator.state, { [optimizers] in try optimizers.discriminator.load($0) })
      ),
    ]
  }

  /// Where a training is, and which one it is.
  private struct Place: Codable {
    let step: Int
    let seed: UInt64
    let configuration: DiffusionConfiguration
    let training: DiffusionTraining
  }
}
