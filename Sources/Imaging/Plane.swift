/// One real number a pixel, `[height, width]`, row-major: a heat map, a coverage, a height field.
public struct Plane: Sendable, Equatable {
  /// Columns, px.
  public let width: Int
  /// Rows, px.
  public let height: Int
  /// `[height, width]`, row-major.
  public var values: [Float]

  /// A plane of one value.
  public init(width: Int, height: Int, filledWith value: Float = 0) {
    self.init(width: width, height: height, values: [Float](repeating: value, count: width * height))
  }

  /// A plane of values `[height, width]`.
  public init(width: Int, height: Int, values: [Float]) {
    precondition(width > 0 && height > 0 && values.count == width * height, "values.count is height * width")
    (self.width, self.height, self.values) = (width, height, values)
  }

  /// The value at a pixel.
  public subscript(y: Int, x: Int) -> Float {
    get { values[y * width + x] }
    set { values[y * width + x] = newValue }
  }
}
