import Foundation
import Imaging

/// A distant lamp and a share of light from all around.
public struct Light: Sendable, Equatable, Codable {
  /// Direction in the picture from which the light comes, rad: 0 from the right, π/2 from below.
  public var azimuth: Double
  /// Height of the lamp above the surface, rad, in 0…π/2.
  public var elevation: Double
  /// Share of the light that comes from all around, 0…1.
  public var ambient: Double
  /// Angular radius of the lamp, rad: how soft shadows are.
  public var spread: Double
  /// How sure the azimuth is, 0 (a guess) … 1.
  public var confidence: Double

  /// A lamp; the default is the photographer's upper left, as large as a softbox.
  public init(
    azimuth: Double = -0.75 * .pi, elevation: Double = .pi / 4, ambient: Double = 0.4, spread: Double = 0.1,
    confidence: Double = 1
  ) {
    (self.azimuth, self.elevation, self.ambient) = (azimuth, elevation, ambient)
    (self.spread, self.confidence) = (spread, confidence)
  }

  /// Unit vector towards the lamp: x right, y down, z towards the camera.
  public var direction: SIMD3<Float> {
    SIMD3(
      Float(cos(elevation) * cos(azimuth)), Float(cos(elevation) * sin(azimuth)), Float(sin(elevation)))
  }

  /// Unit vectors towards points of the lamp's disc, evenly spread (Vogel's spiral), none below the horizon.
  var disc: [SIMD3<Float>] {
    guard spread > 0 else { return [direction] }
    let (towards, count) = (direction, 8)
    let across = SIMD3<Float>(Float(-sin(azimuth)), Float(cos(azimuth)), 0)
    let upwards = SIMD3<Float>(
      Float(-sin(elevation) * cos(azimuth)), Float(-sin(elevation) * sin(azimuth)), Float(cos(elevation)))
    return (0..<count).map { index in
      let radius = spread * ((Double(index) + 0.5) / Double(count)).squareRoot()
      let angle = Double(index) * Double.pi * (3 - 5.0.squareRoot())
      var point = towards + Float(radius * cos(angle)) * across + Float(radius * sin(angle)) * upwards
      point.z = max(0.02, point.z)
      return point / (point * point).sum().squareRoot()
    }
  }

  /// The azimuth from the mean direction of the brightness gradient: relief with normals in all directions is brighter
  /// on the side that faces the lamp. On flat prints and periodic textures directions cancel and `confidence` is near
  /// 0; the default azimuth is kept then.
  ///
  /// Source: A. Pentland, "Finding the illuminant direction", JOSA 72 (1982).
  public static func estimate(_ image: Image) -> Light {
    let (sum, count) = unitGradients(image)
    guard count > 0 else { return Light(confidence: 0) }
    let mean = sum / Double(count)
    let strength = (mean * mean).sum().squareRoot()
    // Random directions alone give a mean of about 1/√n; correlated pixels more: below 0.05 nothing is known.
    guard strength > 0.05 else { return Light(confidence: 0) }
    return Light(azimuth: atan2(mean.y, mean.x), confidence: min(1, 2 * strength))
  }

  private static func unitGradients(_ image: Image) -> (sum: SIMD2<Double>, count: Int) {
    var (sum, count) = (SIMD2<Double>.zero, 0)
    let luminance = image.luma()
    // Below one code and a half the direction is that of noise.
    let threshold: Float = 1.5 / 255
    luminance.values.withUnsafeBufferPointer { values in
      for y in stride(from: 2, to: image.height - 2, by: 1) {
        for x in stride(from: 2, to: image.width - 2, by: 1) {
          let i = y * image.width + x
          let gradient = SIMD2(
            (values[i + 2] - values[i - 2]) / 4, (values[i + 2 * image.width] - values[i - 2 * image.width]) / 4)
          let length = (gradient * gradient).sum().squareRoot()
          guard length > threshold else { continue }
          sum += SIMD2(Double(gradient.x / length), Double(gradient.y / length))
          count += 1
        }
      }
    }
    return (sum, count)
  }
}
