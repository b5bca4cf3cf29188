import Diffusion
import Torch

extension DiffusionConfiguration {
  /// A network small enough for tests: pictures of 32 × 32 px, two types.
  static var tiny: DiffusionConfiguration {
    var configuration = DiffusionConfiguration(side: 32, types: 2, multiples: [1, 2])
    (configuration.width, configuration.blocks, configuration.latent) = (16, 1, 8)
    (configuration.embedding, configuration.discriminatorWidth, configuration.steps) = (16, 8, 4)
    return configuration
  }
}

extension DefectCondition {
  /// Random photographs of `side` px with a square region of 8 px at (12, 12).
  static func squares(_ count: Int, side: Int = 32, channels: Int = 3, seed: UInt64 = 5) -> DefectCondition {
    let generator = Generator(seed: seed)
    let line = ((Tensor.arange(side) - 15.5).abs() .< 4).to(.float32)
    let mask = (line.reshape(1, 1, side, 1) * line.reshape(1, 1, 1, side)).expand(count, 1, side, side).contiguous()
    return DefectCondition(
      background: Tensor.rand([count, channels, side, side], from: generator) * 2 - 1, mask: mask, coverage: mask,
      types: Tensor((0..<count).map { $0 % 2 }, [count]))
  }
}
