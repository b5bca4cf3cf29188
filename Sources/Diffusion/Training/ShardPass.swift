import Foundation
import Randomness
import Torch

/// What one part of a batch goes through in a step. All randomness comes from its own stream.
///
/// The generator is run once: the discriminator learns from its picture first, then judges it for the generator.
struct ShardPass {
  private let training: DiffusionTraining
  private let examples: DefectExamples
  private let predicted: Tensor
  /// 1 / c_out² of each sample, `[N]`: errors are those of the network itself, whose target has variance 1.
  private let weights: Tensor
  /// What there is to see of the real pictures x_0 and of those made, x̂0 on the real background, varied alike; nil where
  /// nothing looks.
  private let evidence: (real: DefectDiscriminator.Evidence, made: DefectDiscriminator.Evidence)?
  private let texture: TextureDistance
  private var adversarial: AdversarialLoss { AdversarialLoss(localWeight: training.localWeight) }

  private var isGuided: Bool { training.localWeight > 0 }

  /// Adds noise to the examples and has the generator take it away.
  init(
    _ examples: DefectExamples, generator: DenoisingGenerator, features: PictureFeatures,
    training: DiffusionTraining, stream: RandomStream
  ) {
    let configuration = generator.configuration
    let schedule = configuration.schedule
    var stream = stream
    let numbers = Generator(seed: stream.next())
    let steps = (0..<examples.count).map { _ in stream.integer(1...configuration.steps) }
    let picture = examples.pictures
    func noise() -> Tensor { picture.randnLike(from: numbers) }

    let inside = examples.mask .> 0.5
    var noisy = schedule.noised(picture, at: steps, noise: noise())
    if training.constraint == .literal {
      let frozen = schedule.noised(picture, at: steps.map { _ in configuration.steps }, noise: noise())
      noisy = select(where: inside, noisy, frozen)
    }
    let latent = Tensor.randn([examples.count, configuration.latent], from: numbers, on: picture.device)
    let predicted = Self.reduced(training, on: picture.device) { [noisy] in
      generator(noisy, at: steps, latent: latent, for: examples.condition)
    }
    weights = Tensor(steps.map { Float(pow(generator.estimate.deviation(at: $0), -2)) }, [steps.count])
      .to(picture.device)
    (self.training, self.examples, self.predicted) = (training, examples, predicted)
    texture = TextureDistance(
      training.textureDirections, channels: features.channels, from: numbers, on: picture.device)
    guard training.adversarialWeight > 0 || training.textureWeight > 0 else {
      evidence = nil
      return
    }

    // The background is the real sample's: the discriminator cannot tell by it.
    let made = training.constraint == .unconstrained ? predicted : select(where: inside, predicted, picture)
    let variation = training.augmentation.drawn(examples.count, side: configuration.side, using: &stream)
    let mask = variation.moved(examples.mask)
    func seen(_ pictures: Tensor) -> DefectDiscriminator.Evidence {
      Self.reduced(training, on: picture.device) {
        .init(
          variation.pictures(pictures), mask: mask, margin: configuration.margin, types: examples.types,
          seenBy: features)
      }
    }
    evidence = (withoutGradients { seen(picture) }, seen(made))
  }

  /// The discriminator's loss and its gradients; nil without a discriminator.
  func discriminatorGradients(_ discriminator: DefectDiscriminator) throws -> (loss: Tensor, gradients: [Tensor])? {
    guard training.adversarialWeight > 0, let evidence else { return nil }
    let loss = Self.reduced(training, on: predicted.device) {
      adversarial.discriminator(discriminator(.joined(evidence.real, evidence.made), isGuided: isGuided))
    }
    return (loss, try gradients(of: loss, discriminator.parameters(isGuided: isGuided)))
  }

  /// The generator's losses and the gradients of their weighted sum.
  func generatorGradients(
    _ parameters: [Tensor], _ discriminator: DefectDiscriminator
  ) throws -> (loss: Tensor, texture: Tensor, error: Tensor, gradients: [Tensor]) {
    let error = (maskedReconstruction(predicted, examples.pictures, mask: examples.mask) * weights).mean()
    var (sum, judged, distance) = (error, error.zerosLike(), error.zerosLike())
    if let evidence {
      if training.adversarialWeight > 0 {
        judged = Self.reduced(training, on: predicted.device) {
          adversarial.generator(discriminator(evidence.made, isGuided: isGuided))
        }
        sum = sum + judged * training.adversarialWeight
      }
      if training.textureWeight > 0 {
        distance = texture(evidence.made.features, evidence.real.features, coverage: evidence.made.coverage).mean()
        sum = sum + distance * training.textureWeight
      }
    }
    return (judged, distance, error, try gradients(of: sum, parameters))
  }

  private static func reduced<R>(_ training: DiffusionTraining, on device: Device, _ body: () -> R) -> R {
    training.usesBFloat16 ? autocast(device.kind, to: .bfloat16, body) : body()
  }
}
