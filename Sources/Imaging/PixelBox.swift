/// A rectangle of whole pixels: columns `x..<x + width`, rows `y..<y + height`.
public struct PixelBox: Sendable, Equatable, Hashable, Codable {
  /// First column, px.
  public var x: Int
  /// First row, px.
  public var y: Int
  /// Columns, px.
  public var width: Int
  /// Rows, px.
  public var height: Int

  /// The box of `width` × `height` pixels with its upper left pixel at (`x`, `y`).
  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// Pixels in the box.
  public var area: Int { width * height }
  /// The column after the last.
  public var maxX: Int { x + width }
  /// The row after the last.
  public var maxY: Int { y + height }

  /// The box with `margin` more pixels on each side, cut to an image of `width` × `height`.
  public func expanded(by margin: Int, within width: Int, _ height: Int) -> PixelBox {
    let (left, top) = (max(0, x - margin), max(0, y - margin))
    return PixelBox(x: left, y: top, width: min(width, maxX + margin) - left, height: min(height, maxY + margin) - top)
  }
}
