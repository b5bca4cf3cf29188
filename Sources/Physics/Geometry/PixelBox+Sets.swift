import Imaging

extension PixelBox {
  /// The smallest rectangle of whole pixels around two ranges of coordinates, px.
  init(covering horizontal: ClosedRange<Double>, _ vertical: ClosedRange<Double>) {
    let (left, top) = (Int(horizontal.lowerBound.rounded(.down)), Int(vertical.lowerBound.rounded(.down)))
    self.init(
      x: left, y: top, width: Int(horizontal.upperBound.rounded(.up)) - left + 1,
      height: Int(vertical.upperBound.rounded(.up)) - top + 1)
  }

  /// The rectangle grown by `margin` pixels on every side.
  func expanded(by margin: Int) -> PixelBox {
    PixelBox(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
  }

  /// The part that two rectangles share; its area is 0 where they do not meet.
  func intersection(_ other: PixelBox) -> PixelBox {
    let (left, top) = (max(x, other.x), max(y, other.y))
    return PixelBox(
      x: left, y: top, width: max(0, min(x + width, other.x + other.width) - left),
      height: max(0, min(y + height, other.y + other.height) - top))
  }

  /// The smallest rectangle around both.
  func union(_ other: PixelBox) -> PixelBox {
    let (left, top) = (min(x, other.x), min(y, other.y))
    return PixelBox(
      x: left, y: top, width: max(x + width, other.x + other.width) - left,
      height: max(y + height, other.y + other.height) - top)
  }
}
