import Imaging

/// A field on a coarse grid, read between the samples as a uniform cubic B-spline.
///
/// The spline has two continuous derivatives, so that shading shows no trace of the grid. Its control points are the
/// samples themselves: fields are smoothed a little (a wave of eight samples keeps 0.9 of its height) and never
/// overshoot.
struct SmoothGrid {
  /// What lies beyond the outermost samples.
  enum Extension {
    /// The grid again.
    case periodic
    /// The outermost samples for ever.
    case constant
  }

  let width: Int
  let height: Int
  let values: [Float]
  let edges: Extension

  init(width: Int, height: Int, values: [Float], edges: Extension) {
    precondition(width > 0 && height > 0 && values.count == width * height, "values.count is height * width")
    (self.width, self.height, self.values, self.edges) = (width, height, values, edges)
  }

  /// The field over a plane: pixel (x, y) is read at the grid position that `place` gives, in samples.
  func plane(width: Int, height: Int, at place: (_ x: Int, _ y: Int) -> SIMD2<Float>) -> Plane {
    var plane = Plane(width: width, height: height)
    values.withUnsafeBufferPointer { samples in
      plane.values.withUnsafeMutableBufferPointer { target in
        for y in 0..<height {
          for x in 0..<width { target[y * width + x] = value(samples, at: place(x, y)) }
        }
      }
    }
    return plane
  }

  @inline(__always)
  private func value(_ samples: UnsafeBufferPointer<Float>, at place: SIMD2<Float>) -> Float {
    let corner = place.rounded(.down)
    let (left, top) = (Int(corner.x), Int(corner.y))
    let (horizontal, vertical) = (Self.weights(place.x - corner.x), Self.weights(place.y - corner.y))
    let columns = SIMD4(index(left - 1, width), index(left, width), index(left + 1, width), index(left + 2, width))
    var sum: Float = 0
    for tap in 0..<4 {
      let row = index(top + tap - 1, height) * width
      let four = SIMD4(
        samples[row + columns.x], samples[row + columns.y], samples[row + columns.z], samples[row + columns.w])
      sum += vertical[tap] * (horizontal * four).sum()
    }
    return sum
  }

  /// The sample that stands at a place, also beyond the outermost ones.
  @inline(__always)
  func index(_ i: Int, _ count: Int) -> Int {
    if i >= 0 && i < count { return i }
    guard edges == .periodic else { return i < 0 ? 0 : count - 1 }
    let rest = i % count
    return rest < 0 ? rest + count : rest
  }

  /// Weights of the four samples around a place that lies `t` after the second.
  @inline(__always)
  static func weights(_ t: Float) -> SIMD4<Float> {
    let (t2, t3, s) = (t * t, t * t * t, 1 - t)
    return SIMD4(s * s * s, 3 * t3 - 6 * t2 + 4, -3 * t3 + 3 * t2 + 3 * t + 1, t3) / 6
  }
}
