import Foundation
import Imaging
import Randomness

/// A floor of flat, tilted facets, one for each cell of a jittered grid.
struct Facets {
  /// Heights, about ±1, with sharp steps of slope between facets.
  let heights: Plane

  init(_ box: PixelBox, size: Double, using stream: inout RandomStream) {
    let (columns, rows) = (Int(Double(box.width) / size) + 3, Int(Double(box.height) / size) + 3)
    let seeds = (0..<(columns * rows)).map { index in
      Seed(
        x: Float((Double(index % columns) - 1 + stream.uniform()) * size),
        y: Float((Double(index / columns) - 1 + stream.uniform()) * size),
        tiltX: Float(stream.normal() / size), tiltY: Float(stream.normal() / size))
    }
    heights = Plane(box) { imageRow, row in
      let y = imageRow - box.y
      for x in 0..<box.width {
        let (column, line) = (Int(Double(x) / size) + 1, Int(Double(y) / size) + 1)
        var (best, height) = (Float.infinity, Float(0))
        for j in max(0, line - 1)...min(rows - 1, line + 1) {
          for i in max(0, column - 1)...min(columns - 1, column + 1) {
            let seed = seeds[j * columns + i]
            let (dx, dy) = (Float(x) - seed.x, Float(y) - seed.y)
            let distance = dx * dx + dy * dy
            if distance < best { (best, height) = (distance, dx * seed.tiltX + dy * seed.tiltY) }
          }
        }
        row[x] = height
      }
    }
  }

  /// Facets broken up by facets of a third of their size: ±1.5.
  static func rough(_ box: PixelBox, size: Double, using stream: inout RandomStream) -> Plane {
    var heights = Facets(box, size: size, using: &stream).heights
    let fine = Facets(box, size: max(2, size / 3), using: &stream).heights
    heights.combine(with: fine) { $0 + 0.5 * $1 }
    return heights
  }

  private struct Seed {
    let x: Float
    let y: Float
    let tiltX: Float
    let tiltY: Float
  }
}
