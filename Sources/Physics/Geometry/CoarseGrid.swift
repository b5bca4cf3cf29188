import Imaging

/// A coarse grid of square cells laid over the picture, on which a model solves for geometry.
struct CoarseGrid {
  /// Cells.
  let width: Int
  let height: Int
  /// Side of a cell, px.
  let cell: Double
  /// The upper left corner of the first cell, px.
  let origin: SIMD2<Double>

  /// A grid around `extent` with at most `most` cells along the longer side, none finer than `finest` px, and a border
  /// of empty cells.
  init(around extent: PixelBox, most: Int, finest: Double, border: Int = 3) {
    let side = Double(max(extent.width, extent.height))
    cell = max(finest, side / Double(max(1, most - 2 * border)))
    width = Int((Double(extent.width) / cell).rounded(.up)) + 2 * border
    height = Int((Double(extent.height) / cell).rounded(.up)) + 2 * border
    let centre = SIMD2(Double(extent.x) + Double(extent.width) / 2, Double(extent.y) + Double(extent.height) / 2)
    origin = centre - SIMD2(Double(width), Double(height)) * cell / 2
  }

  /// The grid as a rectangle that starts at 0.
  var frame: PixelBox { PixelBox(x: 0, y: 0, width: width, height: height) }

  /// A point of the picture in cells; the first cell's centre is at 0.
  func cells(_ point: SIMD2<Double>) -> SIMD2<Double> { (point - origin) / cell - SIMD2(0.5, 0.5) }

  /// The pixels that the grid covers.
  var pixels: PixelBox {
    PixelBox(
      covering: origin.x...(origin.x + Double(width) * cell), origin.y...(origin.y + Double(height) * cell))
  }

  /// Values of the cells carried to the pixels of `box` by cubic B-splines: smooth to the second derivative, never
  /// beyond the range of the values, and of their mean.
  func enlarge(_ plane: Plane, onto box: PixelBox) -> Plane {
    precondition(plane.width == width && plane.height == height, "a value for every cell")
    let columns = SplineTaps(from: (Double(box.x) - origin.x) / cell - 0.5, by: 1 / cell, box.width, limit: width)
    let rows = SplineTaps(from: (Double(box.y) - origin.y) / cell - 0.5, by: 1 / cell, box.height, limit: height)
    let middle = plane.values.withUnsafeBufferPointer { values in
      Plane(PixelBox(x: 0, y: 0, width: width, height: box.height)) { y, row in
        for tap in 0..<4 {
          let (weight, start) = (rows.weights[y][tap], rows.places[y][tap] * width)
          for x in 0..<width { row[x] += weight * values[start + x] }
        }
      }
    }
    return middle.values.withUnsafeBufferPointer { values in
      Plane(box) { y, row in
        let start = (y - box.y) * width
        for x in 0..<box.width {
          let (places, weights) = (columns.places[x], columns.weights[x])
          let samples = SIMD4(
            values[start + places.x], values[start + places.y], values[start + places.z], values[start + places.w])
          row[x] = (samples * weights).sum()
        }
      }
    }
  }
}

/// For each target position the four cells that count and their weights; the border is repeated.
private struct SplineTaps {
  private(set) var places: [SIMD4<Int>] = []
  private(set) var weights: [SIMD4<Float>] = []

  init(from start: Double, by step: Double, _ count: Int, limit: Int) {
    for k in 0..<count {
      let position = start + step * Double(k)
      let cell = position.rounded(.down)
      let (t, first) = (Float(position - cell), Int(cell) - 1)
      let (u, t2, t3) = (1 - t, t * t, t * t * t)
      weights.append(
        SIMD4(u * u * u, 3 * t3 - 6 * t2 + 4, 3 * (t + t2 - t3) + 1, t3) / 6)
      places.append(
        SIMD4(first, first + 1, first + 2, first + 3).clamped(
          lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: limit - 1)))
    }
  }
}
