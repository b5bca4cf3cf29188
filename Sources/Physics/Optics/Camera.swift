import Imaging

/// Noise and sharpness of a photograph; what is drawn into it gets the same.
public struct Camera: Sendable, Equatable, Codable {
  /// Standard deviation of the noise, as encoded samples in 0…1, at the brightness `noiseLevel`.
  public var noise: Double
  /// Brightness at which the noise was measured, as an encoded sample.
  public var noiseLevel: Double
  /// How the variance of the noise grows with an encoded sample: variance = noise² + noiseSlope · (sample - noiseLevel).
  public var noiseSlope: Double
  /// Standard deviation of the blur, px.
  public var blur: Double

  /// A camera.
  public init(noise: Double, noiseLevel: Double = 0.5, noiseSlope: Double = 0, blur: Double) {
    (self.noise, self.noiseLevel, self.noiseSlope, self.blur) = (noise, noiseLevel, noiseSlope, blur)
  }

  /// Standard deviation of the noise at an encoded sample; never less than half of `noise` nor more than twice.
  @inline(__always)
  public func deviation(at sample: Float) -> Float {
    let variance = Float(noise * noise)
    let straight = variance + Float(noiseSlope) * (sample - Float(noiseLevel))
    return min(4 * variance, max(variance / 4, straight)).squareRoot()
  }

  /// Noise from the calmest parts of the picture, blur from its sharpest edges.
  public static func estimate(_ image: Image) -> Camera {
    let luma = image.luma()
    let noise = NoiseLevels(luma)
    return Camera(
      noise: noise.deviation, noiseLevel: noise.level, noiseSlope: noise.slope,
      blur: estimateBlur(luma, noise: noise.deviation))
  }

  /// Blur from steps of brightness: a step of height A that a lens has blurred by σ has the slope A / (√(2π) σ) at its
  /// middle. The sharpest tenth decides, held within 0.7…1.3 px: lens, colour filter and compression together are never
  /// sharper, and a part in focus is not softer.
  ///
  /// Noise, grain and hairlines are steep but no steps: what falls again on the other side would pass for the sharpest
  /// lens. So brightness is averaged along the edge over five pixels, has to stay on both sides of the step for some
  /// pixels, and has to rise alike at both ends.
  ///
  /// Source: S. Zhuo, T. Sim, "Defocus map estimation from a single image", Pattern Recognition 44 (2011), for the use of
  /// edges; the test for steps is our construction.
  static func estimateBlur(_ luma: Plane, noise: Double) -> Double {
    let least = Float(max(0.05, 10 * noise))
    var steps = StepWidths(across: luma, least: least)
    steps.append(StepWidths(across: luma.transposed(), least: least))
    return steps.sharpest.map { min(1.3, max(0.7, $0)) } ?? 0.9
  }
}

/// The widths of the vertical steps of brightness in a picture, each as the deviation σ of a blurred edge, px.
private struct StepWidths {
  private var found: [Float] = []

  /// - Parameter least: the smallest step that counts.
  init(across luma: Plane, least: Float) {
    let width = luma.width
    guard width > 12, luma.height > 4 else { return }
    var row = [Float](repeating: 0, count: width)
    luma.values.withUnsafeBufferPointer { v in
      for y in 2..<(luma.height - 2) {
        for x in 0..<width {
          let above = v[(y - 2) * width + x] + v[(y - 1) * width + x]
          row[x] = (above + v[y * width + x] + v[(y + 1) * width + x] + v[(y + 2) * width + x]) / 5
        }
        for x in 6..<(width - 6) where !note(x, y, row, v, width, least, reach: 4) {
          _ = note(x, y, row, v, width, least, reach: 6)
        }
      }
    }
  }

  /// Measures a step whose sides are flat from `reach` − 2 to `reach` px off; false where there is none.
  private mutating func note(
    _ x: Int, _ y: Int, _ row: [Float], _ v: UnsafeBufferPointer<Float>, _ width: Int, _ least: Float, reach: Int
  ) -> Bool {
    let slope = row[x + 1] - row[x - 1]
    guard abs(slope) > 0.3 * least, abs(slope) >= abs(row[x + 2] - row[x]), abs(slope) >= abs(row[x] - row[x - 2])
    else { return false }
    let before = (row[x - reach] + row[x - reach + 1] + row[x - reach + 2]) / 3
    let after = (row[x + reach] + row[x + reach - 1] + row[x + reach - 2]) / 3
    let height = after - before
    guard height * slope > 0, abs(height) > least else { return false }
    let unevenness = max(abs(row[x - reach] - row[x - reach + 2]), abs(row[x + reach] - row[x + reach - 2]))
    guard unevenness < 0.12 * abs(height) else { return false }
    // As steep at both ends: the edge is straight and upright.
    for end in [y - 2, y + 2] {
      let there = v[end * width + x + 1] - v[end * width + x - 1]
      guard abs(there - slope) < 0.3 * abs(slope) else { return false }
    }
    found.append(abs(height) * 2 / (abs(slope) * Float(2 * Double.pi).squareRoot()))
    return true
  }

  mutating func append(_ other: StepWidths) { found += other.found }

  /// The sharpest tenth, since a scene's own edges may be soft but not sharper than the lens, less what the central
  /// difference blurs by itself (1/3 px²); nil where there are too few steps to tell.
  var sharpest: Double? {
    guard found.count >= 12 else { return nil }
    let width = Double(found.sorted()[found.count / 10])
    return max(0, width * width - 1.0 / 3).squareRoot()
  }
}
