import Foundation
import Imaging
import Randomness
import Torch

/// What a step of training found, each a mean over the batch.
public struct DiffusionLosses: Codable, Sendable, Equatable {
  /// max(0, 1 − D(real)) + max(0, 1 + D(made)) of both branches together; 4 where nothing can be told.
  public let discriminator: Double
  /// −D(made), both branches.
  public let generator: Double
  /// The distance of textures in the mask.
  public let texture: Double
  /// The error of the network within the mask: (x̂0 − x_0)² against what it is without anything learned.
  public let reconstruction: Double
}

/// Trains a generator against a discriminator, step by step; equal settings, seed and examples give equal bytes, however
/// many cores there are and wherever it was interrupted.
public final class DiffusionTrainer {
  /// The form of the networks.
  public let configuration: DiffusionConfiguration
  /// The settings of the training.
  public let training: DiffusionTraining
  /// Names all randomness.
  public let seed: UInt64
  /// How many steps are done.
  public private(set) var done = 0
  /// The network as it is trained; ``averaged()`` is the one to use.
  public let generator: DenoisingGenerator
  /// Its opponent.
  public let discriminator: DefectDiscriminator
  private let features: PictureFeatures
  let average: ExponentialMovingAverage
  let optimizers: (generator: Adam, discriminator: Adam)

  /// A training on `device`; only that on the CPU gives the same bytes on any machine.
  /// - Throws: `DiffusionError.invalidConfiguration`; `BackboneError` where the weights of the features are missing.
  public init(
    _ configuration: DiffusionConfiguration, training: DiffusionTraining, seed: UInt64, device: Device = .cpu
  ) throws {
    try configuration.validate()
    try training.validate()
    (self.configuration, self.training, self.seed) = (configuration, training, seed)
    var stream = RandomStream(seed: seed, key: "diffusion/networks")
    generator = DenoisingGenerator(configuration, from: Generator(seed: stream.next()))
    features = try PictureFeatures(on: device)
    discriminator = DefectDiscriminator(configuration, features: features, from: Generator(seed: stream.next()))
    generator.move(to: device)
    discriminator.move(to: device)
    average = ExponentialMovingAverage(generator, decay: training.averageDecay)
    optimizers = (
      Adam(generator.parameters, rate: training.generatorRate, betas: (0.9, 0.99)),
      Adam(
        discriminator.parameters(isGuided: training.localWeight > 0), rate: training.discriminatorRate,
        betas: (0.5, 0.9))
    )
  }

  /// One step on a batch of ``DiffusionTraining/batch`` examples.
  /// - Throws: `DiffusionError.diverged`; what torch throws.
  @discardableResult
  public func step(_ examples: DefectExamples) throws -> DiffusionLosses {
    precondition(examples.count == training.batch, "\(examples.count) examples, not \(training.batch)")
    let stream = RandomStream(seed: seed, key: "diffusion/steps").split(done)
    let part = training.batch / training.shards
    let examples = examples.to(generator.device)
    optimizers.generator.rate = rate(training.generatorRate)
    optimizers.discriminator.rate = rate(training.discriminatorRate)

    let passes = sharded { [generator, features, training] shard in
      ShardPass(
        examples.samples(shard * part..<(shard + 1) * part), generator: generator, features: features,
        training: training, stream: stream.split(shard))
    }
    let judged = try sharded { [discriminator] shard in
      Result { try passes[shard].discriminatorGradients(discriminator) }
    }.compactMap { try $0.get() }
    if !judged.isEmpty { apply(judged.map(\.gradients), to: optimizers.discriminator) }
    let parameters = generator.parameters
    let made = try sharded { [discriminator] shard in
      Result { try passes[shard].generatorGradients(parameters, discriminator) }
    }.map { try $0.get() }
    let losses = DiffusionLosses(
      discriminator: try mean(judged.map(\.loss)), generator: try mean(made.map(\.loss)),
      texture: try mean(made.map(\.texture)), reconstruction: try mean(made.map(\.error)))
    apply(made.map(\.gradients), to: optimizers.generator)
    average.update()
    done += 1
    return losses
  }

  /// The generator with the running mean of its weights, as a network of its own.
  /// - Throws: `TorchError`, which says that the mean belongs to another network.
  public func averaged() throws -> DenoisingGenerator {
    let network = DenoisingGenerator(configuration, from: nil)
    try network.load(average.state.filter { $0.key != "updates" })
    network.move(to: generator.device)
    network.freeze()
    return network
  }

  /// Results for each part of the batch, each made on one core; on a GPU one after another, as cuDNN plans every
  /// convolution anew for each thread.
  private func sharded<R>(_ body: @Sendable (Int) -> R) -> [R] {
    guard generator.device == .cpu else { return (0..<training.shards).map { body($0) } }
    // Results hold tensors, which may go from thread to thread.
    return concurrentMap(training.shards) { shard in Carried(value: withThreads(1) { body(shard) }) }.map(\.value)
  }

  /// A step with the mean of gradients, added up in the order of the parts.
  private func apply(_ gradients: [[Tensor]], to optimizer: Adam) {
    let scale = 1 / Double(gradients.count)
    for (i, parameter) in optimizer.parameters.enumerated() {
      parameter.gradient = gradients.dropFirst().reduce(gradients[0][i]) { $0 + $1[i] } * scale
    }
    optimizer.step()
  }

  private func mean(_ losses: [Tensor]) throws -> Double {
    let value = try losses.reduce(0) { try $0 + $1.item } / Double(max(1, losses.count))
    guard value.isFinite else { throw DiffusionError.diverged(step: done) }
    return value
  }

  private func rate(_ peak: Double) -> Double {
    LearningRateSchedule(peak: peak, warmUp: training.steps / 50, steps: training.steps).rate(at: done)
  }

  func resume(at step: Int) { done = step }

  private struct Carried<Value>: @unchecked Sendable {
    let value: Value
  }
}
