import Diffusion
import Testing
import Torch

@Suite struct DiscriminatorTests {
  private let network = DenoisingDiscriminator(.tiny, from: Generator(seed: 1))
  private let condition = DefectCondition.squares(2)
  private let pair: (less: Tensor, more: Tensor)

  init() {
    setThreads(1)
    let generator = Generator(seed: 6)
    pair = (.randn([2, 3, 32, 32], from: generator), .randn([2, 3, 32, 32], from: generator))
  }

  private func logits(_ pair: (less: Tensor, more: Tensor)) -> DenoisingDiscriminator.Logits {
    network(pair, at: [1, 3], mask: condition.mask, types: condition.types)
  }

  @Test func oneLogitOfEachBranchASample() {
    let logits = logits(pair)
    #expect(logits.global.shape == [2] && logits.local.shape == [2])
  }

  @Test func gradientsReachEveryParameter() throws {
    let logits = logits(pair)
    try (logits.global + logits.local).sum().backward()
    for entry in network.state where entry.isParameter {
      let gradient = try #require(entry.tensor.gradient, "\(entry.name)")
      #expect(try gradient.abs().max().item > 0, "\(entry.name)")
    }
  }

  /// The mask is 12…19 and dilated by 7 px, 5…26.
  @Test func guidedByTheMaskItSeesNothingElse() throws {
    let line = ((Tensor.arange(32) - 15.5).abs() .< 11).to(.float32)
    let seen = line.reshape(1, 1, 32, 1) * line.reshape(1, 1, 1, 32)
    let noise = Tensor.randn(pair.less.shape, from: Generator(seed: 9))
    let before = withoutGradients { logits(pair) }
    let outside = withoutGradients { logits((pair.less + noise * (1 - seen), pair.more - noise * (1 - seen))) }
    #expect(outside.local.array(of: Float.self) == before.local.array(of: Float.self))
    #expect(try (outside.global - before.global).abs().max().item > 1e-4)
    // The boundary of the defect is in view.
    let ring = seen - condition.mask
    let around = withoutGradients { logits((pair.less + noise * ring, pair.more)) }
    #expect(try (around.local - before.local).abs().max().item > 1e-4)
  }

  @Test func theGradientPenaltyCanBeDifferentiated() throws {
    let x = pair.less.detach().clone().requiresGradient(true)
    let logits = logits((x, pair.more))
    let slope = try gradients(of: (logits.global + logits.local).sum(), [x], createGraph: true)[0]
    try slope.pow(2).sum().backward()
    let reached = network.state.filter { $0.isParameter && $0.name.hasSuffix("weight") && $0.name.contains("blocks") }
    for entry in reached where !entry.name.contains("shift") {
      let gradient = try #require(entry.tensor.gradient, "\(entry.name)")
      #expect(try gradient.abs().max().item > 0, "\(entry.name)")
    }
  }
}
