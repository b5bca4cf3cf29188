import Backbones
import Foundation
import Torch

/// State dicts with the made-up weights of `tools/golden/feature_networks.py`, by torchvision's and timm's names.
enum MadeUpWeights {
  /// All weights of a network that users bring.
  static func state(_ name: BackboneName) -> [String: Tensor] {
    var state: [String: Tensor] = [:]
    for (name, shape) in shapes(name) { state[name] = tensor(name, shape) }
    return state
  }

  private static func shapes(_ name: BackboneName) -> [String: [Int]] {
    switch name {
    case .resNet18: resNet([2, 2, 2, 2], bottleneck: false, width: 64)
    case .resNet50: resNet([3, 4, 6, 3], bottleneck: true, width: 64)
    case .wideResNet50: resNet([3, 4, 6, 3], bottleneck: true, width: 128)
    case .dinoV2Small: transformer(384, registers: 0)
    case .dinoV2SmallRegisters: transformer(384, registers: 4)
    case .dinoV2Base: transformer(768, registers: 0)
    case .dinoV2BaseRegisters: transformer(768, registers: 4)
    case .efficientNetLite0, .efficientNetLite2: preconditionFailure("set-up installs these")
    }
  }

  private static func resNet(_ repeats: [Int], bottleneck: Bool, width: Int) -> [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    func add(_ convolution: String, _ norm: String, _ shape: [Int]) {
      shapes[convolution + ".weight"] = shape
      for part in ["weight", "bias", "running_mean", "running_var"] { shapes["\(norm).\(part)"] = [shape[0]] }
    }
    add("conv1", "bn1", [64, 3, 7, 7])
    var inputs = 64
    for (layer, count) in repeats.enumerated() {
      let (inner, outer) = (width << layer, (bottleneck ? 256 : 64) << layer)
      for block in 0..<count {
        let path = "layer\(layer + 1).\(block)"
        add("\(path).conv1", "\(path).bn1", [inner, inputs, bottleneck ? 1 : 3, bottleneck ? 1 : 3])
        add("\(path).conv2", "\(path).bn2", [inner, inner, 3, 3])
        if bottleneck { add("\(path).conv3", "\(path).bn3", [outer, inner, 1, 1]) }
        if block == 0, inputs != outer { add("\(path).downsample.0", "\(path).downsample.1", [outer, inputs, 1, 1]) }
        inputs = outer
      }
    }
    return shapes
  }

  private static func transformer(_ width: Int, registers: Int) -> [String: [Int]] {
    var shapes: [String: [Int]] = [
      "cls_token": [1, 1, width], "pos_embed": [1, 37 * 37 + (registers == 0 ? 1 : 0), width],
      "patch_embed.proj.weight": [width, 3, 14, 14], "patch_embed.proj.bias": [width],
      "norm.weight": [width], "norm.bias": [width],
    ]
    if registers > 0 { shapes["reg_token"] = [1, registers, width] }
    for block in 0..<12 {
      let maps = [
        ("attn.qkv", [3 * width, width]), ("attn.proj", [width, width]), ("mlp.fc1", [4 * width, width]),
        ("mlp.fc2", [width, 4 * width]), ("norm1", [width]), ("norm2", [width]),
      ]
      for (part, shape) in maps {
        shapes["blocks.\(block).\(part).weight"] = shape
        shapes["blocks.\(block).\(part).bias"] = [shape[0]]
      }
      for scale in ["ls1", "ls2"] { shapes["blocks.\(block).\(scale).gamma"] = [width] }
    }
    return shapes
  }

  /// Numbers in [-1, 1), hashed from the name (FNV-1a) and the place (the end of MurmurHash3), then scaled so that
  /// activations stay near 1.
  private static func tensor(_ name: String, _ shape: [Int]) -> Tensor {
    let seed = name.utf8.reduce(2_166_136_261 as UInt32) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let (factor, offset) = scale(name, shape)
    return Tensor(shape: shape, of: Float.self) { buffer in
      for i in buffer.indices {
        var h = UInt32(truncatingIfNeeded: i) &* 2_654_435_761 &+ seed
        h = (h ^ h >> 16) &* 0x85EB_CA6B
        h = (h ^ h >> 13) &* 0xC2B2_AE35
        h ^= h >> 16
        buffer[i] = Float(offset + factor * (Double(h) / 0x1p31 - 1))
      }
    }
  }

  private static func scale(_ name: String, _ shape: [Int]) -> (factor: Double, offset: Double) {
    if ["cls_token", "reg_token", "pos_embed"].contains(name) { return (2, 0) }
    if shape.count > 1 { return ((6 / Double(shape.dropFirst().reduce(1, *))).squareRoot(), 0) }
    if name.hasSuffix("running_var") { return (0.5, 1) }
    return name.hasSuffix(".weight") || name.hasSuffix(".gamma") ? (0.25, 0.75) : (0.2, 0)
  }
}
