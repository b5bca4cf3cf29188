import Foundation
import Segmentation
import Testing
import Torch

/// A SegFormer small enough to write often.
private func small(seed: UInt64?, classes: Int = 2) throws -> SegFormer {
  var configuration = SegFormerConfiguration()
  configuration.channels = [4, 8, 12, 16]
  configuration.heads = [1, 2, 3, 4]
  configuration.depths = [1, 1, 2, 1]
  configuration.decoder = 8
  return try SegFormer(configuration, classes: classes, from: seed.map { Generator(seed: $0) })
}

/// A state under the names of the published encoders, with keys and values in one tensor.
private func publishedNames(_ state: [String: Tensor]) -> [String: Tensor] {
  let inner = [
    "attentionNorm": "norm1", "attention.query": "attn.q", "attention.reduction": "attn.sr",
    "attention.reductionNorm": "attn.norm", "attention.exit": "attn.proj", "feedForwardNorm": "norm2",
    "feedForward.entry": "mlp.fc1", "feedForward.mixing": "mlp.dwconv.dwconv", "feedForward.exit": "mlp.fc2",
  ]
  var file: [String: Tensor] = [:]
  for (name, tensor) in state where name.hasPrefix("stages.") {
    let path = name.split(separator: ".").map(String.init)
    let stage = Int(path[1])! + 1
    switch path[2] {
    case "embedding": file["patch_embed\(stage).proj.\(path[3])"] = tensor
    case "embeddingNorm": file["patch_embed\(stage).norm.\(path[3])"] = tensor
    case "norm": file["norm\(stage).\(path[3])"] = tensor
    default:
      let layer = path[4..<path.count - 1].joined(separator: ".")
      let block = "block\(stage).\(path[3])."
      if layer == "attention.key" {
        let value = state[name.replacingOccurrences(of: "attention.key", with: "attention.value")]!
        file[block + "attn.kv." + path.last!] = Tensor.cat([tensor, value], 0)
      } else if let published = inner[layer] {
        file[block + published + "." + path.last!] = tensor
      }
    }
  }
  file["head.weight"] = .zeros([1000, 16])
  return file
}

/// A state under the names of the transformers library.
private func libraryNames(_ state: [String: Tensor]) -> [String: Tensor] {
  let inner = [
    "attentionNorm": "layer_norm_1", "attention.query": "attention.self.query", "attention.key": "attention.self.key",
    "attention.value": "attention.self.value", "attention.reduction": "attention.self.sr",
    "attention.reductionNorm": "attention.self.layer_norm", "attention.exit": "attention.output.dense",
    "feedForwardNorm": "layer_norm_2", "feedForward.entry": "mlp.dense1", "feedForward.mixing": "mlp.dwconv.dwconv",
    "feedForward.exit": "mlp.dense2",
  ]
  var file: [String: Tensor] = [:]
  for (name, tensor) in state where name.hasPrefix("stages.") {
    let path = name.split(separator: ".").map(String.init)
    let prefix = "segformer.encoder."
    switch path[2] {
    case "embedding": file[prefix + "patch_embeddings.\(path[1]).proj.\(path[3])"] = tensor
    case "embeddingNorm": file[prefix + "patch_embeddings.\(path[1]).layer_norm.\(path[3])"] = tensor
    case "norm": file[prefix + "layer_norm.\(path[1]).\(path[3])"] = tensor
    default:
      let layer = inner[path[4..<path.count - 1].joined(separator: ".")]!
      file[prefix + "block.\(path[1]).\(path[3]).\(layer).\(path.last!)"] = tensor
    }
  }
  return file
}

@Suite struct BackboneImportTests {
  private func withFile(_ tensors: [String: Tensor], _ body: (URL) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try saveSafetensors(tensors.mapValues { $0.contiguous() }, to: file)
    try body(file)
  }

  @Test func encodersAreReadUnderAllTheirNames() throws {
    let source = try small(seed: 1)
    for names in [{ $0 }, publishedNames, libraryNames] as [([String: Tensor]) -> [String: Tensor]] {
      let target = try small(seed: 2, classes: 5)
      let heads = target.state.filter { SegFormer.isHead($0.name) }.map { $0.tensor.array(of: Float.self) }
      try withFile(names(source.stateDictionary)) { try target.loadBackbone($0) }
      for entry in target.state where !SegFormer.isHead(entry.name) {
        let expected = source.stateDictionary[entry.name]!.array(of: Float.self)
        #expect(entry.tensor.array(of: Float.self) == expected, "\(entry.name)")
      }
      #expect(target.state.filter { SegFormer.isHead($0.name) }.map { $0.tensor.array(of: Float.self) } == heads)
    }
  }

  @Test func unsuitableWeightsNameWhatIsWrongAndChangeNothing() throws {
    let target = try small(seed: 2)
    let before = target.state.map { $0.tensor.array(of: Float.self) }
    var file = publishedNames(try small(seed: 1).stateDictionary)
    file["patch_embed1.proj.weight"] = nil
    file["norm2.bias"] = .zeros([3])
    try withFile(file) { url in
      #expect(
        throws: SegmentationError.unsuitableWeights(
          path: url.path,
          misfits: ["stages.0.embedding.weight is missing", "stages.1.norm.bias has the shape [3], not [8]"])
      ) { try target.loadBackbone(url) }
    }
    #expect(target.state.map { $0.tensor.array(of: Float.self) } == before)
  }

  @Test func branchesOfBiSeNetAreRead() throws {
    var configuration = BiSeNetV2Configuration()
    (configuration.detail, configuration.semantic) = ([4, 4, 8], [4, 4, 6, 8])
    (configuration.expansion, configuration.head, configuration.booster) = (2, 8, 4)
    let source = try BiSeNetV2(configuration, classes: 7, from: Generator(seed: 1))
    let target = try BiSeNetV2(configuration, classes: 2, from: Generator(seed: 2))
    let file = Dictionary(uniqueKeysWithValues: source.stateDictionary.map { ("module.\($0.key)", $0.value) })
    try withFile(file) { try target.loadBackbone($0) }
    for entry in target.state where !BiSeNetV2.isHead(entry.name) {
      #expect(entry.tensor.array(of: Float.self) == source.stateDictionary[entry.name]!.array(of: Float.self))
    }
  }
}
