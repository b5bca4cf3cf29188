import Foundation
import Imaging

/// Draws outlines, discs, lines and runs into a mask. What lies outside of the picture is cut off.
struct PolygonCanvas {
  private(set) var mask: Mask

  init(width: Int, height: Int) { mask = Mask(width: width, height: height) }

  /// Sets the pixels whose centres lie inside a closed line, by the even-odd rule; where there are none, the line itself.
  mutating func fill(_ points: [SIMD2<Double>]) {
    guard points.count > 2 else { return draw(points, isClosed: false) }
    if !fillCentres(of: points) { draw(points, isClosed: true) }
  }

  /// Sets the inside of a closed line and the line, whose points are cut to whole pixels.
  mutating func fillWithOutline(_ points: [SIMD2<Double>]) {
    let pixels = points.map { SIMD2(Double(Int($0.x)), Double(Int($0.y))) + 0.5 }
    _ = fillCentres(of: pixels)
    draw(pixels, isClosed: true)
  }

  /// Sets the pixels whose centres lie in a disc; where it is too small for any, its circle.
  mutating func fillDisc(_ centre: SIMD2<Double>, radius: Double) {
    var found = false
    for y in rows(from: centre.y - radius, to: centre.y + radius) {
      let height = abs(Double(y) + 0.5 - centre.y)
      guard height < radius else { continue }
      let half = ((radius - height) * (radius + height)).squareRoot()
      if fill(row: y, from: centre.x - half, to: centre.x + half) { found = true }
    }
    guard !found, radius < 1 else { return }
    let circle = (0..<32).map { side in
      let angle = 2 * Double.pi * Double(side) / 32
      return centre + radius * SIMD2(cos(angle), sin(angle))
    }
    draw(circle, isClosed: true)
  }

  /// Draws a line from point to point, a pixel wide.
  mutating func draw(_ points: [SIMD2<Double>], isClosed: Bool) {
    guard let first = points.first else { return }
    var from = first
    for to in points.dropFirst() + (isClosed || points.count == 1 ? [first] : []) {
      let steps = max(1, max(abs(to.x - from.x), abs(to.y - from.y)).rounded(.up))
      for step in visibleSteps(from, to, steps) { set(from + (to - from) * (Double(step) / steps)) }
      from = to
    }
  }

  /// Those of the steps of a line that may lie in the picture.
  private func visibleSteps(_ from: SIMD2<Double>, _ to: SIMD2<Double>, _ steps: Double) -> Range<Int> {
    var (low, high) = (0.0, 1.0)
    for (start, end, extent) in [(from.x, to.x, mask.width), (from.y, to.y, mask.height)] {
      let most = Double(extent) + 1
      if start == end {
        if start < -1 || start > most { return 0..<0 }
      } else {
        let (a, b) = ((-1 - start) / (end - start), (most - start) / (end - start))
        (low, high) = (max(low, min(a, b)), min(high, max(a, b)))
      }
    }
    return low <= high ? max(0, Int(low * steps) - 1)..<Int(min(steps, (high * steps).rounded(.up))) + 1 : 0..<0
  }

  /// Sets runs that are counted column by column, unset ones first.
  mutating func set(runs: [Int], height: Int) {
    var (position, isSet) = (0, false)
    for count in runs {
      if isSet {
        for place in position..<min(position + count, mask.values.count) { set(x: place / height, y: place % height) }
      }
      (position, isSet) = (position + count, !isSet)
      if position >= mask.values.count { return }
    }
  }

  mutating func set(_ patch: Mask, x left: Int, y top: Int) {
    for y in 0..<patch.height {
      for x in 0..<patch.width where patch[y, x] { set(x: left + x, y: top + y) }
    }
  }

  private mutating func set(_ point: SIMD2<Double>) {
    guard abs(point.x) < 1e9, abs(point.y) < 1e9 else { return }
    set(x: Int(point.x.rounded(.down)), y: Int(point.y.rounded(.down)))
  }

  private mutating func set(x: Int, y: Int) {
    if x >= 0, x < mask.width, y >= 0, y < mask.height { mask[y, x] = true }
  }

  /// - Returns: whether a pixel was set.
  private mutating func fillCentres(of points: [SIMD2<Double>]) -> Bool {
    var found = false
    let heights = points.map(\.y)
    guard let low = heights.min(), let high = heights.max() else { return false }
    for y in rows(from: low, to: high) {
      let crossings = Self.crossings(points, at: Double(y) + 0.5)
      for pair in stride(from: 0, to: crossings.count - 1, by: 2)
      where fill(row: y, from: crossings[pair], to: crossings[pair + 1]) {
        found = true
      }
    }
    return found
  }

  /// The rows of the picture that a stretch of heights touches.
  private func rows(from low: Double, to high: Double) -> Range<Int> {
    guard low < Double(mask.height), high > 0 else { return 0..<0 }
    return Int(max(0, low))..<Int(min(Double(mask.height), high.rounded(.up)))
  }

  /// Sets the pixels of a row whose centres lie between two abscissae.
  /// - Returns: whether there are any.
  private mutating func fill(row y: Int, from left: Double, to right: Double) -> Bool {
    let first = max(0, Int((max(left, -1) - 0.5).rounded(.up)))
    let end = min(mask.width, Int((min(right, Double(mask.width) + 1) - 0.5).rounded(.up)))
    guard first < end else { return false }
    for x in first..<end { mask[y, x] = true }
    return true
  }

  /// Where the edges of a closed line cross a row, in order.
  private static func crossings(_ points: [SIMD2<Double>], at y: Double) -> [Double] {
    zip(points, points.dropFirst() + points.prefix(1)).compactMap { a, b in
      guard (a.y <= y) != (b.y <= y) else { return nil }
      return a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)
    }.sorted()
  }
}
