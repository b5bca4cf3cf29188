import Diffusion
import Testing
import Torch

@Suite struct TextureDistanceTests {
  private let distance = TextureDistance(16, channels: [5, 3], from: Generator(seed: 1))
  private let features = [
    Tensor.randn([2, 5, 8, 8], from: Generator(seed: 2)), .randn([2, 3, 4, 4], from: Generator(seed: 3)),
  ]
  /// The left half.
  private let coverage = [8, 4].map { side in
    (Tensor.arange(side) .< Double(side / 2)).to(.float32).reshape(1, 1, 1, side).expand(2, 1, side, side)
  }

  init() { setThreads(1) }

  private func item(_ made: [Tensor]) throws -> Double { try distance(made, features, coverage: coverage).max().item }

  @Test func whereCellsAreDoesNotMatter() throws {
    #expect(try item(features) == 0)
    let turned = features.map {
      Tensor.cat([$0.slice(3, 0..<$0.shape[3] / 2).flip(2, 3), $0.slice(3, $0.shape[3] / 2..<$0.shape[3])], 3)
    }
    #expect(try item(turned) < 1e-5)
  }

  @Test func whatLiesOutsideTheMaskDoesNotMatter() throws {
    let other = zip(features, coverage).map { $0 + (1 - $1) * 3 }
    #expect(try item(other) == 0)
  }

  /// Along one direction the distance between distributions that are shifted is the shift.
  @Test func aShiftIsItsOwnDistance() throws {
    let line = TextureDistance(4, channels: [1], from: Generator(seed: 1))
    let x = features[0].slice(1, 0..<1)
    let found = line([x + 0.7], [x], coverage: [coverage[0]])
    #expect(found.shape == [2])
    #expect(try (found - 0.7).abs().max().item < 1e-5)
  }

  @Test func gradientsLeadToTheDistribution() throws {
    var made = features[0].zerosLike().clone().requiresGradient(true)
    let line = TextureDistance(16, channels: [5], from: Generator(seed: 4))
    func far(_ x: Tensor) -> Tensor { line([x], [features[0]], coverage: [coverage[0]]).sum() }
    let before = try withoutGradients { far(made) }.item
    for _ in 0..<40 {
      let slope = try gradients(of: far(made), [made])[0]
      made = (made - slope * 2).detach().requiresGradient(true)
    }
    #expect(try withoutGradients { far(made) }.item < 0.5 * before)
  }
}
