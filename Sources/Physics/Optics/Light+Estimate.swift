import Foundation
import Imaging

extension Light {
  /// The lamp as far as the photograph tells; of three cues the surest decides, and what none tells keeps the defaults.
  ///
  /// - *Limbs*: along a round product's outline normals point outwards, so brightness there follows the cosine of the
  ///   angle to the lamp (P. Nillius, J.-O. Eklundh, "Automatic estimation of the projected light source direction",
  ///   CVPR 2001). Against the brightness of the middle this also tells elevation and ambient light.
  /// - *Mean gradient*: relief with normals in all directions is brighter on the side that faces the lamp (A. Pentland,
  ///   "Finding the illuminant direction", JOSA 72, 1982).
  /// - *Texture*: on rough ground gradients are three times as strong (in squares) along the light as across (J. Koenderink,
  ///   S. Pont, "Irradiation direction from texture", JOSA A 20, 2003). That is an axis; cast shadows, whose far ends are
  ///   sudden, tell its ends apart, else the upper end is taken and the confidence is halved.
  ///
  /// On flat prints and periodic textures directions cancel and `confidence` is near 0.
  /// - Parameter foreground: the product, of the photograph's size; nil for a texture that fills the picture.
  public static func estimate(_ image: Image, foreground: Mask? = nil) -> Light {
    let scene = Scene(image, foreground)
    let cues = [limb(scene), meanGradient(scene), texture(scene)].compactMap { $0 }
    return cues.max { $0.confidence < $1.confidence } ?? Light(confidence: 0)
  }

  /// Linear luminance and product at no more than 320 px: relief much finer than that is not resolved by its shading.
  private struct Scene {
    let luminance: Plane
    let foreground: Mask?

    init(_ image: Image, _ foreground: Mask?) {
      let scale = min(1, 320 / Double(max(image.width, image.height)))
      let width = max(1, Int((Double(image.width) * scale).rounded()))
      let height = max(1, Int((Double(image.height) * scale).rounded()))
      luminance = image.resized(width: width, height: height).luminance()
      let isWhole = foreground?.values.allSatisfy { $0 != 0 } ?? true
      self.foreground = isWhole ? nil : foreground?.resized(width: width, height: height, rule: .majority)
    }
  }

  // MARK: - Limbs

  private static func limb(_ scene: Scene) -> Light? {
    guard let foreground = scene.foreground else { return nil }
    let depth = foreground.signedDistance()
    let radius = -depth.range.low
    guard radius >= 8, radius.isFinite else { return nil }
    let (brightness, middle) = rim(scene.luminance, depth, radius)
    guard let middle, middle > 1e-3, !brightness.contains(where: \.isNaN) else { return nil }
    let wave = Harmonic(brightness)
    let contrast = wave.amplitude / max(1e-4, wave.mean)
    let confidence = ramp(0.3, 0.8, wave.explained) * ramp(0.03, 0.15, contrast)
    guard confidence > 0 else { return nil }
    var light = Light(azimuth: wave.phase, confidence: confidence)
    let fit = fitSphere(brightness.map { $0 / middle }, azimuth: wave.phase)
    light.elevationConfidence = confidence * ramp(0.2, 0.05, fit.error)
    if light.elevationConfidence > 0.4 { (light.elevation, light.ambient) = (fit.elevation, fit.ambient) }
    return light
  }

  private static let sectors = 24
  /// How deep inside the outline brightness is taken, as a share of the product's half width.
  private static let rimDepth: ClosedRange<Float> = 0.06...0.16

  /// Mean brightness of the rim by the direction of its outward normal, not a number where there is none; and the median
  /// of the middle.
  private static func rim(_ luminance: Plane, _ depth: Plane, _ radius: Float) -> ([Double], middle: Double?) {
    let outwards = depth.blurred(sigma: 2).gradient()
    var (sums, counts) = ([Double](repeating: 0, count: sectors), [Double](repeating: 0, count: sectors))
    var middle: [Float] = []
    for i in depth.values.indices {
      let share = -depth.values[i] / radius
      if share > 0.6 { middle.append(luminance.values[i]) }
      guard rimDepth.contains(share) else { continue }
      let angle = atan2(Double(outwards.dy.values[i]), Double(outwards.dx.values[i]))
      let sector = Int((angle / (2 * .pi) + 1) * Double(sectors)) % sectors
      sums[sector] += Double(luminance.values[i])
      counts[sector] += 1
    }
    middle.sort()
    return (zip(sums, counts).map { $0 / $1 }, middle.isEmpty ? nil : Double(middle[middle.count / 2]))
  }

  /// Elevation and ambient light of the sphere whose rim is nearest to `brightness` (against the middle's).
  private static func fitSphere(
    _ brightness: [Double], azimuth: Double
  ) -> (elevation: Double, ambient: Double, error: Double) {
    let inward = Double(rimDepth.lowerBound + rimDepth.upperBound) / 2
    let outward = 1 - inward
    let upward = (1 - outward * outward).squareRoot()
    var best = (elevation: Double.pi / 4, ambient: 0.4, error: Double.infinity)
    for ambient in stride(from: 0.05, through: 0.9, by: 0.05) {
      for degrees in stride(from: 15.0, through: 80, by: 5) {
        let cotangent = 1 / tan(degrees * .pi / 180)
        var squares = 0.0
        for (sector, seen) in brightness.enumerated() {
          let angle = (Double(sector) + 0.5) * 2 * .pi / Double(sectors)
          let facing = max(0, upward + outward * cotangent * cos(angle - azimuth))
          let expected = ambient * (1 + upward) / 2 + (1 - ambient) * facing
          squares += (seen - expected) * (seen - expected)
        }
        let error = (squares / Double(sectors)).squareRoot()
        if error < best.error { best = (degrees * .pi / 180, ambient, error) }
      }
    }
    return best
  }

  /// mean + amplitude · cos(angle - phase), fitted to values at even angles.
  private struct Harmonic {
    let mean: Double
    let amplitude: Double
    let phase: Double
    /// Share of the variance that the wave explains, 0…1.
    let explained: Double

    init(_ values: [Double]) {
      let count = Double(values.count)
      mean = values.reduce(0, +) / count
      var (cosine, sine, squares) = (0.0, 0.0, 0.0)
      for (index, value) in values.enumerated() {
        let angle = (Double(index) + 0.5) * 2 * .pi / count
        cosine += 2 / count * value * cos(angle)
        sine += 2 / count * value * sin(angle)
        squares += (value - mean) * (value - mean)
      }
      amplitude = (cosine * cosine + sine * sine).squareRoot()
      phase = atan2(sine, cosine)
      explained = squares > 0 ? count / 2 * amplitude * amplitude / squares : 0
    }
  }

  // MARK: - Gradients

  private static func meanGradient(_ scene: Scene) -> Light? {
    let luminance = scene.luminance
    // Below this the direction is that of noise.
    let threshold: Float = 1.5 / 255
    var (sum, count) = (SIMD2<Double>.zero, 0)
    luminance.values.withUnsafeBufferPointer { values in
      let width = luminance.width
      for y in stride(from: 2, to: luminance.height - 2, by: 1) {
        for x in stride(from: 2, to: width - 2, by: 1) {
          let i = y * width + x
          let gradient = SIMD2((values[i + 2] - values[i - 2]) / 4, (values[i + 2 * width] - values[i - 2 * width]) / 4)
          let length = (gradient * gradient).sum().squareRoot()
          guard length > threshold else { continue }
          sum += SIMD2(Double(gradient.x / length), Double(gradient.y / length))
          count += 1
        }
      }
    }
    guard count > 0 else { return nil }
    let mean = sum / Double(count)
    let strength = (mean * mean).sum().squareRoot()
    // Random directions alone give a mean of about 1/√n; correlated pixels more: below 0.05 nothing is known.
    guard strength > 0.05 else { return nil }
    return Light(azimuth: atan2(mean.y, mean.x), confidence: min(1, 2 * strength))
  }

  private static func texture(_ scene: Scene) -> Light? {
    guard scene.foreground == nil, min(scene.luminance.width, scene.luminance.height) >= 48 else { return nil }
    let gradient = scene.luminance.blurred(sigma: 1).gradient()
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (dx, dy) in zip(gradient.dx.values, gradient.dy.values) {
      let (x, y) = (Double(dx), Double(dy))
      (xx, yy, xy) = (xx + x * x, yy + y * y, xy + x * y)
    }
    guard xx + yy > 1e-6 * Double(gradient.dx.values.count) else { return nil }
    // Relief alike in all directions gives 3 : 1, so a coherence of a half; a grid gives 0 and stripes 1.
    let coherence = ((xx - yy) * (xx - yy) + 4 * xy * xy).squareRoot() / (xx + yy)
    let confidence = ramp(0.15, 0.35, coherence) * ramp(0.8, 0.65, coherence)
    guard confidence > 0 else { return nil }
    let axis = atan2(2 * xy, xx - yy) / 2
    let skewness = skewness(gradient, along: axis)
    if abs(skewness) > 0.16 {
      return Light(azimuth: skewness < 0 ? axis : axis - .pi, confidence: 0.7 * confidence)
    }
    return Light(azimuth: sin(axis) <= 0 ? axis : axis - .pi, confidence: 0.35 * confidence)
  }

  /// Skewness of the derivative along a direction: negative towards the lamp, since going that way brightness falls at once
  /// into a shadow's far end and comes back gently.
  private static func skewness(_ gradient: Gradient, along angle: Double) -> Double {
    let (c, s) = (cos(angle), sin(angle))
    var (squares, cubes) = (0.0, 0.0)
    for (dx, dy) in zip(gradient.dx.values, gradient.dy.values) {
      let slope = c * Double(dx) + s * Double(dy)
      (squares, cubes) = (squares + slope * slope, cubes + slope * slope * slope)
    }
    let count = Double(gradient.dx.values.count)
    return cubes / count / pow(max(1e-12, squares / count), 1.5)
  }
}

/// 0 at `from`, 1 at `to`, straight between them.
func ramp(_ from: Double, _ to: Double, _ value: Double) -> Double { min(1, max(0, (value - from) / (to - from))) }
