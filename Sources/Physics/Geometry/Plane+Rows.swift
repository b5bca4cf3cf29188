import Imaging

extension Plane {
  /// A plane of `box`'s size, filled row by row; `fill` gets the image row and the memory of that row.
  init(_ box: PixelBox, rows fill: (_ y: Int, _ row: UnsafeMutablePointer<Float>) -> Void) {
    var values = [Float](repeating: 0, count: box.width * box.height)
    values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for row in 0..<box.height { fill(box.y + row, base + row * box.width) }
    }
    self.init(width: box.width, height: box.height, values: values)
  }

  /// A plane of one value, of `box`'s size.
  init(_ box: PixelBox, filledWith value: Float = 0) {
    self.init(width: box.width, height: box.height, filledWith: value)
  }

  /// The plane's own rectangle.
  var box: PixelBox { PixelBox(x: 0, y: 0, width: width, height: height) }

  /// Least and greatest value.
  var range: (low: Float, high: Float) {
    values.withUnsafeBufferPointer { values in
      var (low, high) = (Float.infinity, -Float.infinity)
      for value in values { (low, high) = (min(low, value), max(high, value)) }
      return (low, high)
    }
  }

  /// Rows and columns exchanged.
  func transposed() -> Plane {
    values.withUnsafeBufferPointer { values in
      Plane(PixelBox(x: 0, y: 0, width: height, height: width)) { y, row in
        for x in 0..<height { row[x] = values[x * width + y] }
      }
    }
  }

  /// The plane with `margin` pixels of 0 on every side.
  func padded(by margin: Int) -> Plane {
    values.withUnsafeBufferPointer { values in
      Plane(box.expanded(by: margin)) { y, row in
        guard y >= 0, y < height else { return }
        for x in 0..<width { row[margin + x] = values[y * width + x] }
      }
    }
  }

  /// Replaces every value by `transform` of it.
  mutating func apply(_ transform: (Float) -> Float) {
    values.withUnsafeMutableBufferPointer { for i in $0.indices { $0[i] = transform($0[i]) } }
  }

  /// Replaces every value by `transform` of it and of the same place in another plane.
  mutating func combine(with other: Plane, _ transform: (Float, Float) -> Float) {
    precondition(width == other.width && height == other.height, "planes of one size")
    other.values.withUnsafeBufferPointer { theirs in
      values.withUnsafeMutableBufferPointer { for i in $0.indices { $0[i] = transform($0[i], theirs[i]) } }
    }
  }
}

/// `value` held within 0…1.
@inline(__always)
func clamp01(_ value: Float) -> Float { min(1, max(0, value)) }

/// The cubic step 3t² - 2t³ from 0 at `lower` to 1 at `upper`.
@inline(__always)
func smoothStep(_ lower: Float, _ upper: Float, _ value: Float) -> Float {
  let t = clamp01((value - lower) / (upper - lower))
  return t * t * (3 - 2 * t)
}
