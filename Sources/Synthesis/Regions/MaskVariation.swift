import Foundation
import Imaging
import Physics
import Randomness

/// How much the copies of a real defect's region differ from it.
public struct MaskVariation: Codable, Sendable, Equatable {
  /// Range of the relative size.
  public var scale = 0.8...1.25
  /// Standard deviation of the turn, degrees.
  public var turn = 8.0
  /// Range of the elastic displacement, as a share of the region's extent.
  public var elasticity = 0.02...0.08
  /// Whether half of the copies are mirror images.
  public var isMirroring = true

  /// The defaults.
  public init() {}

  /// The region itself.
  public static var none: MaskVariation {
    var none = MaskVariation()
    (none.scale, none.turn, none.elasticity, none.isMirroring) = (1...1, 0, 0...0, false)
    return none
  }

  /// Draws one variation.
  /// - Parameter extent: longer side of the region, px.
  func drawn(extent: Double, using stream: inout RandomStream) -> DrawnVariation {
    let scale = stream.logUniform(self.scale)
    let turn = stream.normal(deviation: turn) * .pi / 180
    let isMirrored = isMirroring && stream.bernoulli(0.5)
    let amplitude = stream.uniform(elasticity) * extent
    let cell = max(4, extent * scale * stream.uniform(0.25...0.6))
    let noises = (GradientNoise(using: &stream), GradientNoise(using: &stream))
    return DrawnVariation(
      scale: scale, turn: turn, isMirrored: isMirrored, amplitude: amplitude, cell: cell, noises: noises)
  }
}

/// How a region gets from one photograph to another.
struct RegionMotion {
  /// The point of the region that comes to lie on `place`, px.
  let middle: SIMD2<Double>
  /// Where it comes to lie, px.
  let place: SIMD2<Double>
  /// By how much it is turned, rad.
  let angle: Double
  /// The direction that mirroring leaves as it is, rad.
  let axis: Double
  /// By how much it is enlarged.
  let enlargement: Double
}

/// One copy's differences.
struct DrawnVariation {
  let scale: Double
  let turn: Double
  let isMirrored: Bool
  /// Elastic displacement, px of the original.
  let amplitude: Double
  /// Wavelength of the displacement, px of the copy.
  let cell: Double
  let noises: (GradientNoise, GradientNoise)

  /// The region moved, turned and resized by `motion` beside its own turn and scale, in a mask of another size; what lies
  /// beyond its border is lost.
  func copy(of mask: Mask, moved motion: RegionMotion, width: Int, height: Int) -> Mask {
    var copy = Mask(width: width, height: height)
    guard let extent = mask.boundingBox else { return copy }
    let (place, enlargement) = (motion.place, motion.enlargement)
    let size = scale * enlargement
    let reach = size * (hypot(Double(extent.width), Double(extent.height)) + 2 * amplitude) + 2
    let (c, s) = (cos(motion.angle + turn) / size, sin(motion.angle + turn) / size)
    let axis = SIMD2(cos(motion.axis), sin(motion.axis))
    let columns = max(0, Int(place.x - reach))..<max(1, min(width, Int(place.x + reach) + 2))
    let rows = max(0, Int(place.y - reach))..<max(1, min(height, Int(place.y + reach) + 2))
    for y in rows where y < height {
      for x in columns where x < width {
        let offset = SIMD2(Double(x), Double(y)) - place
        var local = SIMD2(c * offset.x + s * offset.y, c * offset.y - s * offset.x)
        if isMirrored { local = 2 * (local * axis).sum() * axis - local }
        let (u, v) = (offset.x / (cell * enlargement), offset.y / (cell * enlargement))
        if amplitude > 0 {
          local += amplitude * SIMD2(Double(noises.0(u, v)), Double(noises.1(u, v)))
        }
        if mask.share(at: motion.middle + local) >= 0.5 { copy[y, x] = true }
      }
    }
    return copy
  }
}

extension Mask {
  /// The value at a place between pixels, 0…1, bilinear; 0 beyond the border.
  fileprivate func share(at place: SIMD2<Double>) -> Double {
    let (left, top) = (place.x.rounded(.down), place.y.rounded(.down))
    guard left >= -1, top >= -1, left < Double(width), top < Double(height) else { return 0 }
    let (x, y, fx, fy) = (Int(left), Int(top), place.x - left, place.y - top)
    func value(_ y: Int, _ x: Int) -> Double {
      x >= 0 && y >= 0 && x < width && y < height ? Double(values[y * width + x]) : 0
    }
    let upper = value(y, x) * (1 - fx) + value(y, x + 1) * fx
    let lower = value(y + 1, x) * (1 - fx) + value(y + 1, x + 1) * fx
    return upper * (1 - fy) + lower * fy
  }
}
