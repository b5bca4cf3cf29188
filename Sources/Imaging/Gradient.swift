/// A 3 × 3 estimate of the first derivatives.
public enum GradientOperator: Sendable, CaseIterable {
  /// Smooths across with (1, 2, 1) / 4.
  case sobel
  /// Smooths across with (3, 10, 3) / 16: nearly the same response in all directions.
  case scharr

  var side: Float { self == .sobel ? 0.25 : 3.0 / 16 }
}

/// The derivatives of a plane, per pixel.
public struct Gradient: Sendable, Equatable {
  /// ∂/∂x, positive where values grow to the right, 1/px.
  public let dx: Plane
  /// ∂/∂y, positive where values grow downwards, 1/px.
  public let dy: Plane

  /// The length of the gradient, 1/px.
  public var magnitude: Plane {
    var result = dx
    for i in result.values.indices {
      result.values[i] = (dx.values[i] * dx.values[i] + dy.values[i] * dy.values[i]).squareRoot()
    }
    return result
  }
}

extension Plane {
  /// The derivatives by central differences of smoothed neighbours, the border mirrored; exact on a·x + b·y + c.
  public func gradient(_ kind: GradientOperator = .scharr) -> Gradient {
    var (dx, dy) = (self, self)
    values.withUnsafeBufferPointer { input in
      dx.values.withUnsafeMutableBufferPointer { dx in
        dy.values.withUnsafeMutableBufferPointer { dy in
          let (input, dx, dy) = (input.baseAddress!, dx.baseAddress!, dy.baseAddress!)
          forBands(height, work: 4 * width) { differentiate(input, dx, dy, rows: $0, side: kind.side) }
        }
      }
    }
    return Gradient(dx: dx, dy: dy)
  }

  private func differentiate(
    _ input: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
    rows: Range<Int>, side: Float
  ) {
    let centre = 1 - 2 * side
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: 2 * (width + 2))
    defer { scratch.deallocate() }
    // Smoothed along y, and differenced along y; each with a mirrored sample at both ends.
    let (smooth, slope) = (scratch + 1, scratch + width + 3)
    for y in rows {
      let (middle, outX, outY) = (input + y * width, dx + y * width, dy + y * width)
      let (up, down) = (input + reflected(y - 1, height) * width, input + reflected(y + 1, height) * width)
      for x in 0..<width {
        smooth[x] = side * (up[x] + down[x]) + centre * middle[x]
        slope[x] = 0.5 * (down[x] - up[x])
      }
      for line in [smooth, slope] { (line[-1], line[width]) = (line[0], line[width - 1]) }
      for x in 0..<width {
        outX[x] = 0.5 * (smooth[x + 1] - smooth[x - 1])
        outY[x] = side * (slope[x - 1] + slope[x + 1]) + centre * slope[x]
      }
    }
  }
}
