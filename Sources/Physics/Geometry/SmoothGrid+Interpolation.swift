extension SmoothGrid {
  /// The grid whose spline goes through this one's samples: along each axis a recursive filter forwards and backwards
  /// with the pole √3 - 2 and the gain 6, the samples mirrored at the border. Solutions of equations are read so, since
  /// smoothing would shift their level lines.
  ///
  /// Source: M. Unser, "Splines: a perfect fit for signal and image processing", IEEE Signal Proc. Mag. 16 (1999).
  func interpolating() -> SmoothGrid {
    var field = values
    field.withUnsafeMutableBufferPointer { field in
      for y in 0..<height { Self.filter(field, from: y * width, stride: 1, count: width) }
      for x in 0..<width { Self.filter(field, from: x, stride: width, count: height) }
    }
    return SmoothGrid(width: width, height: height, values: field, edges: edges)
  }

  private static func filter(
    _ field: UnsafeMutableBufferPointer<Float>, from start: Int, stride: Int, count: Int
  ) {
    guard count > 1 else { return }
    let pole = Float(3).squareRoot() - 2
    var (sum, power) = (field[start], pole)
    for k in 1..<min(count, 16) {
      sum += power * field[start + k * stride]
      power *= pole
    }
    field[start] = 6 * sum
    for k in 1..<count {
      field[start + k * stride] = 6 * field[start + k * stride] + pole * field[start + (k - 1) * stride]
    }
    let last = start + (count - 1) * stride
    field[last] = pole / (pole * pole - 1) * (field[last] + pole * field[last - stride])
    for k in (0..<(count - 1)).reversed() {
      field[start + k * stride] = pole * (field[start + (k + 1) * stride] - field[start + k * stride])
    }
  }
}
