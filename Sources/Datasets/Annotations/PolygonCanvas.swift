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

  mutating func fillDisc(_ centre: SIMD2<Double>, radius: Double) {
    let sides = 4 * max(8, Int(min(radius, 1e5)))
    fill(
      (0..<sides).map { side in
        let angle = 2 * Double.pi * Double(side) / Double(sides)
        return centre + radius * SIMD2(cos(angle), sin(angle))
      })
  }

  /// Draws a line from point to point, a pixel wide.
  mutating func draw(_ points: [SIMD2<Double>], isClosed: Bool) {
    guard let first = points.first else { return }
    var from = first
    for to in points.dropFirst() + (isClosed || points.count == 1 ? [first] : []) {
      let steps = max(1, Int(min(max(abs(to.x - from.x), abs(to.y - from.y)).rounded(.up), 1e6)))
      for step in 0...steps { set(from + (to - from) * (Double(step) / Double(steps))) }
      from = to
    }
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
    let rows = points.map(\.y)
    guard let low = rows.min(), let high = rows.max(), low < Double(mask.height), high > 0 else { return false }
    for y in max(0, Int(low))..<max(0, min(mask.height, Int(high.rounded(.up)))) {
      let crossings = Self.crossings(points, at: Double(y) + 0.5)
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        let first = max(0, Int((max(crossings[pair], -1) - 0.5).rounded(.up)))
        let end = min(mask.width, Int((min(crossings[pair + 1], Double(mask.width) + 1) - 0.5).rounded(.up)))
        if first < end {
          for x in first..<end { mask[y, x] = true }
          found = true
        }
      }
    }
    return found
  }

  /// Where the edges of a closed line cross a row, in order.
  private static func crossings(_ points: [SIMD2<Double>], at y: Double) -> [Double] {
    zip(points, points.dropFirst() + points.prefix(1)).compactMap { a, b in
      guard (a.y <= y) != (b.y <= y) else { return nil }
      return a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)
    }.sorted()
  }
}
