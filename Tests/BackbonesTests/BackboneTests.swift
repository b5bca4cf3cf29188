import Backbones
import Foundation
import Testing
import Torch

/// What Python's torch computed, by `tools/golden/backbone.py`.
private struct Golden: Decodable {
  struct Level: Decodable {
    let block: Int
    let shape: [Int]
    let mean, deviation, least, greatest: Double
    let places: [Int]
    let values: [Double]
  }

  let width, height: Int
  let networks: [String: [Level]]

  static func read() throws -> Golden {
    let url = try #require(Bundle.module.url(forResource: "Golden/backbone", withExtension: "json"))
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
  }

  /// The image of the golden numbers, `[1, 3, H, W]`.
  var image: Tensor {
    var values: [Float] = []
    for c in 0..<3 {
      for y in 0..<height {
        for x in 0..<width { values.append(Float((7 * x + 13 * y + 31 * c + x * y % 17 * 5) % 256) / 255) }
      }
    }
    return Tensor(values, [1, 3, height, width])
  }
}

@Suite struct BackboneTests {
  @Test(arguments: BackboneName.allCases.filter(\.isInstalledBySetUp))
  func featuresEqualThoseOfPython(name: BackboneName) throws {
    setThreads(1)
    let golden = try Golden.read()
    let network = try EfficientNetLite(name, weights: name.locate())
    let levels = try #require(golden.networks[name.rawValue])
    #expect(network.stageEnds == levels.map(\.block))
    let found = withoutGradients { network.features(golden.image, levels: network.stageEnds) }
    for (tensor, level) in zip(found, levels) {
      #expect(tensor.shape == level.shape)
      let values = tensor.contiguous().to(.float32).array(of: Float.self).map(Double.init)
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      let pairs = [
        (mean, level.mean), (variance.squareRoot(), level.deviation), (values.min()!, level.least),
        (values.max()!, level.greatest),
      ]
      for (found, expected) in pairs + zip(level.places.map { values[$0] }, level.values) {
        #expect(abs(found - expected) < 1e-4 * max(abs(expected), level.deviation), "block \(level.block)")
      }
    }
  }

  @Test func levelsAreTheLastBlocksOfTheirStrides() throws {
    setThreads(1)
    let network = try EfficientNetLite(.efficientNetLite0, weights: BackboneName.efficientNetLite0.locate())
    #expect(network.levels.map(\.stride) == [4, 8, 16, 32])
    #expect(network.levels.map(\.channels) == [24, 40, 112, 320])
    let image = Tensor.full([1, 3, 64, 96], 0.5)
    let found = withoutGradients { network.features(image, strides: [32, 8]) }
    #expect(found.map(\.shape) == [[1, 320, 2, 3], [1, 40, 8, 12]])
    let block = withoutGradients { network.features(image, levels: [network.stageEnds[2]])[0] }
    #expect((found[1] - block).abs().max().array(of: Float.self) == [0])
  }

  @Test func missingWeightsNameThePlacesLookedAt() {
    let nowhere = ["BLEMISH_WEIGHTS": "/nowhere/at/all"]
    #expect {
      try BackboneName.efficientNetLite0.locate(environment: nowhere)
    } throws: {
      "\($0)".contains("/nowhere/at/all") && "\($0)".contains("efficientnet-lite0.safetensors")
    }
  }

  @Test func foreignWeightsAreRefused() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try saveSafetensors(["weight": Tensor([1, 2, 3] as [Float])], to: file)
    #expect(throws: BackboneError.unsuitableWeights(path: file.path, missing: "_conv_stem.weight")) {
      try EfficientNetLite(.efficientNetLite0, weights: file)
    }
  }
}
