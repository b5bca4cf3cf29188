extension Plane {
  /// The mean over the square of `2 * radius + 1` px around each pixel, the border mirrored. Takes the same time for
  /// any radius: sums run along the columns, then along the rows.
  public func boxFiltered(radius: Int) -> Plane {
    precondition(radius >= 0, "the radius is not negative")
    if radius == 0 { return self }
    var result = self
    let middle = UnsafeMutablePointer<Float>.allocate(capacity: values.count)
    defer { middle.deallocate() }
    values.withUnsafeBufferPointer { boxColumns($0.baseAddress!, middle, radius) }
    result.values.withUnsafeMutableBufferPointer { boxRows(middle, $0.baseAddress!, radius) }
    return result
  }

  private func boxColumns(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ radius: Int) {
    let scale = 1 / Double(2 * radius + 1)
    let sums = UnsafeMutablePointer<Double>.allocate(capacity: width)
    defer { sums.deallocate() }
    sums.initialize(repeating: 0, count: width)
    for k in -radius...radius {
      let row = input + reflected(k, height) * width
      for x in 0..<width { sums[x] += Double(row[x]) }
    }
    for y in 0..<height {
      let out = output + y * width
      let leaving = input + reflected(y - radius, height) * width
      let entering = input + reflected(y + radius + 1, height) * width
      for x in 0..<width {
        out[x] = Float(sums[x] * scale)
        sums[x] += Double(entering[x]) - Double(leaving[x])
      }
    }
  }

  private func boxRows(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ radius: Int) {
    let scale = 1 / Double(2 * radius + 1)
    forBands(height, work: 4 * width) { band in
      for y in band {
        let (row, out) = (input + y * width, output + y * width)
        var sum = (-radius...radius).reduce(0.0) { $0 + Double(row[reflected($1, width)]) }
        for x in 0..<width {
          out[x] = Float(sum * scale)
          sum += Double(row[reflected(x + radius + 1, width)]) - Double(row[reflected(x - radius, width)])
        }
      }
    }
  }
}
