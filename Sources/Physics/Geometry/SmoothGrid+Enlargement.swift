import Imaging

extension SmoothGrid {
  /// The field at every pixel of `box`, where sample (0, 0) lies at `origin` and samples are `spacing` px apart; along
  /// columns first, then along rows.
  func plane(over box: PixelBox, origin: SIMD2<Double>, spacing: Double) -> Plane {
    let first = (SIMD2(Double(box.x), Double(box.y)) - origin) / spacing
    let columns = SplineTaps(from: first.x, by: 1 / spacing, box.width) { index($0, width) }
    let rows = SplineTaps(from: first.y, by: 1 / spacing, box.height) { index($0, height) }
    let middle = values.withUnsafeBufferPointer { values in
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

/// For each target position the four samples that count and their weights.
private struct SplineTaps {
  private(set) var places: [SIMD4<Int>] = []
  private(set) var weights: [SIMD4<Float>] = []

  init(from start: Double, by step: Double, _ count: Int, sample: (Int) -> Int) {
    for k in 0..<count {
      let position = start + step * Double(k)
      let floor = position.rounded(.down)
      let first = Int(floor) - 1
      weights.append(SmoothGrid.weights(Float(position - floor)))
      places.append(SIMD4(sample(first), sample(first + 1), sample(first + 2), sample(first + 3)))
    }
  }
}
