import Foundation
import Imaging

/// Grooves ploughed into the pixels of a box, stroke by stroke.
struct GrooveField {
  let box: PixelBox
  /// Change of height, µm; strokes add up, since each carries away its own volume.
  private(set) var relief: Plane
  /// Share of the pixel that grooves and ridges cover.
  private(set) var coverage: Plane
  /// Share of the pixel inside grooves.
  private(set) var grooved: Plane
  /// Share of the pixel where the coating is worn through.
  private(set) var bare: Plane
  private var nearest: Nearest

  init(_ box: PixelBox) {
    self.box = box
    relief = Plane(box)
    (coverage, grooved, bare) = (relief, relief, relief)
    nearest = Nearest(area: box.area)
  }

  /// Ploughs one stroke.
  mutating func plough(_ stroke: Stroke, _ track: AsperityTrack) {
    nearest.search(stroke, box, reach: track.reach + 1)
    let (steps, step) = (stroke.points.count - 1, Float(stroke.step))
    for pixel in nearest.touched {
      let arc = nearest.arc[pixel]
      // The ends are cut square; a pixel there is partly beyond them.
      let weight = clamp01(arc + 0.5) * clamp01(Float(steps) * step - arc + 0.5)
      let point = min(steps, max(0, Int(arc / step + 0.5)))
      cut(pixel, nearest.offset[pixel], weight, track, at: point)
    }
    nearest.forget()
  }

  private mutating func cut(
    _ pixel: Int, _ offset: Float, _ weight: Float, _ track: AsperityTrack, at point: Int
  ) {
    var (height, covered, inside, worn) = (Float(0), Float(0), Float(0), Float(0))
    let first = point * track.asperities
    for index in first..<(first + track.asperities) {
      let groove = track.grooves[index]
      let across = offset - groove.centre
      guard abs(across) < groove.section.reach + 0.5, groove.section.halfWidth > 0 else { continue }
      height += groove.section.mean(around: across, halfWindow: 0.5)
      covered += Self.overlap(across, groove.section.reach)
      inside += Self.overlap(across, groove.section.halfWidth)
      worn += Self.overlap(across, groove.bareHalfWidth)
    }
    relief.values[pixel] += weight * height
    coverage.values[pixel] = max(coverage.values[pixel], min(1, covered) * weight)
    grooved.values[pixel] = max(grooved.values[pixel], min(1, inside) * weight)
    bare.values[pixel] = max(bare.values[pixel], min(1, worn) * weight)
  }

  /// Overlap of a pixel-wide interval around `across` with -half…half.
  @inline(__always)
  private static func overlap(_ across: Float, _ half: Float) -> Float {
    max(0, min(across + 0.5, half) - max(across - 0.5, -half))
  }
}

/// For each pixel near a stroke its distance to the side and the arc length of the nearest point.
private struct Nearest {
  /// Distance to the right of the motion, px.
  private(set) var offset: [Float]
  /// Arc length, px; up to half a pixel beyond the ends.
  private(set) var arc: [Float]
  /// Indices of the pixels that were reached.
  private(set) var touched: [Int] = []
  private var squared: [Float]

  init(area: Int) {
    offset = [Float](repeating: 0, count: area)
    arc = offset
    squared = [Float](repeating: .infinity, count: area)
  }

  /// Makes ready for the next stroke at the cost of what this one touched.
  mutating func forget() {
    for pixel in touched { squared[pixel] = .infinity }
    touched.removeAll(keepingCapacity: true)
  }

  mutating func search(_ stroke: Stroke, _ box: PixelBox, reach: Float) {
    let last = stroke.points.count - 2
    let length = Float(stroke.step)
    for index in 0...last {
      let (start, end) = (stroke.points[index], stroke.points[index + 1])
      let margin = Double(reach)
      let (low, high) = (pointwiseMin(start, end) - margin, pointwiseMax(start, end) + margin)
      let around = PixelBox(covering: low.x...high.x, low.y...high.y).intersection(box)
      let along = SIMD2<Float>((end - start) / stroke.step)
      // Beyond the ends the arc length goes on, so that pixels there are known to lie outside.
      let open: (before: Float, after: Float) = (index == 0 ? .infinity : 0, index == last ? .infinity : 0)
      for y in around.y..<around.maxY {
        let row = (y - box.y) * box.width - box.x
        for x in around.x..<around.maxX {
          let offset = SIMD2(Float(x), Float(y)) - SIMD2<Float>(start)
          let t = (offset * along).sum()
          let gap = offset - min(length, max(0, t)) * along
          let squared = (gap * gap).sum()
          guard squared < self.squared[row + x], squared < reach * reach else { continue }
          if self.squared[row + x] == .infinity { touched.append(row + x) }
          self.squared[row + x] = squared
          let aside = along.x * offset.y - along.y * offset.x
          self.offset[row + x] = copysign(t < 0 || t > length ? squared.squareRoot() : abs(aside), aside)
          arc[row + x] = Float(index) * length + min(length + open.after, max(-open.before, t))
        }
      }
    }
  }
}
