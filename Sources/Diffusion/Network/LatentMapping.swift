import Torch

/// Maps the latent z to a vector that modulates the blocks, after the mapping network of Karras et al. (2019).
struct LatentMapping: Module {
  let layers: [Linear]

  init(_ latent: Int, _ width: Int, from generator: Generator?) {
    layers = (0..<3).map { Linear($0 == 0 ? latent : width, width, from: generator) }
  }

  /// `[N, latent]` → `[N, width]`. z is brought to a length of √latent first.
  func callAsFunction(_ z: Tensor) -> Tensor {
    let unit = z * (z.pow(2).mean([1], keepDim: true) + 1e-8).rsqrt()
    return layers.reduce(unit) { $1($0).silu() }
  }
}
