/// A rectangle of whole pixels: columns `x ..< x + width`, rows `y ..< y + height`.
public struct PixelBox: Sendable, Equatable, Codable {
  /// First column, px.
  public var x: Int
  /// First row, px.
  public var y: Int
  /// Columns, px.
  public var width: Int
  /// Rows, px.
  public var height: Int

  /// A rectangle from its corner and its size.
  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// The smallest rectangle of whole pixels around two ranges of coordinates, px.
  public init(covering horizontal: ClosedRange<Double>, _ vertical: ClosedRange<Double>) {
    let (left, top) = (Int(horizontal.lowerBound.rounded(.down)), Int(vertical.lowerBound.rounded(.down)))
    self.init(
      x: left, y: top, width: Int(horizontal.upperBound.rounded(.up)) - left + 1,
      height: Int(vertical.upperBound.rounded(.up)) - top + 1)
  }

  /// Pixels in the rectangle; 0 where a side is not positive.
  public var area: Int { max(0, width) * max(0, height) }

  /// The rectangle grown by `margin` pixels on every side.
  public func expanded(by margin: Int) -> PixelBox {
    PixelBox(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
  }

  /// The part that two rectangles share; its area is 0 where they do not meet.
  public func intersection(_ other: PixelBox) -> PixelBox {
    let (left, top) = (max(x, other.x), max(y, other.y))
    return PixelBox(
      x: left, y: top, width: max(0, min(x + width, other.x + other.width) - left),
      height: max(0, min(y + height, other.y + other.height) - top))
  }

  /// The smallest rectangle around both.
  public func union(_ other: PixelBox) -> PixelBox {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return PixelBox(
      x: left, y: top, width: max(x + width, other.x + other.width) - left,
      height: max(y + height, other.y + other.height) - top)
  }
}
