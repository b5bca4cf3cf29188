import Randomness
import Torch

/// What one part of a batch goes through in a step. All randomness comes from its own stream.
///
/// The generator is run once: the discriminator learns from its picture first, then judges it for the generator.
struct ShardPass {
  private let discriminator: DenoisingDiscriminator
  private let training: DiffusionTraining
  private let examples: DefectExamples
  private let steps: [Int]
  private let predicted: Tensor
  /// √ᾱ(t − 1) of each sample, `[N]`.
  private let weights: Tensor
  /// Varied x_{t−1} of the real samples, the made ones, and x_t, which they share; or x_0, x̂0 and nothing beside them.
  private let (real, made, more): (Tensor, Tensor, Tensor)
  private let mask: Tensor
  private var loss: AdversarialLoss { AdversarialLoss(localWeight: training.localWeight) }

  /// Adds noise to the examples and has the generator take a step of it away.
  init(
    _ examples: DefectExamples, generator: DenoisingGenerator, discriminator: DenoisingDiscriminator,
    training: DiffusionTraining, stream: RandomStream
  ) {
    let configuration = generator.configuration
    let schedule = configuration.schedule
    var stream = stream
    let numbers = Generator(seed: stream.next())
    let steps = (0..<examples.count).map { _ in stream.integer(1...configuration.steps) }
    let before = steps.map { $0 - 1 }
    let picture = examples.pictures
    func noise() -> Tensor { picture.randnLike(from: numbers) }

    let inside = examples.mask .> 0.5
    var real = schedule.noised(picture, at: before, noise: noise())
    var more = schedule.noised(further: real, from: before, to: steps, noise: noise())
    if training.constraint == .literal {
      let frozen = schedule.noised(picture, at: steps.map { _ in configuration.steps }, noise: noise())
      (real, more) = (select(where: inside, real, frozen), select(where: inside, more, frozen))
    }
    let latent = Tensor.randn([examples.count, configuration.latent], from: numbers)
    let predicted = Self.reduced(training) {
      generator(more, at: steps, latent: latent, for: examples.condition)
    }
    var made = predicted
    switch training.judged {
    case .posterior: made = schedule.denoised(more, picture: predicted, from: steps, to: before, noise: noise())
    case .clean: real = picture
    }
    // The background is the real sample's, with its noise: the discriminator cannot tell by it.
    if training.constraint != .unconstrained { made = select(where: inside, made, real) }

    let variation = training.augmentation.drawn(examples.count, side: configuration.side, using: &stream)
    (self.real, self.made) = (variation.pictures(real), variation.pictures(made))
    self.more = training.judged == .clean ? picture.zerosLike() : variation.pictures(more)
    mask = variation.moved(examples.mask)
    (self.discriminator, self.training, self.examples) = (discriminator, training, examples)
    (self.steps, self.predicted) = (steps, predicted)
    weights = Tensor(before.map { Float(schedule.signalPower($0).squareRoot()) }, [before.count])
  }

  /// The discriminator's loss and its gradients; with `isPenalised` R1 is added, whose value is returned too.
  func discriminatorGradients(isPenalised: Bool) throws -> (loss: Tensor, penalty: Tensor?, gradients: [Tensor]) {
    let parameters = discriminator.parameters
    let logits = Self.reduced(training) {
      judged(.cat([real, made.detach()], 0), more: .cat([more, more], 0), copies: 2)
    }
    let loss = loss.discriminator(logits)
    guard isPenalised else { return (loss, nil, try gradients(of: loss, parameters)) }
    let penalty = try self.loss.gradientPenalty(real) { judged($0, more: more, copies: 1) }
    let weight = training.penalty * Double(training.penaltyInterval)
    return (loss, penalty, try gradients(of: loss + penalty * weight, parameters))
  }

  /// The generator's adversarial loss, its reconstruction error, and the gradients of their sum.
  func generatorGradients(_ parameters: [Tensor]) throws -> (loss: Tensor, error: Tensor, gradients: [Tensor]) {
    let loss = loss.generator(Self.reduced(training) { judged(made, more: more, copies: 1) })
    let errors = maskedReconstruction(predicted, examples.pictures, mask: examples.mask)
    let error = training.reconstructionFollowsSignal ? (errors * weights).mean() : errors.mean()
    let gradients = try gradients(of: loss + error * training.reconstructionWeight, parameters)
    return (loss, errors.mean(), gradients)
  }

  /// Logits of `copies` batches one after the other.
  private func judged(_ less: Tensor, more: Tensor, copies: Int) -> DenoisingDiscriminator.Logits {
    func repeated(_ x: Tensor) -> Tensor { copies == 1 ? x : .cat([Tensor](repeating: x, count: copies), 0) }
    return discriminator(
      (less, more), at: (0..<copies).flatMap { _ in steps }, mask: repeated(mask), types: repeated(examples.types))
  }

  private static func reduced<R>(_ training: DiffusionTraining, _ body: () -> R) -> R {
    training.usesBFloat16 ? autocast(to: .bfloat16, body) : body()
  }
}
