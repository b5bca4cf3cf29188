import Foundation
import Imaging

/// The box-counting (Minkowski–Bouligand) dimension of masks.
public enum BoxCounting {
  /// Shifts of the grid along each axis, as shares of a box, of which the fewest boxes count.
  private static let shifts = 2

  /// Minus the slope of log N(s) against log s, by least squares over the sides s = 1, 2, 4 … up to a quarter of the
  /// mask's larger extent, where N(s) boxes of s × s px are needed to cover it.
  ///
  /// - Returns: nil where the extent is less than 16 px.
  public static func dimension(of mask: Mask) -> Double? {
    guard let box = mask.boundingBox, max(box.width, box.height) >= 16 else { return nil }
    let pixels = mask.values.indices.filter { mask.values[$0] != 0 }.map { index in
      (x: index % mask.width - box.x, y: index / mask.width - box.y)
    }
    let points = sides(upTo: max(box.width, box.height) / 4).map { side in
      let boxes = fewestBoxes(of: side, over: pixels, columns: box.width / side + 2, rows: box.height / side + 2)
      return SIMD2(log(Double(side)), log(Double(boxes)))
    }
    let centre = points.reduce(.zero, +) / Double(points.count)
    let (covariance, variance) = points.reduce((0.0, 0.0)) { sums, point in
      let offset = point - centre
      return (sums.0 + offset.x * offset.y, sums.1 + offset.x * offset.x)
    }
    return -covariance / variance
  }

  private static func sides(upTo greatest: Int) -> [Int] {
    Array(sequence(first: 1) { 2 * $0 }.prefix { $0 <= greatest })
  }

  private static func fewestBoxes(
    of side: Int, over pixels: [(x: Int, y: Int)], columns: Int, rows: Int
  ) -> Int {
    let offsets = Set((0..<shifts).map { $0 * side / shifts })
    var fewest = pixels.count
    for dx in offsets {
      for dy in offsets {
        var isTaken = [Bool](repeating: false, count: columns * rows)
        for pixel in pixels { isTaken[(pixel.y + dy) / side * columns + (pixel.x + dx) / side] = true }
        fewest = min(fewest, isTaken.count { $0 })
      }
    }
    return fewest
  }
}

extension Mask {
  /// The smallest box around the set pixels; nil where there is none.
  var boundingBox: PixelBox? {
    connectedComponents().components.map(\.box).reduce(nil) { union, box in
      guard let union else { return box }
      let (x, y) = (min(union.x, box.x), min(union.y, box.y))
      return PixelBox(x: x, y: y, width: max(union.maxX, box.maxX) - x, height: max(union.maxY, box.maxY) - y)
    }
  }
}
