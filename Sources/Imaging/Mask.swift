/// A binary mask `[height, width]`, row-major: 1 marks a defect (or whatever is selected), 0 the rest.
public struct Mask: Sendable, Equatable {
  /// Columns, px.
  public let width: Int
  /// Rows, px.
  public let height: Int
  /// 0 or 1 a pixel.
  public var values: [UInt8]

  /// An all-zero (or all-one) mask.
  public init(width: Int, height: Int, filledWith value: Bool = false) {
    self.init(width: width, height: height, values: [UInt8](repeating: value ? 1 : 0, count: width * height))
  }

  /// A mask of values `[height, width]`; any value above 0 counts as 1.
  public init(width: Int, height: Int, values: [UInt8]) {
    precondition(width > 0 && height > 0 && values.count == width * height, "values.count is height * width")
    (self.width, self.height, self.values) = (width, height, values.map { $0 > 0 ? 1 : 0 })
  }

  /// Whether a pixel is set.
  public subscript(y: Int, x: Int) -> Bool {
    get { values[y * width + x] != 0 }
    set { values[y * width + x] = newValue ? 1 : 0 }
  }

  /// Pixels set.
  public var area: Int { values.reduce(0) { $0 + Int($1) } }

  /// The smallest box around the pixels set; nil where there are none.
  public var boundingBox: PixelBox? {
    values.withUnsafeBufferPointer { values in
      guard let first = values.firstIndex(where: { $0 != 0 }), let last = values.lastIndex(where: { $0 != 0 }) else {
        return nil
      }
      let rows = first / width...last / width
      var (left, right) = (width, 0)
      for y in rows {
        let row = values[y * width..<(y + 1) * width]
        if let x = row.firstIndex(where: { $0 != 0 }) { left = min(left, x - y * width) }
        if let x = row.lastIndex(where: { $0 != 0 }) { right = max(right, x - y * width) }
      }
      return PixelBox(x: left, y: rows.lowerBound, width: right - left + 1, height: rows.count)
    }
  }
}
