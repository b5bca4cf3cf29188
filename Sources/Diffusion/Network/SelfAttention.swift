import Torch

/// Attention of each cell to all others, added to the input (Vaswani et al. 2017).
struct SelfAttention: Module {
  let norm: GroupNorm
  let projection: Conv2d
  let output: Conv2d
  private static let heads = 4

  /// `channels` is divisible by 8.
  init(_ channels: Int, from generator: Generator?) {
    norm = GroupNorm(8, channels)
    projection = Conv2d(channels, 3 * channels, 1, from: generator)
    output = Conv2d(channels, channels, 1, initializer: .kaimingNormal(gain: 0.1), from: generator)
  }

  /// `[N, C, H, W]` keeps its shape.
  func callAsFunction(_ x: Tensor) -> Tensor {
    let (count, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let parts = projection(norm(x)).reshape(count, 3 * Self.heads, channels / Self.heads, height * width)
      .transpose(2, 3).chunk(3, 1)
    let seen = scaledDotProductAttention(parts[0], parts[1], parts[2])
    return x + output(seen.transpose(2, 3).reshape(count, channels, height, width))
  }
}
