import Foundation
import Torch

/// Two convolutions with a way around them; the time embedding is added between (Ho et al. 2020).
private struct ResidualBlock: Module {
  let norm1: GroupNorm
  let conv1: Conv2d
  let time: Linear
  let norm2: GroupNorm
  let conv2: Conv2d
  let skip: Conv2d?

  init(_ inputs: Int, _ outputs: Int, time width: Int, from generator: Generator) {
    norm1 = GroupNorm(8, inputs)
    conv1 = Conv2d(inputs, outputs, from: generator)
    time = Linear(width, outputs, from: generator)
    norm2 = GroupNorm(8, outputs)
    conv2 = Conv2d(outputs, outputs, from: generator)
    skip = inputs == outputs ? nil : Conv2d(inputs, outputs, 1, from: generator)
  }

  func callAsFunction(_ x: Tensor, _ embedding: Tensor) -> Tensor {
    let hidden = conv1(norm1(x).silu()) + time(embedding).unsqueeze(-1).unsqueeze(-1)
    return conv2(norm2(hidden).silu()) + (skip?(x) ?? x)
  }
}

/// Self-attention between all pixels, with four heads.
private struct AttentionBlock: Module {
  let norm: GroupNorm
  let qkv: Linear
  let out: Linear

  init(_ channels: Int, from generator: Generator) {
    norm = GroupNorm(8, channels)
    qkv = Linear(channels, 3 * channels, from: generator)
    out = Linear(channels, channels, from: generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let tokens = norm(x).flatten(2).transpose(1, 2)
    let heads = qkv(tokens).chunk(3, 2).map { $0.reshape(n, h * w, 4, c / 4).transpose(1, 2) }
    let mixed = scaledDotProductAttention(heads[0], heads[1], heads[2]).transpose(1, 2).reshape(n, h * w, c)
    return x + out(mixed).transpose(1, 2).reshape(n, c, h, w)
  }
}

/// The noise predictor of a diffusion model, three levels deep: 4.9 million parameters. `python/models.py` has the same.
struct UNet: Module {
  static let width = 64
  private let time1: Linear
  private let time2: Linear
  private let first: Conv2d
  private let down: [ResidualBlock]
  private let shrink: [Conv2d]
  private let mid1: ResidualBlock
  private let attention: AttentionBlock
  private let mid2: ResidualBlock
  private let up: [ResidualBlock]
  private let grow: [Conv2d]
  private let norm: GroupNorm
  private let last: Conv2d

  init(from g: Generator) {
    let levels = [1, 2, 3].map { $0 * Self.width }
    let time = 4 * Self.width
    time1 = Linear(Self.width, time, from: g)
    time2 = Linear(time, time, from: g)
    first = Conv2d(3, Self.width, from: g)
    down = zip([Self.width] + levels, levels).map { ResidualBlock($0, $1, time: time, from: g) }
    shrink = levels.dropLast().map { Conv2d($0, $0, stride: 2, from: g) }
    mid1 = ResidualBlock(levels[2], levels[2], time: time, from: g)
    attention = AttentionBlock(levels[2], from: g)
    mid2 = ResidualBlock(levels[2], levels[2], time: time, from: g)
    up = levels.reversed().map { ResidualBlock(2 * $0, $0, time: time, from: g) }
    grow = zip(levels, levels.dropFirst()).reversed().map { Conv2d($1, $0, from: g) }
    norm = GroupNorm(8, levels[0])
    last = Conv2d(levels[0], 3, from: g)
  }

  /// `[N, 3, H, W]` and times `[N]` → `[N, 3, H, W]`
  func callAsFunction(_ image: Tensor, _ time: Tensor) -> Tensor {
    let embedding = time2(time1(Self.waves(time)).silu()).silu()
    var x = first(image)
    var skips: [Tensor] = []
    for (i, block) in down.enumerated() {
      x = block(x, embedding)
      skips.append(x)
      if i < shrink.count { x = shrink[i](x) }
    }
    x = mid2(attention(mid1(x, embedding)), embedding)
    for (i, block) in up.enumerated() {
      x = block(.cat([x, skips.removeLast()], 1), embedding)
      if i < grow.count { x = grow[i](x.interpolate(2 * x.shape[2], 2 * x.shape[3], .nearest)) }
    }
    return last(norm(x).silu())
  }

  /// Sines and cosines of `time` at wavelengths from 2π to 10⁴ · 2π.
  private static func waves(_ time: Tensor) -> Tensor {
    let frequencies = (Tensor.arange(width / 2) * (-log(10000) / Double(width / 2))).exp()
    let phase = time.unsqueeze(1) * frequencies
    return .cat([phase.sin(), phase.cos()], 1)
  }
}
