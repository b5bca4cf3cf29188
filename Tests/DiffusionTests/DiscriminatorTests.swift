import Diffusion
import Testing
import Torch

@Suite struct DiscriminatorTests {
  private let features: PictureFeatures
  private let network: DefectDiscriminator
  private let condition = DefectCondition.squares(2)
  private let pictures = Tensor.rand([2, 3, 32, 32], from: Generator(seed: 6)) * 2 - 1

  init() throws {
    setThreads(1)
    features = try PictureFeatures()
    network = DefectDiscriminator(.tiny, features: features, from: Generator(seed: 1))
  }

  private func judged(_ pictures: Tensor, isGuided: Bool = true) -> DefectDiscriminator.Verdict {
    network(
      .init(pictures, mask: condition.mask, margin: 5, types: condition.types, seenBy: features), isGuided: isGuided)
  }

  @Test func cellsOfFourLevelsWeighOneTogether() throws {
    let verdict = withoutGradients { judged(pictures) }
    let local = try #require(verdict.local)
    // 16², 8², 4² and 2² cells.
    for judgement in [verdict.global, local] {
      #expect(judgement.cells.shape == [2, 340] && judgement.weights.shape == [2, 340])
      #expect(try (judgement.weights.sum([1]) - 1).abs().max().item < 1e-5)
      #expect(judgement.mean.shape == [2])
    }
    #expect(withoutGradients { judged(pictures, isGuided: false) }.local == nil)
  }

  @Test func featuresSpeakEquallyLoudOnEveryLevel() throws {
    for level in withoutGradients({ features(pictures) }) {
      #expect(try (level.pow(2).mean([1]) - 1).abs().max().item < 0.01)
    }
    // Grey pictures are colour without hue.
    let grey = pictures.slice(1, 0..<1)
    let (one, three) = withoutGradients { (features(grey), features(grey.expand(-1, 3, -1, -1))) }
    for (a, b) in zip(one, three) { #expect(try (a - b).abs().max().item < 1e-4) }
  }

  @Test func gradientsReachEveryParameterAndThePicture() throws {
    let x = pictures.clone().requiresGradient(true)
    let verdict = judged(x)
    let local = try #require(verdict.local)
    // Squares, whose gradient does not vanish in sum where a head's last layer is shared by both samples.
    try (verdict.global.mean.pow(2) + local.mean.pow(2)).sum().backward()
    for entry in network.state where entry.isParameter {
      let gradient = try #require(entry.tensor.gradient, "\(entry.name)")
      #expect(try gradient.abs().max().item > 0, "\(entry.name)")
    }
    #expect(try #require(x.gradient).abs().max().item > 0)
  }

  /// The mask is 12…19 and dilated by 5 px, 7…24: cells of 2 px from 6 to 25 are covered, and judged with their
  /// neighbours; of the features, a pixel is seen by the cells around it.
  @Test func guidedByTheMaskItSeesNothingFarOff() throws {
    let corner = ((Tensor.arange(32) - 1).abs() .< 1).to(.float32)
    let far = corner.reshape(1, 1, 32, 1) * corner.reshape(1, 1, 1, 32)
    func finest(_ pictures: Tensor) throws -> (global: Tensor, local: Tensor) {
      let verdict = withoutGradients { judged(pictures) }
      return (verdict.global.cells.slice(1, 0..<256), try #require(verdict.local).cells.slice(1, 0..<256))
    }
    let (before, after) = (try finest(pictures), try finest(pictures * (1 - far)))
    #expect(try (after.local - before.local).abs().max().item == 0)
    #expect(try (after.global - before.global).abs().max().item > 1e-4)
    // The defect and its boundary are in view.
    let inside = try finest(pictures * (1 - condition.mask))
    #expect(try (inside.local - before.local).abs().max().item > 1e-4)
  }

  @Test func onlyTheMaskGuidedBranchIsToldTheType() throws {
    let other = DefectDiscriminator.Evidence(
      pictures, mask: condition.mask, margin: 5, types: condition.types.flip(0), seenBy: features)
    let (before, after) = withoutGradients { (judged(pictures), network(other)) }
    #expect(try (after.global.cells - before.global.cells).abs().max().item == 0)
    #expect(try (#require(after.local).cells - #require(before.local).cells).abs().max().item > 1e-4)
  }
}
