import Torch

/// Normalisation of each token, ε = 1e-6.
struct LayerNormalization: Sendable {
  let weight: Tensor
  let bias: Tensor

  func callAsFunction(_ x: Tensor) -> Tensor { x.layerNorm(weight.shape, weight: weight, bias: bias, epsilon: 1e-6) }
}

/// An affine map of each token, `weight` `[out, in]`.
struct AffineMap: Sendable {
  let weight: Tensor
  let bias: Tensor

  func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight, bias: bias) }
}

/// A block of a vision transformer: attention, then a perceptron, each on normalised tokens and added to them. The scales
/// of the two branches ("layer scale") are folded into their last maps.
struct TransformerBlock: Sendable {
  let heads: Int
  let attentionNorm: LayerNormalization
  /// To queries, keys and values, one after another.
  let queries: AffineMap
  let attended: AffineMap
  let perceptronNorm: LayerNormalization
  let widen: AffineMap
  let narrow: AffineMap

  /// `[N, L, C]` → `[N, L, C]`
  func callAsFunction(_ x: Tensor) -> Tensor {
    let y = x + attended(attention(queries(attentionNorm(x))))
    return y + narrow(widen(perceptronNorm(y)).gelu())
  }

  private func attention(_ x: Tensor) -> Tensor {
    let (count, length) = (x.shape[0], x.shape[1])
    let parts = x.reshape(count, length, 3, heads, -1).permute(2, 0, 3, 1, 4)
    let seen = scaledDotProductAttention(parts[0], parts[1], parts[2])
    return seen.transpose(1, 2).reshape(count, length, -1)
  }
}

extension StateReader {
  func normalization(_ name: String, _ width: Int) throws -> LayerNormalization {
    LayerNormalization(
      weight: try tensor(name + ".weight", [width]).to(device), bias: try tensor(name + ".bias", [width]).to(device))
  }

  /// An affine map, its results scaled by the tensor named `scale`.
  private func affine(_ name: String, _ shape: [Int], scale: String? = nil) throws -> AffineMap {
    var (weight, bias) = (try tensor(name + ".weight", shape), try tensor(name + ".bias", [shape[0]]))
    if let scale {
      let factors = try tensor(scale, [shape[0]])
      (weight, bias) = (weight * factors.unsqueeze(1), bias * factors)
    }
    return AffineMap(weight: weight.to(device), bias: bias.to(device))
  }

  func transformerBlock(_ index: Int, width: Int, head: Int) throws -> TransformerBlock {
    let prefix = "blocks.\(index)."
    return TransformerBlock(
      heads: width / head,
      attentionNorm: try normalization(prefix + "norm1", width),
      queries: try affine(prefix + "attn.qkv", [3 * width, width]),
      attended: try affine(prefix + "attn.proj", [width, width], scale: prefix + "ls1.gamma"),
      perceptronNorm: try normalization(prefix + "norm2", width),
      widen: try affine(prefix + "mlp.fc1", [4 * width, width]),
      narrow: try affine(prefix + "mlp.fc2", [width, 4 * width], scale: prefix + "ls2.gamma"))
  }
}
