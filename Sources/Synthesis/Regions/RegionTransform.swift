import Foundation
import Imaging

/// How a varied copy of a region gets from one photograph to another: moved, turned and resized, with the copy's own turn,
/// size, mirror image and elastic displacement.
struct RegionTransform {
  let variation: DrawnVariation
  let motion: RegionMotion
  /// By how much the copy is larger than the original.
  let size: Double
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

  /// Where a place of the original comes to lie in the copy, without the elastic displacement.
  func destination(of place: SIMD2<Double>) -> SIMD2<Double> {
    var local = place - motion.middle
    if variation.isMirrored { local = 2 * (local * axis).sum() * axis - local }
    let offset = SIMD2(cosine * local.x - sine * local.y, cosine * local.y + sine * local.x)
    return motion.place + offset * size * size
  }

  /// The same with its middle moved to another place.
  func moved(to place: SIMD2<Double>) -> RegionTransform {
    var motion = motion
    motion.place = place
    return RegionTransform(variation, moved: motion)
  }

  /// The same turned further, rad, and resized to a size relative to the original's.
  func turned(by angle: Double, scaledTo scale: Double) -> RegionTransform {
    var variation = variation
    (variation.turn, variation.scale) = (variation.turn + angle, scale)
    return RegionTransform(variation, moved: motion)
  }

  /// The copy of a region in a mask of another size. A region that a border of its mask cuts goes on beyond it.
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
          Double(
            mask.values[min(max(0, row), mask.height - 1) * mask.width + min(max(0, column), mask.width - 1)])
        }
        if share >= 0.5 { copy[y, x] = true }
      }
    }
    return copy
  }

  /// A photograph with the original's pixels within `region`, in the light that the region is in. What lies beyond the
  /// cutout is its mirror image.
  func copy(of original: DefectCutout, within region: Mask, onto photograph: Image) -> Image {
    let (cutout, corner) = (original.picture, original.corner)
    precondition(cutout.channels == photograph.channels, "original and copy have the same channels")
    let gain = gain(of: original, around: region, on: photograph)
    var copy = photograph
    for y in 0..<region.height {
      for x in 0..<region.width where region[y, x] {
        let place = origin(x: x, y: y) - SIMD2(Double(corner.x), Double(corner.y))
        for channel in 0..<copy.channels {
          let value = bilinear(place) { row, column in
            Double(cutout[channel, mirrored(row, cutout.height), mirrored(column, cutout.width)])
          }
          copy[channel, y, x] = Float(min(1, value * gain))
        }
      }
    }
    return copy
  }

  /// How much lighter the copy's surroundings are than the original's, at corresponding places.
  private func gain(of original: DefectCutout, around region: Mask, on photograph: Image) -> Double {
    guard let box = region.boundingBox?.expanded(by: Self.reach, within: region.width, region.height) else { return 1 }
    var pairs: [LightPair] = []
    for y in box.y..<box.maxY {
      for x in box.x..<box.maxX where !region[y, x] {
        guard let there = original.surroundings(at: origin(x: x, y: y)) else { continue }
        pairs.append(LightPair(original: there, copy: photograph.light(y, x)))
      }
    }
    return pairs.gain ?? 1
  }

  /// How far from the region its surroundings are looked at, px.
  private static let reach = 8
}

extension Image {
  /// This picture with its own pixels within `region`, from a little further: interpolated as those of copies are.
  func shifted(by shift: SIMD2<Double>, within region: Mask) -> Image {
    var result = self
    for y in 0..<height {
      for x in 0..<width where region[y, x] {
        for channel in 0..<channels {
          result[channel, y, x] = Float(
            bilinear(SIMD2(Double(x), Double(y)) + shift) { row, column in
              Double(self[channel, min(max(0, row), height - 1), min(max(0, column), width - 1)])
            })
        }
      }
    }
    return result
  }
}

/// The index within 0 ..< `count` that shows an index beyond, in mirrors behind the first and the last one.
private func mirrored(_ index: Int, _ count: Int) -> Int {
  let folded = abs(index < 0 ? index + 1 : index) % (2 * count)
  return folded < count ? folded : 2 * count - 1 - folded
}

/// The value at a place between pixels.
private func bilinear(_ place: SIMD2<Double>, _ value: (_ row: Int, _ column: Int) -> Double) -> Double {
  let (left, top) = (place.x.rounded(.down), place.y.rounded(.down))
  let (x, y, fx, fy) = (Int(left), Int(top), place.x - left, place.y - top)
  let upper = value(y, x) * (1 - fx) + value(y, x + 1) * fx
  let lower = value(y + 1, x) * (1 - fx) + value(y + 1, x + 1) * fx
  return upper * (1 - fy) + lower * fy
}
