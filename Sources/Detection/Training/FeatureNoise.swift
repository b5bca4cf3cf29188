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
  func disturbance(
    _ count: Int, grid: (rows: Int, columns: Int), on device: Device
  ) -> Disturbance {
    let smooth = Tensor.randn([count, 1, 8, 8], from: generator).interpolate(grid.rows, grid.columns, .bicubic)
    let threshold = Tensor.rand([count, 1, 1, 1], from: generator) * 1.2 + 0.8
    let strength = (Tensor.rand([count, 1, 1, 1], from: generator) * 2 - 1.5).exp()
    return Disturbance(blobs: (smooth .> threshold).to(.float32).to(device), strength: strength.to(device))
  }

  /// Noise for features `[N, C, H, W]`, in the channels' own deviations, 0 outside the blobs.
  func noise(_ disturbance: Disturbance, like features: Tensor) -> Tensor {
    let blobs = disturbance.blobs
    let fitted =
      blobs.shape[2] == features.shape[2] ? blobs : blobs.interpolate(features.shape[2], features.shape[3], .nearest)
    return Tensor.randn(features.shape, from: generator, on: features.device) * disturbance.strength * fitted
  }
}

extension TrainingSet {
  /// The memories' distances where features were disturbed in blobs.
  ///
  /// Memories that compare vectors of length 1 are asked anew, against the vectors that they had found; the others, whose
  /// features the noise did not touch, deviate as those do in the mean.
  /// - Parameters:
  ///   - distances: before, `[N, K, G, G]`.
  ///   - coarse: the disturbed vectors, `[N, C, G, G]` a level.
  func distances(_ distances: Tensor, disturbed coarse: [Tensor], found: [Tensor], where blobs: Tensor) -> Tensor {
    let moments = statistics.distance
    var level = 0
    var moved: [Tensor?] = memory.memories.map { memory in
      guard memory.kind.isBlindToContrast else { return nil }
      defer { level += 1 }
      return memory.distance(coarse[level], found[level])
    }
    let standardised = moved.enumerated().compactMap { index, distance in
      distance.map { ($0 - moments.mean.slice(1, index..<index + 1)) / moments.deviation.slice(1, index..<index + 1) }
    }
    let common = standardised.dropFirst().reduce(standardised[0], +) * (1 / Double(standardised.count))
    for index in moved.indices where moved[index] == nil {
      moved[index] =
        common * moments.deviation.slice(1, index..<index + 1) + moments.mean.slice(1, index..<index + 1)
    }
    return select(where: blobs .> 0.5, Tensor.cat(moved.compactMap { $0 }, 1), distances)
  }
}
