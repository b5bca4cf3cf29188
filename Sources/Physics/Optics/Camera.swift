import Imaging

/// Noise and sharpness of a photograph; what is drawn into it gets the same.
public struct Camera: Sendable, Equatable, Codable {
  /// Standard deviation of the noise, as encoded samples in 0…1.
  public var noise: Double
  /// Standard deviation of the blur, px.
  public var blur: Double

  /// A camera.
  public init(noise: Double, blur: Double) { (self.noise, self.blur) = (noise, blur) }

  /// Noise from the calmest parts of the picture, blur from its sharpest edges.
  public static func estimate(_ image: Image) -> Camera {
    let luma = image.luma()
    return Camera(noise: estimateNoise(luma), blur: estimateBlur(luma))
  }

  /// Immerkær's Laplacian-difference estimator on blocks of 16 px; the tenth percentile, since texture only adds.
  ///
  /// Source: J. Immerkær, "Fast noise variance estimation", CVIU 64 (1996).
  static func estimateNoise(_ luma: Plane) -> Double {
    let side = 16
    var estimates: [Double] = []
    for top in stride(from: 1, through: luma.height - side - 1, by: side) {
      for left in stride(from: 1, through: luma.width - side - 1, by: side) {
        estimates.append(blockNoise(luma, left: left, top: top, side: side))
      }
    }
    guard !estimates.isEmpty else { return 0 }
    estimates.sort()
    return min(0.05, estimates[estimates.count / 10])
  }

  private static func blockNoise(_ luma: Plane, left: Int, top: Int, side: Int) -> Double {
    var sum: Float = 0
    luma.values.withUnsafeBufferPointer { v in
      for y in top..<(top + side) {
        let (up, here, down) = ((y - 1) * luma.width, y * luma.width, (y + 1) * luma.width)
        for x in left..<(left + side) {
          let corners = v[up + x - 1] + v[up + x + 1] + v[down + x - 1] + v[down + x + 1]
          let sides = v[up + x] + v[here + x - 1] + v[here + x + 1] + v[down + x]
          sum += abs(corners - 2 * sides + 4 * v[here + x])
        }
      }
    }
    return (Double.pi / 2).squareRoot() / 6 * Double(sum) / Double(side * side)
  }

  /// Blur from the ratio of an edge's gradient to its gradient after a further, known blur: an edge of deviation σ
  /// that is blurred by σ₀ loses the factor √(1 + σ₀²/σ²). Median over the steepest edges, held within 0.3…2 px.
  ///
  /// Source: S. Zhuo, T. Sim, "Defocus map estimation from a single image", Pattern Recognition 44 (2011).
  static func estimateBlur(_ luma: Plane) -> Double {
    var ratios: [(gradient: Float, ratio: Float)] = []
    luma.values.withUnsafeBufferPointer { v in
      for y in 0..<luma.height {
        for x in stride(from: 2, to: luma.width - 2, by: 1) {
          let i = y * luma.width + x
          let gradient = abs(v[i + 1] - v[i - 1])
          guard gradient > 0.05, gradient >= abs(v[i + 2] - v[i]), gradient >= abs(v[i] - v[i - 2]) else { continue }
          // The binomial kernel 1-2-1 has the variance σ₀² = 1/2.
          let blurred = abs((v[i + 2] + 2 * v[i + 1]) - (v[i - 2] + 2 * v[i - 1])) / 4
          if blurred > 0 { ratios.append((gradient, gradient / blurred)) }
        }
      }
    }
    ratios.sort { $0.gradient > $1.gradient }
    let steepest = ratios.prefix(max(16, ratios.count / 10)).map { $0.ratio }.sorted()
    guard let median = steepest.isEmpty ? nil : steepest[steepest.count / 2], median > 1 else { return 0.7 }
    // The central difference over two pixels blurs by itself, by the variance of its box, 1/3 px².
    let variance = 0.5 / (Double(median * median) - 1) - 1.0 / 3
    return min(2, max(0.3, max(0, variance).squareRoot()))
  }
}
