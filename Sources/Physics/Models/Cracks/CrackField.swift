import Foundation
import Imaging

/// A stretch of a crack between two nodes, px.
struct CrackSegment {
  var start: SIMD2<Double>
  var end: SIMD2<Double>
  /// Half of the opening at both ends, px.
  var startRadius: Double
  var endRadius: Double
}

/// A crack's polylines carried to the pixels: what the nearest stretch says about each.
struct CrackField {
  /// Share of the pixel that the opening covers, 0…1: exact for a straight band, also for hairlines below a pixel.
  private(set) var coverage: Plane
  /// Depth profile across the opening, 1 - (2d/w)², 0…1; spread to a pixel's width for hairlines.
  private(set) var profile: Plane
  /// Opening at the nearest stretch, px.
  private(set) var width: Plane
  /// A ridge outside the edges, 0…1.
  private(set) var lip: Plane

  /// - Parameters:
  ///   - reach: how far beyond the opening's edge the fields go, px.
  ///   - shake: how far noise moves the edges, px.
  init(_ segments: [CrackSegment], _ box: PixelBox, reach: Double, shake: Float, noise: GradientNoise) {
    coverage = Plane(box)
    profile = coverage
    width = coverage
    lip = coverage
    let shiftX = shake > 0 ? noise.fractal(box, cell: 5, octaves: 3) : Plane(box)
    let shiftY = shake > 0 ? noise.fractal(box, cell: 5.7, octaves: 3, angle: 1) : Plane(box)
    for segment in segments {
      paint(segment, box, reach: Float(reach), shake: shake, shiftX, shiftY)
    }
  }

  /// How far inside the opening each pixel lies, px, down to -`reach`.
  static func margin(_ segments: [CrackSegment], _ box: PixelBox, reach: Double) -> Plane {
    var margin = Plane(box, filledWith: -Float(reach))
    for segment in segments {
      let around = Self.surroundings(segment, reach: reach).intersection(box)
      let ray = Ray(segment)
      for y in around.y..<(around.y + around.height) {
        for x in around.x..<(around.x + around.width) {
          let (distance, half) = ray.nearest(Float(x), Float(y))
          let i = (y - box.y) * box.width + x - box.x
          margin.values[i] = max(margin.values[i], half - distance)
        }
      }
    }
    return margin
  }

  private static func surroundings(_ segment: CrackSegment, reach: Double) -> PixelBox {
    let radius = max(segment.startRadius, segment.endRadius) + reach
    let (low, high) = (pointwiseMin(segment.start, segment.end), pointwiseMax(segment.start, segment.end))
    return PixelBox(covering: (low.x - radius)...(high.x + radius), (low.y - radius)...(high.y + radius))
  }

  private mutating func paint(
    _ segment: CrackSegment, _ box: PixelBox, reach: Float, shake: Float, _ shiftX: Plane, _ shiftY: Plane
  ) {
    let around = Self.surroundings(segment, reach: Double(reach + shake) + 1).intersection(box)
    let ray = Ray(segment)
    for y in around.y..<(around.y + around.height) {
      for x in around.x..<(around.x + around.width) {
        let i = (y - box.y) * box.width + x - box.x
        let (distance, half) = ray.nearest(
          Float(x) + shake * shiftX.values[i], Float(y) + shake * shiftY.values[i])
        merge(distance, half, at: i, reach: reach)
      }
    }
  }

  @inline(__always)
  private mutating func merge(_ distance: Float, _ half: Float, at i: Int, reach: Float) {
    // The overlap of a pixel-wide interval with the opening, across the line.
    let covered = max(0, min(distance + 0.5, half) - max(distance - 0.5, -half))
    if covered > coverage.values[i] {
      coverage.values[i] = min(1, covered)
      width.values[i] = 2 * half
    }
    let wide = max(half, 0.75)
    let across = distance / wide
    if across < 1 { profile.values[i] = max(profile.values[i], (1 - across * across) * min(1, half / wide)) }
    let outside = (distance - half) / max(0.8, 0.5 * half)
    if outside > -0.6, outside < 2 {
      if coverage.values[i] == 0 { width.values[i] = max(width.values[i], 2 * half) }
      lip.values[i] = max(lip.values[i], expf(-3 * (outside - 0.5) * (outside - 0.5)))
    }
  }

  /// One stretch, for the distances of many points.
  private struct Ray {
    let start: SIMD2<Float>
    let along: SIMD2<Float>
    let inverse: Float
    let startRadius: Float
    let growth: Float

    init(_ segment: CrackSegment) {
      start = SIMD2<Float>(segment.start)
      along = SIMD2<Float>(segment.end - segment.start)
      inverse = 1 / max(1e-6, (along * along).sum())
      startRadius = Float(segment.startRadius)
      growth = Float(segment.endRadius - segment.startRadius)
    }

    /// Distance to the stretch and half of the opening there, px.
    @inline(__always)
    func nearest(_ x: Float, _ y: Float) -> (distance: Float, half: Float) {
      let offset = SIMD2(x, y) - start
      let t = clamp01((offset * along).sum() * inverse)
      let across = offset - t * along
      return ((across * across).sum().squareRoot(), startRadius + t * growth)
    }
  }
}
