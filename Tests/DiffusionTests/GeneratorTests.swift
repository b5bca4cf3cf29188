import Diffusion
import Foundation
import Testing
import Torch

@Suite struct GeneratorTests {
  init() { setThreads(1) }

  private let configuration = DiffusionConfiguration.tiny

  private func picture(
    _ network: DenoisingGenerator, seed: UInt64 = 1, change: (inout DefectCondition) -> Void = { _ in }
  )
    -> Tensor
  {
    let generator = Generator(seed: seed)
    let side = network.configuration.side
    var condition = DefectCondition.squares(2, side: side, channels: network.configuration.channels)
    change(&condition)
    return network(
      .randn([2, network.configuration.channels, side, side], from: generator), at: [1, 4],
      latent: .randn([2, network.configuration.latent], from: generator), for: condition)
  }

  @Test(arguments: [1, 3])
  func picturesHaveTheShapeOfPhotographs(channels: Int) throws {
    var configuration = configuration
    configuration.channels = channels
    let network = DenoisingGenerator(configuration, from: Generator(seed: 1))
    let made = withoutGradients { picture(network) }
    #expect(made.shape == [2, channels, 32, 32])
    #expect(try made.variance().item > 1e-4)
  }

  @Test func smallHasFiveMillionParameters() {
    let network = DenoisingGenerator(.small(types: 5), from: nil)
    let count = network.parameters.reduce(0) { $0 + $1.count }
    #expect((4_500_000...5_500_000).contains(count), "\(count)")
  }

  @Test func theStandardConfigurationsAreValidAndSurviveJSON() throws {
    for configuration in [DiffusionConfiguration.small(types: 3), .base(types: 3), .tiny] {
      try configuration.validate()
      let data = try JSONEncoder().encode(configuration)
      #expect(try JSONDecoder().decode(DiffusionConfiguration.self, from: data) == configuration)
      #expect(configuration.side >> configuration.multiples.count == 16 || configuration == .tiny)
    }
  }

  @Test func wrongSettingsAreSaid() {
    let wrong: [(String, (inout DiffusionConfiguration) -> Void)] = [
      ("side", { $0.side = 100 }), ("channels", { $0.channels = 2 }), ("types", { $0.types = 0 }),
      ("steps", { $0.steps = 9 }), ("leastNoise", { $0.leastNoise = 0 }), ("greatestNoise", { $0.greatestNoise = 0.5 }),
      ("width", { $0.width = 12 }), ("multiples", { $0.multiples = [] }),
      ("blocks", { $0.blocks = 0 }), ("latent", { $0.latent = 0 }), ("embedding", { $0.embedding = 9 }),
      ("discriminatorWidth", { $0.discriminatorWidth = 4 }), ("margin", { $0.margin = 4 }),
    ]
    for (name, spoil) in wrong {
      var configuration = configuration
      spoil(&configuration)
      do {
        try configuration.validate()
        Issue.record("\(name) was taken")
      } catch DiffusionError.invalidConfiguration(let said, _) {
        #expect(said == name)
      } catch { Issue.record("\(error)") }
    }
  }

  @Test func gradientsReachEveryParameter() throws {
    let network = DenoisingGenerator(configuration, from: Generator(seed: 2))
    try picture(network).pow(2).sum().backward()
    for entry in network.state where entry.isParameter {
      let gradient = try #require(entry.tensor.gradient, "\(entry.name)")
      #expect(try gradient.abs().max().item > 0, "\(entry.name)")
    }
  }

  @Test func sameSeedSameBytes() {
    func made() -> [Float] {
      let network = DenoisingGenerator(configuration, from: Generator(seed: 3))
      return withoutGradients { picture(network).array(of: Float.self) }
    }
    #expect(made() == made())
  }

  @Test func everyConditionMatters() throws {
    let network = DenoisingGenerator(configuration, from: Generator(seed: 4))
    let made = withoutGradients { picture(network) }
    func change(_ other: (inout DefectCondition) -> Void) throws -> Double {
      try (withoutGradients { picture(network, change: other) } - made).abs().max().item
    }
    #expect(try change { $0.types = $0.types.flip(0) } > 1e-4)
    #expect(try change { $0.coverage = $0.coverage * 0.5 } > 1e-4)
    #expect(try change { $0.background = -$0.background } > 1e-4)
    // What the defect will cover is not shown.
    #expect(try change { $0.background = $0.background + $0.mask } == 0)
  }
}
