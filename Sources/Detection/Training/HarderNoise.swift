import Torch

/// Noise in features turned towards what a head takes for good, no nearer to good features than some radius and no
/// farther from them than another: what lies just outside of good teaches the border.
///
/// Source: gradient ascent with truncated projection, Chen et al., "A unified anomaly synthesis strategy with gradient
/// ascent for industrial anomaly detection and localization" (GLASS), ECCV 2024; here on noise that is there in blobs only,
/// with one step relative to its length.
package struct HarderNoise {
  /// The step's length as a share of the noise's.
  private let step: Double
  /// The least and the greatest length of noise, in deviations a channel.
  package static let radii = 0.25...1.5

  package init(step: Double) { self.step = step }

  /// - Parameters:
  ///   - noise: `[N, C, H, W]` a level, in deviations of the channels; 0 where there is none.
  ///   - loss: the head's loss on features with such noise.
  /// - Throws: what `loss` throws, and `TorchError`.
  package func turned(_ noise: [Tensor], loss: ([Tensor]) throws -> Tensor) throws -> [Tensor] {
    let leaves = noise.map { $0.detach().requiresGradient(true) }
    let uphill = try gradients(of: loss(leaves), leaves)
    return withoutGradients { zip(leaves, uphill).map(moved) }
  }

  private func moved(_ noise: Tensor, _ uphill: Tensor) -> Tensor {
    let length = noise.norm([1], keepDim: true)
    let direction = uphill / uphill.norm([1], keepDim: true).clamp(1e-12)
    let turned = noise + direction * length * step
    let root = Double(noise.shape[1]).squareRoot()
    let now = turned.norm([1], keepDim: true).clamp(1e-12)
    // Where there is no noise its length is 0, and stays so.
    let wanted = now.clamp(Self.radii.lowerBound * root, Self.radii.upperBound * root)
    return turned * (wanted / now)
  }
}
