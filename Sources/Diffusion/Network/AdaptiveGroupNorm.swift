import Torch

/// Group normalisation whose scale 1 + γ and shift β are linear functions of a modulating vector (Dhariwal and Nichol
/// 2021).
struct AdaptiveGroupNorm: Module {
  let modulation: Linear
  private static let groups = 8

  init(_ channels: Int, embedding: Int, from generator: Generator?) {
    modulation = Linear(embedding, 2 * channels, from: generator)
  }

  /// `x` `[N, C, H, W]` keeps its shape; `embedding` is `[N, E]`.
  func callAsFunction(_ x: Tensor, _ embedding: Tensor) -> Tensor {
    let parts = modulation(embedding).unsqueeze(2).unsqueeze(3).chunk(2, 1)
    return x.groupNorm(Self.groups) * (parts[0] + 1) + parts[1]
  }
}
