import Torch

extension SegFormer {
  /// Understood are the names of this network (`stages.0.blocks.1.attention.query.weight`); those of the published
  /// encoders (`patch_embed1.proj.weight`, `block1.1.attn.kv.weight`, keys before values in `kv`); and those of the
  /// transformers library (`encoder.block.0.1.attention.self.query.weight`). What stands before them, `backbone.` or
  /// `segformer.`, is dropped.
  public static func backboneState(in file: [String: Tensor]) -> [String: Tensor] {
    var parts: [String: Tensor] = [:]
    for (name, tensor) in file {
      guard let fused = name.range(of: ".attn.kv.") else {
        parts[name] = tensor
        continue
      }
      let halves = tensor.chunk(2, 0)
      guard halves.count == 2 else { continue }
      for (half, part) in zip(halves, ["k", "v"]) {
        parts[name.replacingCharacters(in: fused, with: ".attn.\(part).")] = half.contiguous()
      }
    }
    return renamed(parts, ownName)
  }

  /// The name that a tensor of a published encoder has here; other names are left as they are.
  private static func ownName(_ published: String) -> String {
    var path = published.split(separator: ".").map(String.init)
    while let first = path.first, ["module", "backbone", "segformer", "encoder"].contains(first) { path.removeFirst() }
    guard let (stage, rest) = stage(path) else { return path.joined(separator: ".") }
    return (["stages", "\(stage)"] + rest).joined(separator: ".")
  }

  /// The stage that a path leads into, and what remains of it under this network's names.
  private static func stage(_ path: [String]) -> (Int, [String])? {
    guard path.count > 1 else { return nil }
    guard ["patch_embeddings", "block", "layer_norm"].contains(path[0]), path.count > 2, let stage = Int(path[1]) else {
      return numbered(path)
    }
    return inside(path[0], Array(path.dropFirst(2))).map { (stage, $0) }
  }

  /// `block1.0.…` and `norm1.weight`: stages counted from 1, at the end of the word.
  private static func numbered(_ path: [String]) -> (Int, [String])? {
    guard let last = path[0].last?.wholeNumberValue, last > 0 else { return nil }
    let word = ["patch_embed": "patch_embeddings", "block": "block", "norm": "layer_norm"][String(path[0].dropLast())]
    return word.flatMap { inside($0, Array(path.dropFirst())) }.map { (last - 1, $0) }
  }

  private static func inside(_ part: String, _ rest: [String]) -> [String]? {
    switch part {
    case "patch_embeddings":
      let names = ["proj": "embedding", "norm": "embeddingNorm", "layer_norm": "embeddingNorm"]
      return names[rest[0]].map { [$0] + rest.dropFirst() }
    case "layer_norm": return ["norm"] + rest
    default:
      let inner = rest.dropFirst().dropLast().joined(separator: ".")
      return blockNames[inner].map { ["blocks", rest[0], $0, rest[rest.count - 1]] }
    }
  }

  /// Layers of a block: published encoders first, then the transformers library.
  private static let blockNames = [
    "norm1": "attentionNorm", "attn.q": "attention.query", "attn.k": "attention.key", "attn.v": "attention.value",
    "attn.sr": "attention.reduction", "attn.norm": "attention.reductionNorm", "attn.proj": "attention.exit",
    "norm2": "feedForwardNorm", "mlp.fc1": "feedForward.entry", "mlp.dwconv.dwconv": "feedForward.mixing",
    "mlp.fc2": "feedForward.exit",
    "layer_norm_1": "attentionNorm", "attention.self.query": "attention.query",
    "attention.self.key": "attention.key", "attention.self.value": "attention.value",
    "attention.self.sr": "attention.reduction", "attention.self.layer_norm": "attention.reductionNorm",
    "attention.output.dense": "attention.exit", "layer_norm_2": "feedForwardNorm",
    "mlp.dense1": "feedForward.entry", "mlp.dense2": "feedForward.exit",
  ]
}
