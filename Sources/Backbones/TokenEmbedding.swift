import Torch

/// Images as tokens: a class token, registers where there are any, then the patches row by row, with their positions.
struct TokenEmbedding: Sendable {
  /// timm's and Meta's names for the registers.
  static let registerNames = ["reg_token", "register_tokens"]

  let projection: Tensor
  let bias: Tensor
  /// Class token, its position added, and registers: `[1, 1 + R, C]`.
  let prefix: Tensor
  /// The patches' positions on the grid that the network was trained with: `[1, C, G, G]`.
  let positions: Tensor

  /// Tokens before those of the patches.
  var prefixCount: Int { prefix.shape[1] }

  /// `[N, 3, H, W]`, standardised → `[N, 1 + R + P, C]`
  func callAsFunction(_ images: Tensor) -> Tensor {
    let patches = images.conv2d(projection, bias: bias, stride: projection.shape[2])
    let placed = patches + positions(patches.shape[2], patches.shape[3])
    return Tensor.cat([prefix.expand(images.shape[0], -1, -1), placed.flatten(2).transpose(1, 2)], 1)
  }

  /// Resampled to another grid as timm does (`dynamic_img_size`).
  private func positions(_ rows: Int, _ columns: Int) -> Tensor {
    if positions.shape[2] == rows && positions.shape[3] == columns { return positions }
    return positions.interpolate(rows, columns, .bicubicAntialiased)
  }
}

extension StateReader {
  /// Meta's files give the class token a position, the first one; timm's do without registers, and have added it to the
  /// token with them.
  func embedding(width: Int, patch: Int, registers: Int) throws -> TokenEmbedding {
    var prefix = try tensor("cls_token", [1, 1, width])
    var positions = try tensor("pos_embed")
    let shape = positions.shape
    let count = shape.count == 3 ? shape[1] : 0
    let side = Int(Double(count).squareRoot())
    let hasClassPosition = count == side * side + 1
    guard shape == [1, side * side + (hasClassPosition ? 1 : 0), width], side > 0 else {
      throw BackboneError.misshapenTensor(
        path: path, name: "pos_embed", found: shape, expected: [1, 37 * 37 + 1, width])
    }
    if hasClassPosition {
      prefix = prefix + positions.slice(1, 0..<1)
      positions = positions.slice(1, 1..<count)
    }
    if registers > 0 {
      prefix = Tensor.cat([prefix, try tensor(anyOf: TokenEmbedding.registerNames, [1, registers, width])], 1)
    }
    return TokenEmbedding(
      projection: try tensor("patch_embed.proj.weight", [width, 3, patch, patch]).channelsLast().to(device),
      bias: try tensor("patch_embed.proj.bias", [width]).to(device),
      prefix: prefix.to(device),
      positions: positions.transpose(1, 2).reshape(1, width, side, side).contiguous().to(device))
  }
}
