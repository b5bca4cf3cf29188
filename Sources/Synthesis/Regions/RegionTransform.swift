import Foundation
import Imaging

/// How a varied copy of a region gets from one photograph to another: moved, turned and resized, with the copy's own turn,
/// size, mirror image and elastic displacement.
struct RegionTransform {
  private let variation: DrawnVariation
  private let motion: RegionMotion
  /// By how much the copy is larger than the original.
  private let size: Double
  private let (cosine, sine): (Double, Double)
  private let axis: SIMD2<Double>

  init(_ variation: DrawnVariation, moved motion: RegionMotion) {
    (self.variation, self.motion) = (variation, motion)
    size = variation.scale * motion.enlargement
    (cosine, sine) = (cos(motion.angle + variation.turn) / size, sin(motion.angle + variation.turn) / size)
    axis = SIMD2(cos(motion.axis), sin(motion.axis))
  }

  /// The place in the original of what comes to lie on a pixel of the copy.
  func origin(x: Int, y: Int) -> SIMD2<Double> {
    let offset = SIMD2(Double(x), Double(y)) - motion.place
    var local = SIMD2(cosine * offset.x + sine * offset.y, cosine * offset.y - sine * offset.x)
    if variation.isMirrored { local = 2 * (local * axis).sum() * axis - local }
    if variation.amplitude > 0 {
      let wave = offset / (variation.cell * motion.enlargement)
      local +=
        variation.amplitude
        * SIMD2(Double(variation.noises.0(wave.x, wave.y)), Double(variation.noises.1(wave.x, wave.y)))
    }
    return motion.middle + local
  }

  /// The copy of a region in a mask of another size; what lies beyond its border is lost.
  func copy(of mask: Mask, width: Int, height: Int) -> Mask {
    var copy = Mask(width: width, height: height)
    guard let extent = mask.boundingBox else { return copy }
    let place = motion.place
    let reach = size * (hypot(Double(extent.width), Double(extent.height)) + 2 * variation.amplitude) + 2
    let columns = max(0, Int(place.x - reach))..<max(1, min(width, Int(place.x + reach) + 2))
    let rows = max(0, Int(place.y - reach))..<max(1, min(height, Int(place.y + reach) + 2))
    for y in rows where y < height {
      for x in columns where x < width {
        let share = bilinear(origin(x: x, y: y)) { row, column in
          (0..<mask.height).contains(row) && (0..<mask.width).contains(column)
            ? Double(mask.values[row * mask.width + column]) : 0
        }
        if share >= 0.5 { copy[y, x] = true }
      }
    }
    return copy
  }

  /// A photograph with the original's pixels within `region`.
  /// - Parameters:
  ///   - cutout: part of the original, of the photograph's channels.
  ///   - corner: place of its upper left pixel in the original; pixels beyond it are those of its border.
  func copy(of cutout: Image, at corner: (x: Int, y: Int), within region: Mask, onto photograph: Image) -> Image {
    precondition(cutout.channels == photograph.channels, "original and copy have the same channels")
    var copy = photograph
    for y in 0..<region.height {
      for x in 0..<region.width where region[y, x] {
        let place = origin(x: x, y: y) - SIMD2(Double(corner.x), Double(corner.y))
        for channel in 0..<copy.channels {
          copy[channel, y, x] = Float(
            bilinear(place) { row, column in
              Double(cutout[channel, min(max(0, row), cutout.height - 1), min(max(0, column), cutout.width - 1)])
            })
        }
      }
    }
    return copy
  }

  /// The value at a place between pixels.
  private func bilinear(_ place: SIMD2<Double>, _ value: (_ row: Int, _ column: Int) -> Double) -> Double {
    let (left, top) = (place.x.rounded(.down), place.y.rounded(.down))
    let (x, y, fx, fy) = (Int(left), Int(top), place.x - left, place.y - top)
    let upper = value(y, x) * (1 - fx) + value(y, x + 1) * fx
    let lower = value(y + 1, x) * (1 - fx) + value(y + 1, x + 1) * fx
    return upper * (1 - fy) + lower * fy
  }
}
