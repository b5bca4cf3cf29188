import Diffusion
import Foundation
import Randomness
import Testing
import Torch

@Suite struct LossTests {
  init() { setThreads(1) }

  /// A real sample and one made, each of two cells, the first of which weighs three quarters.
  private func verdict(_ global: [Float], _ local: [Float]?) -> DefectDiscriminator.Verdict {
    func judgement(_ cells: [Float]) -> DefectDiscriminator.Judgement {
      .init(cells: Tensor(cells, [2, 2]), weights: Tensor([Float(0.75), 0.25, 0.75, 0.25], [2, 2]))
    }
    return .init(global: judgement(global), local: local.map(judgement))
  }

  @Test func lossesHaveTheirKnownValues() throws {
    let loss = AdversarialLoss(localWeight: 0.5)
    #expect(abs(try loss.discriminator(verdict([0, 0, 0, 0], [0, 0, 0, 0])).item - 3) < 1e-6)
    #expect(abs(try loss.discriminator(verdict([0, 0, 0, 0], nil)).item - 2) < 1e-6)
    // What is told with a margin costs nothing, and each cell counts by its weight.
    #expect(try loss.discriminator(verdict([2, 2, -2, -2], [1, 1, -1, -1])).item == 0)
    #expect(abs(try loss.discriminator(verdict([-2, -2, 2, 2], [-1, -1, 1, 1])).item - (6 + 0.5 * 4)) < 1e-6)
    let mixed = verdict([0.5, 2, -2, -2], nil)
    #expect(abs(try loss.discriminator(mixed).item - 0.75 * 0.5) < 1e-6)
    #expect(abs(try loss.generator(mixed).item + 0.5 * (0.75 * 0.5 + 0.25 * 2 - 2)) < 1e-6)
    #expect(abs(try loss.generator(verdict([2, 2, 2, 2], [1, 1, 1, 1])).item + 2.5) < 1e-6)
  }

  @Test func reconstructionLooksAtTheMaskAndWeighsSamplesAlike() throws {
    let picture = Tensor.zeros([2, 3, 4, 4])
    var masks = [Float](repeating: 0, count: 32)
    masks[0] = 1
    for i in 16..<32 { masks[i] = 1 }
    let mask = Tensor(masks, [2, 1, 4, 4])
    let predicted = mask * Tensor([Float(0.5), 0.1], [2, 1, 1, 1]) + (1 - mask) * 9 + picture
    #expect(abs(try maskedReconstruction(predicted, picture, mask: mask).mean().item - 0.13) < 1e-5)
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
