import Testing
import Torch

@Suite struct GeneratorTests {
  @Test func equalSeedsGiveEqualNumbers() {
    let draw = { (seed: UInt64) in Tensor.randn([100], from: Generator(seed: seed)) }
    #expect(isIdentical(draw(7), draw(7)))
    #expect(!isIdentical(draw(7), draw(8)))
  }

  @Test func streamsDoNotDisturbEachOther() {
    let (a, b) = (Generator(seed: 1), Generator(seed: 1))
    let first = Tensor.rand([10], from: a)
    _ = Tensor.rand([10], from: Generator(seed: 1))
    #expect(isIdentical(first, .rand([10], from: b)))
    #expect(isIdentical(.rand([10], from: a), .rand([10], from: b)))
  }

  @Test func stateGoesBack() throws {
    let generator = Generator(seed: 1)
    _ = Tensor.randn([7], from: generator)
    let state = generator.state
    let next = Tensor.randn([5], from: generator)
    let other = Generator(seed: 99)
    try other.restore(state)
    #expect(isIdentical(.randn([5], from: other), next))
    #expect(throws: TorchError.self) { try other.restore(.zeros([3], .uint8)) }
  }

  @Test func distributionsHaveTheirMoments() throws {
    let generator = Generator(seed: 2)
    let normal = Tensor.randn([100_000], from: generator)
    #expect(try abs(normal.mean().item) < 0.01 && abs(normal.variance().item - 1) < 0.02)
    let uniform = Tensor.rand([100_000], from: generator)
    #expect(try abs(uniform.mean().item - 0.5) < 0.005 && uniform.min().item >= 0 && uniform.max().item < 1)
    let whole = Tensor.randint(-2..<3, [10_000], from: generator)
    #expect(Set(whole.array(of: Int.self)) == [-2, -1, 0, 1, 2])
    #expect(Tensor.randperm(50, from: generator).array(of: Int.self).sorted() == Array(0..<50))
  }

  @Test func dropoutKeepsTheMean() throws {
    let dropped = Tensor.ones([100_000]).dropout(0.25, from: Generator(seed: 3))
    #expect(try abs(dropped.mean().item - 1) < 0.01)
    #expect(try abs((dropped .== 0).to(.float32).mean().item - 0.25) < 0.01)
  }

  /// Initializers of a weight with 180 inputs and 360 outputs, and their variances.
  static let spreads: [(Initializer, variance: Double)] = [
    (.fanInUniform, 1.0 / 180 / 3),
    (.kaimingNormal(), 2.0 / 180),
    (.kaimingUniform(), 2.0 / 180),
    (.xavierNormal(), 2.0 / 540),
    (.xavierUniform(), 2.0 / 540),
    (.normal(std: 0.3), 0.09),
    (.truncatedNormal(std: 0.5), 0.25 * 0.7737),
    (.constant(0.1), 0),
  ]

  @Test(arguments: spreads)
  func initializersHaveTheirSpread(_ initializer: Initializer, _ variance: Double) throws {
    let weight = initializer.tensor([40, 20, 3, 3], fanIn: 180, fanOut: 360, from: Generator(seed: 4))
    #expect(try abs(weight.variance().item - variance) <= 0.05 * variance + 1e-12)
    if case .truncatedNormal = initializer { #expect(try weight.abs().max().item <= 1.0001) }
  }
}
