import Backbones
import Foundation
import Testing
import Torch

/// What torchvision and timm computed with made-up weights, by `tools/golden/feature_networks.py`.
private struct Case: Decodable {
  struct Map: Decodable {
    let shape: [Int]
    /// Mean, deviation, least and greatest, then those at the places.
    let values: [Double]
    let places: [Int]
  }

  enum Kind: String, Decodable {
    /// Strides 4, 8, 16 and 32.
    case levels
    /// A transformer's patches after a quarter, half, three quarters and all of its blocks.
    case patches
  }

  let kind: Kind
  /// Height and width of the image.
  let size: [Int]
  let maps: [Map]

  static func read(_ name: BackboneName) throws -> [Case] {
    let url = try #require(Bundle.module.url(forResource: "Golden/networks", withExtension: "json"))
    let all = try JSONDecoder().decode([String: [Case]].self, from: Data(contentsOf: url))
    return try #require(all[name.rawValue])
  }

  func expectEqual(_ found: [Tensor], _ comment: Comment) {
    #expect(found.map(\.shape) == maps.map(\.shape), comment)
    for (tensor, map) in zip(found, maps) {
      let values = tensor.array(of: Float.self).map(Double.init)
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      let summary = [mean, variance.squareRoot(), values.min()!, values.max()!] + map.places.map { values[$0] }
      for (found, expected) in zip(summary, map.values) {
        #expect(abs(found - expected) < 1e-4 * max(abs(expected), map.values[1]), comment)
      }
    }
  }
}

/// The image of the golden numbers, `[1, 3, H, W]`.
private func image(_ size: [Int]) -> Tensor {
  Tensor(shape: [1, 3, size[0], size[1]], of: Float.self) { buffer in
    for c in 0..<3 {
      for y in 0..<size[0] {
        for x in 0..<size[1] {
          buffer[(c * size[0] + y) * size[1] + x] = Float((7 * x + 13 * y + 31 * c + x * y % 17 * 5) % 256) / 255
        }
      }
    }
  }
}

private func network(_ name: BackboneName, _ state: [String: Tensor]) throws -> any FeatureNetwork {
  switch name {
  case .resNet18, .resNet50, .wideResNet50: try ResNet(name, state: state, path: "made up")
  default: try DINOv2(name, state: state, path: "made up")
  }
}

private let broughtByUsers = BackboneName.allCases.filter { !$0.isInstalledBySetUp }

/// One network after another: the largest have a third of a gigabyte of weights.
@Suite(.serialized) struct FeatureNetworkTests {
  @Test(arguments: broughtByUsers)
  func featuresEqualThoseOfPython(name: BackboneName) throws {
    let network = try network(name, MadeUpWeights.state(name))
    for golden in try Case.read(name) {
      let input = image(golden.size)
      let found = try withoutGradients {
        switch golden.kind {
        case .levels: network.features(input, strides: [4, 8, 16, 32])
        case .patches: try #require(network as? DINOv2).patchMaps(input, after: [2, 5, 8, 11])
        }
      }
      golden.expectEqual(found, "\(name) \(golden.kind) \(golden.size)")
    }
  }

  @Test(arguments: [BackboneName.resNet18, .dinoV2Small])
  func levelsComeInTheOrderAskedForAndOfEveryImageAlone(name: BackboneName) throws {
    let network = try network(name, MadeUpWeights.state(name))
    let pair = Tensor.cat([image([64, 96]), image([64, 96]).flip(3)], 0)
    let (all, some) = withoutGradients {
      (network.features(pair[0..<1], strides: [4, 8, 16, 32]), network.features(pair, strides: [16, 8]))
    }
    #expect(all.map { $0.shape[1] } == network.levels.map(\.channels))
    #expect(some.map(\.shape) == [16, 8].map { s in [2, all[s == 8 ? 1 : 2].shape[1], 64 / s, 96 / s] })
    for (found, alone) in zip(some, [all[2], all[1]]) {
      #expect(try (found[0..<1] - alone).abs().max().item < 1e-4)
    }
  }

  /// A file as Meta writes it: the class token has a position of its own beside registers, and there is a mask token.
  @Test func namesOfMetaGiveTheSameFeatures() throws {
    let name = BackboneName.dinoV2SmallRegisters
    let state = MadeUpWeights.state(name)
    var renamed = state
    let position = Tensor.full([1, 1, 384], 0.5)
    renamed["register_tokens"] = renamed.removeValue(forKey: "reg_token")
    renamed["cls_token"] = try #require(state["cls_token"]) - position
    renamed["pos_embed"] = Tensor.cat([position, try #require(state["pos_embed"])], 1)
    renamed["mask_token"] = .zeros([1, 384])
    renamed["head.weight"] = .zeros([10, 384])
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try saveSafetensors(renamed, to: file)
    let (timm, meta) = (try network(name, state), try name.load(weights: file))
    let (expected, found) = withoutGradients {
      (timm.features(image([64, 64]), strides: [16])[0], meta.features(image([64, 64]), strides: [16])[0])
    }
    #expect(try (expected - found).abs().max().item < 1e-4)
  }

  @Test func halfPrecisionFilesAndClassifiersAreRead() throws {
    var state = MadeUpWeights.state(.resNet18)
    state["fc.weight"] = .zeros([1000, 512])
    state["bn1.num_batches_tracked"] = .zeros([], .int64)
    state["conv1.weight"] = state["conv1.weight"]?.to(.float16)
    let found = try withoutGradients { try network(.resNet18, state).features(image([32, 32]), strides: [4])[0] }
    #expect(found.shape == [1, 64, 8, 8] && found.dtype == .float32)
  }

  @Test func weightsThatDoNotFitSayWhichTensorAndWhatToDo() throws {
    let state = MadeUpWeights.state(.resNet18)
    var lacking = state
    lacking["layer4.1.bn2.running_var"] = nil
    #expect(throws: BackboneError.unsuitableWeights(path: "made up", missing: "layer4.1.bn2.running_var")) {
      try network(.resNet18, lacking)
    }
    var misshapen = state
    misshapen["conv1.weight"] = .zeros([64, 3, 3, 3])
    #expect(
      throws: BackboneError.misshapenTensor(
        path: "made up", name: "conv1.weight", found: [64, 3, 3, 3], expected: [64, 3, 7, 7])
    ) { try network(.resNet18, misshapen) }
    var larger = state
    larger["layer1.2.conv1.weight"] = .zeros([64, 64, 3, 3])
    #expect(
      throws: BackboneError.foreignTensor(path: "made up", name: "layer1.2.conv1.weight", backbone: .resNet18)
    ) { try network(.resNet18, larger) }
    let error = BackboneError.unsuitableWeights(path: "/w/dinov2-vits14.safetensors", missing: "pos_embed")
    #expect("\(error)".contains("tools/convert_weights.py FILE dinov2-vits14 "))
    let missing = BackboneError.missingWeights(name: "efficientnet-lite0.safetensors", searched: [])
    #expect("\(missing)".contains("make setup"))
  }

  @Test func registersMustBeWhereTheNameSaysSo() throws {
    let (with, without) = (MadeUpWeights.state(.dinoV2SmallRegisters), MadeUpWeights.state(.dinoV2Small))
    #expect(
      throws: BackboneError.foreignTensor(path: "made up", name: "reg_token", backbone: .dinoV2Small)
    ) { try network(.dinoV2Small, with) }
    #expect(throws: BackboneError.unsuitableWeights(path: "made up", missing: "reg_token")) {
      try network(.dinoV2SmallRegisters, without)
    }
    var cut = without
    cut["pos_embed"] = cut["pos_embed"]?.slice(1, 0..<98)
    #expect(
      throws: BackboneError.misshapenTensor(
        path: "made up", name: "pos_embed", found: [1, 98, 384], expected: [1, 1370, 384])
    ) { try network(.dinoV2Small, cut) }
  }

  @Test func networksOfAnotherKindAreRefused() {
    let nowhere = URL(fileURLWithPath: "/nowhere")
    #expect(throws: BackboneError.otherArchitecture(name: .resNet18, wanted: "an EfficientNet-Lite")) {
      try EfficientNetLite(.resNet18, weights: nowhere)
    }
    #expect(throws: BackboneError.otherArchitecture(name: .dinoV2Base, wanted: "a ResNet")) {
      try ResNet(.dinoV2Base, state: [:], path: "")
    }
  }
}
