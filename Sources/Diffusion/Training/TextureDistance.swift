import Torch

/// How differently the cells of two pictures' features are distributed within a mask, wherever they are: the sliced
/// Wasserstein distance, after Heitz et al., "A sliced Wasserstein loss for neural texture synthesis", 2021.
///
/// The mean of many possible fillings has grain and facets of none of them; the mean of their distributions has.
package struct TextureDistance: Sendable {
  private let directions: [Tensor]
  /// Beyond any projection, so that cells outside the mask come last in either order.
  private static let beyond = 1e4

  /// A distance along random directions, `count` of them on each level of features.
  package init(_ count: Int, channels: [Int], from generator: Generator, on device: Device = .cpu) {
    directions = channels.map { channels in
      let drawn = Tensor.randn([count, channels, 1, 1], from: generator, on: device)
      return drawn * (drawn.pow(2).sum([1], keepDim: true) + 1e-12).rsqrt()
    }
  }

  /// The distance of `made` from `real` for each sample, `[N]`, a mean over cells, directions and levels.
  /// - Parameters:
  ///   - coverage: `[N, 1, H, W]` on each level; cells that are covered count.
  package func callAsFunction(_ made: [Tensor], _ real: [Tensor], coverage: [Tensor]) -> Tensor {
    let parts = directions.indices.map { level -> Tensor in
      let inside = (coverage[level] .> 0).flatten(2)
      func ordered(_ features: Tensor) -> Tensor {
        let projected = features.conv2d(directions[level]).flatten(2).to(.float32)
        return select(where: inside, projected, projected.fullLike(Self.beyond)).sort(2).values
      }
      let cells = inside.to(.float32).sum([1, 2]) * Double(directions[level].shape[0])
      return (ordered(made[level]) - ordered(real[level])).abs().sum([1, 2]) / (cells + 1e-6)
    }
    return parts.dropFirst().reduce(parts[0], +) / Double(parts.count)
  }
}
