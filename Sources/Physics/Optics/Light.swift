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
  /// How sure elevation and ambient light are, 0 (a guess) … 1.
  public var elevationConfidence: Double

  /// A lamp; the default is the photographer's upper left, as large as a softbox.
  public init(
    azimuth: Double = -0.75 * .pi, elevation: Double = .pi / 4, ambient: Double = 0.4, spread: Double = 0.1,
    confidence: Double = 1, elevationConfidence: Double = 0
  ) {
    (self.azimuth, self.elevation, self.ambient) = (azimuth, elevation, ambient)
    (self.spread, self.confidence, self.elevationConfidence) = (spread, confidence, elevationConfidence)
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
}
