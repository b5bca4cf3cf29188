import Torch

/// Anomalies made in the space of features rather than of pixels: Gaussian noise on good descriptors, in random blobs.
///
/// It teaches the head deviations that no synthetic picture shows. Noise on normal features as pseudo-anomalies: Liu et
/// al., "SimpleNet", CVPR 2023; the blobs are our construction.
struct FeatureNoise {
  /// Noise within blobs.
  struct Disturbance {
    /// 1 inside the blobs, `[N, 1, G, G]`.
    let blobs: Tensor
    /// The noise's strength in standard deviations of the features, `[N, 1, 1, 1]`.
    let strength: Tensor
  }

  let generator: Generator

  /// Blobs for `count` images: smooth noise above a random threshold, the same on every device.
  func disturbance(_ count: Int, grid: Int, on device: Device) -> Disturbance {
    let smooth = Tensor.randn([count, 1, 8, 8], from: generator).interpolate(grid, grid, .bicubic)
    let threshold = Tensor.rand([count, 1, 1, 1], from: generator) * 1.2 + 0.8
    let strength = (Tensor.rand([count, 1, 1, 1], from: generator) * 2 - 1.5).exp()
    return Disturbance(blobs: (smooth .> threshold).to(.float32).to(device), strength: strength.to(device))
  }

  /// Features `[N, C, H, W]` with noise of the channels' own deviation in the blobs.
  func applied(_ disturbance: Disturbance, to features: Tensor, deviation: Tensor) -> Tensor {
    let blobs = disturbance.blobs
    let fitted =
      blobs.shape[2] == features.shape[2] ? blobs : blobs.interpolate(features.shape[2], features.shape[3], .nearest)
    let noise = Tensor.randn(features.shape, from: generator, on: features.device)
    return features + noise * deviation * disturbance.strength * fitted
  }
}
