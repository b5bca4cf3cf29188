import Backbones
import Foundation
import Segmentation
import Testing
import Torch

/// What Python's torch computed, by `tools/golden/segmentation.py`.
private struct Golden: Decodable {
  struct Output: Decodable {
    let shape: [Int]
    let mean, deviation: Double
    let places: [Int]
    let values: [Double]
  }

  struct Case<Configuration: Decodable>: Decodable {
    let configuration: Configuration
    let evaluated: Output
    let trained: [Output]
  }

  struct Networks: Decodable {
    let bisenetv2: Case<BiSeNetV2Configuration>
    let segformer: Case<SegFormerConfiguration>
  }

  let count, height, width, classes: Int
  let networks: Networks

  static func read() throws -> Golden {
    let url = try #require(Bundle.module.url(forResource: "Golden/networks", withExtension: "json"))
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
  }

  /// Whole-number noise in [−1, 1).
  static func numbers(_ count: Int, key: Int) -> [Double] {
    (0..<count).map { Double(($0 * $0 * 31 + $0 * 7919 + key * 104_729) % 1009) / 1009 * 2 - 1 }
  }

  /// The images of the golden numbers, `[N, 3, H, W]`.
  var images: Tensor {
    let values = Self.numbers(count * 3 * height * width, key: 5).map { Float(($0 + 1) / 2) }
    return Tensor(values, [count, 3, height, width])
  }

  /// Sets every tensor of the state by its place in the sorted names.
  static func fill(_ network: any SegmentationNetwork) {
    for (key, entry) in network.state.sorted(by: { $0.name < $1.name }).enumerated() {
      let tensor = entry.tensor
      let fan = Double(tensor.shape.dropFirst().reduce(1, *))
      let values = numbers(tensor.count, key: key).map { noise -> Float in
        if entry.name.hasSuffix("running_var") { return Float(1 + 0.5 * noise) }
        if tensor.dim > 1 { return Float(noise * (6 / fan).squareRoot()) }
        return Float(entry.name.hasSuffix("weight") ? 1 + 0.2 * noise : 0.1 * noise)
      }
      tensor.copy_(Tensor(values, tensor.shape))
    }
  }
}

private func expectEqual(_ found: Tensor, _ expected: Golden.Output, _ what: String) {
  #expect(found.shape == expected.shape, "\(what)")
  let values = found.contiguous().array(of: Float.self).map(Double.init)
  let mean = values.reduce(0, +) / Double(values.count)
  for (found, expectation) in [(mean, expected.mean)] + zip(expected.places.map { values[$0] }, expected.values) {
    #expect(abs(found - expectation) < 2e-4 * expected.deviation, "\(what)")
  }
}

/// The networks at their standard sizes, for 19 classes.
private func published() throws -> [any SegmentationNetwork] {
  try NetworkName.allCases.map { try NetworkConfiguration($0).network(classes: 19, from: Generator(seed: 1)) }
}

@Suite struct NetworkTests {
  @Test func networksComputeWhatPythonDoes() throws {
    setThreads(1)
    let golden = try Golden.read()
    let (wide, tall) = (golden.networks.bisenetv2, golden.networks.segformer)
    let networks: [(any SegmentationNetwork, Golden.Output, [Golden.Output])] = [
      (try BiSeNetV2(wide.configuration, classes: golden.classes, from: nil), wide.evaluated, wide.trained),
      (try SegFormer(tall.configuration, classes: golden.classes, from: nil), tall.evaluated, tall.trained),
    ]
    for (network, evaluated, trained) in networks {
      Golden.fill(network)
      withoutGradients {
        network.eval()
        let still = network(golden.images)
        expectEqual(still.main, evaluated, "\(type(of: network)) in evaluation")
        #expect(still.auxiliary.isEmpty)
        network.train()
        let logits = network(golden.images)
        #expect(logits.auxiliary.count == trained.count - 1)
        for (index, found) in ([logits.main] + logits.auxiliary).enumerated() {
          expectEqual(found, trained[index], "\(type(of: network)) in training, head \(index)")
        }
      }
    }
  }

  /// BiSeNet V2 without boosters: 3.34 M parameters; MiT-B0 3.3 M and its decoder 0.4 M, 3.7 M in all.
  @Test func parametersAreAsManyAsPublished() throws {
    func count(_ network: some SegmentationNetwork, _ isCounted: (String) -> Bool) -> Int {
      network.state.filter { $0.isParameter && isCounted($0.name) }.reduce(0) { $0 + $1.tensor.count }
    }
    let (wide, tall) = (
      try BiSeNetV2(classes: 19, from: nil), try SegFormer(classes: 19, from: nil)
    )
    #expect((3_300_000..<3_400_000).contains(count(wide) { !$0.hasPrefix("boosters.") }))
    #expect((3_250_000..<3_400_000).contains(count(tall) { !SegFormer.isHead($0) }))
    #expect((3_700_000..<3_750_000).contains(count(tall) { _ in true }))
  }

  /// Folded into trainable convolutions, the published weights compute what the frozen backbone does, whose features are
  /// compared with Python's.
  @Test func theEncoderIsThePublishedOne() throws {
    setThreads(1)
    let file = try BackboneName.efficientNetLite0.locate()
    let network = try FeaturePyramidNetwork(classes: 2, from: nil)
    try network.loadBackbone(file)
    let frozen = try EfficientNetLite(.efficientNetLite0, weights: file)
    let images = Tensor.rand([2, 3, 70, 97], from: Generator(seed: 3))
    let expected = withoutGradients {
      frozen.features(images, levels: [1, 2, 4, 6].map { frozen.stageEnds[$0] })
    }
    for (found, expected) in zip(withoutGradients { network.encoder(images) }, expected) {
      #expect(found.shape == expected.shape)
      #expect(try (found - expected).abs().max().item < 1e-4 * expected.abs().max().item)
    }
  }

  @Test(arguments: [(32, 32), (33, 47), (70, 41)])
  func logitsHaveTheSizeOfTheImages(height: Int, width: Int) throws {
    setThreads(1)
    let images = Tensor.rand([2, 3, height, width], from: Generator(seed: 3))
    for network in try published() {
      let logits = withoutGradients { network(images) }
      for output in [logits.main] + logits.auxiliary { #expect(output.shape == [2, 19, height, width]) }
      #expect(try logits.main.isFinite().all().item == 1)
    }
  }

  @Test func gradientReachesEveryParameter() throws {
    setThreads(1)
    let images = Tensor.rand([2, 3, 64, 64], from: Generator(seed: 3))
    let target = Tensor.randint(0..<19, [2, 64, 64], from: Generator(seed: 4))
    for network in try published() {
      let logits = network(images)
      let loss = ([logits.main] + logits.auxiliary).map { crossEntropy($0, target) }.reduce(Tensor.zeros([])) {
        $0 + $1
      }
      try loss.backward()
      for entry in network.state where entry.isParameter {
        // Softmax does not change when all keys move together, nor normalisation when all means do.
        guard !entry.name.hasSuffix("attention.key.bias"), entry.name != "semantic.context.norm.bias" else { continue }
        let norm = try entry.tensor.gradient?.norm().item ?? 0
        #expect(norm > 0, "\(type(of: network)) \(entry.name)")
      }
    }
  }

  @Test func evaluationDoesNotDependOnTheRestOfTheBatch() throws {
    setThreads(1)
    let images = Tensor.rand([3, 3, 40, 40], from: Generator(seed: 3))
    for network in try published() {
      network.eval()
      let together = withoutGradients { network(images).main }
      let alone = withoutGradients { network(images.slice(0, 1..<2)).main }
      let difference = try (together.slice(0, 1..<2) - alone).abs().max().item
      #expect(difference < 1e-4 * (1 + (try together.abs().max().item)), "\(type(of: network))")
    }
  }

  @Test func equalSeedsGiveEqualWeights() throws {
    for (a, b) in zip(try published(), try published()) {
      for (x, y) in zip(a.state, b.state) {
        #expect(x.tensor.array(of: Float.self) == y.tensor.array(of: Float.self), "\(x.name)")
      }
    }
  }

  @Test func impossibleWidthsAreRefused() {
    var wide = BiSeNetV2Configuration()
    wide.semantic = [16, 32, 64, 96]
    #expect(throws: SegmentationError.self) { try BiSeNetV2(wide, classes: 2, from: nil) }
    var tall = SegFormerConfiguration()
    tall.heads = [1, 2, 7, 8]
    #expect {
      try SegFormer(tall, classes: 2, from: nil)
    } throws: {
      "\($0)".contains("heads")
    }
  }
}
