import Diffusion
import Foundation
import Randomness
import Testing
import Torch

@Suite struct LossTests {
  init() { setThreads(1) }

  private func logits(_ global: [Float], _ local: [Float]) -> DenoisingDiscriminator.Logits {
    .init(global: Tensor(global, [global.count]), local: Tensor(local, [local.count]))
  }

  @Test func lossesHaveTheirKnownValues() throws {
    let undecided = logits([0, 0], [0, 0])
    #expect(abs(try AdversarialLoss(localWeight: 1).discriminator(undecided).item - 4 * log(2)) < 1e-6)
    #expect(abs(try AdversarialLoss(localWeight: 0).discriminator(undecided).item - 2 * log(2)) < 1e-6)
    #expect(abs(try AdversarialLoss(localWeight: 0.5).generator(undecided).item - 1.5 * log(2)) < 1e-6)
    // Real samples come first: a discriminator that is right has less to lose.
    let (right, wrong) = (logits([5, -5], [5, -5]), logits([-5, 5], [-5, 5]))
    let loss = AdversarialLoss(localWeight: 1)
    #expect(abs(try loss.discriminator(right).item - 4 * log1p(exp(-5))) < 1e-6)
    #expect(abs(try loss.discriminator(wrong).item - 4 * log1p(exp(5))) < 1e-5)
  }

  /// For D(x) = w · x the penalty is ½ |w|², whatever x.
  @Test(arguments: [0.0, 1.0])
  func thePenaltyIsThatOfALinearDiscriminator(localWeight: Double) throws {
    let weight = Tensor.randn([1, 2, 4, 4], from: Generator(seed: 1))
    let real = Tensor.randn([3, 2, 4, 4], from: Generator(seed: 2))
    let penalty = try AdversarialLoss(localWeight: localWeight).gradientPenalty(real) { x in
      .init(global: (x * weight).sum([1, 2, 3]), local: (x * weight).sum([1, 2, 3]))
    }
    let expected = try 0.5 * weight.pow(2).sum().item * (localWeight > 0 ? 4 : 1)
    #expect(abs(try penalty.item / expected - 1) < 1e-5)
  }

  @Test func reconstructionLooksAtTheMaskAndWeighsSamplesAlike() throws {
    let picture = Tensor.zeros([2, 3, 4, 4])
    var masks = [Float](repeating: 0, count: 32)
    masks[0] = 1
    for i in 16..<32 { masks[i] = 1 }
    let mask = Tensor(masks, [2, 1, 4, 4])
    let predicted = mask * Tensor([Float(0.5), 0.1], [2, 1, 1, 1]) + (1 - mask) * 9 + picture
    #expect(abs(try maskedReconstruction(predicted, picture, mask: mask).mean().item - 0.3) < 1e-5)
  }
}

@Suite struct AugmentationTests {
  init() { setThreads(1) }

  private let pictures = Tensor.rand([4, 3, 16, 16], from: Generator(seed: 1))

  private func drawn(_ augmentation: DifferentiableAugmentation, seed: UInt64 = 1)
    -> DifferentiableAugmentation.Variation
  {
    var stream = RandomStream(seed: seed, key: "augmentation tests")
    return augmentation.drawn(4, side: 16, using: &stream)
  }

  @Test func offLeavesEverythingAsItIs() {
    #expect(drawn(.off).pictures(pictures).array(of: Float.self) == pictures.array(of: Float.self))
  }

  @Test func masksMoveWithTheirPictures() throws {
    var augmentation = DifferentiableAugmentation()
    (augmentation.contrast, augmentation.brightness) = (0, 0)
    let mask = (pictures.slice(1, 0..<1) .> 0.5).to(.float32)
    for seed in 0..<8 as Range<UInt64> {
      let variation = drawn(augmentation, seed: seed)
      let moved = (variation.pictures(pictures).slice(1, 0..<1) .> 0.5).to(.float32)
      #expect(moved.array(of: Float.self) == variation.moved(mask).array(of: Float.self))
      #expect(moved.array(of: Float.self) != mask.array(of: Float.self))
    }
  }

  @Test func lightChangesWithinItsBoundsAndAPixelAtATime() throws {
    var augmentation = DifferentiableAugmentation.off
    (augmentation.contrast, augmentation.brightness) = (0.2, 0.1)
    let variation = drawn(augmentation)
    let (dark, bright) = (variation.pictures(pictures.zerosLike()), variation.pictures(pictures.onesLike()))
    for sample in 0..<4 {
      let offset = try dark.select(0, sample).mean().item
      let gain = try bright.select(0, sample).mean().item - offset
      #expect(abs(offset) <= 0.1 + 1e-6 && abs(gain - 1) <= 0.2 + 1e-6 && offset != 0 && gain != 1)
    }
  }

  @Test func gradientsFlowThrough() throws {
    let x = pictures.clone().requiresGradient(true)
    let slope = try gradients(of: drawn(DifferentiableAugmentation()).pictures(x).pow(2).sum(), [x])[0]
    #expect(try (slope.abs() .> 0).to(.float32).mean().item > 0.5)
  }

  @Test func wrongSettingsAreSaid() {
    var augmentation = DifferentiableAugmentation()
    augmentation.shift = 0.7
    #expect(throws: DiffusionError.self) { try augmentation.validate() }
  }
}
