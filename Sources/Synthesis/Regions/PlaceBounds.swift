import Imaging
import Randomness

/// Where the middle of a copy may lie on a texture: the whole region in the picture; but a region that a border of its
/// photograph cuts lies at a border again.
struct PlaceBounds {
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>

  /// Most of a cut region that may be lost beyond the border, as a share of its extent.
  private static let slack = 0.25

  /// Bounds for copies of a region.
  /// - Parameters:
  ///   - box: what it spans in its photograph.
  ///   - photograph: width and height of that, px.
  ///   - middle: the point of the region whose place is bounded, px.
  ///   - size: by how much copies are larger.
  ///   - isTurned: whether they are turned by half a circle.
  ///   - isMirrored: whether they are turned upside down, before that.
  ///   - width: of the picture that they come to lie in, px.
  ///   - height: likewise.
  init(
    of box: PixelBox, in photograph: (width: Int, height: Int), middle: SIMD2<Double>, size: Double, isTurned: Bool,
    isMirrored: Bool, width: Int, height: Int
  ) {
    x = Self.range(
      Side(reach: middle.x - Double(box.x), isCut: box.x == 0),
      Side(reach: Double(box.maxX) - 1 - middle.x, isCut: box.maxX == photograph.width), isReversed: isTurned,
      size: size,
      length: width)
    y = Self.range(
      Side(reach: middle.y - Double(box.y), isCut: box.y == 0),
      Side(reach: Double(box.maxY) - 1 - middle.y, isCut: box.maxY == photograph.height),
      isReversed: isTurned != isMirrored, size: size, length: height)
  }

  /// How far a region reaches to one side of its middle, px, and whether the border of its photograph cuts it there.
  private struct Side {
    let reach: Double
    let isCut: Bool
  }

  private static func range(
    _ first: Side, _ second: Side, isReversed: Bool, size: Double, length: Int
  ) -> ClosedRange<Double> {
    let (low, high) = isReversed ? (second, first) : (first, second)
    let slack = Self.slack * (low.reach + high.reach) * size
    // Where the ends of the region lie on the first and on the last pixel.
    let (least, greatest) = (low.reach * size, Double(length) - 1 - high.reach * size)
    switch (low.isCut, high.isCut) {
    case (true, true): return min(least, greatest)...max(least, greatest)
    case (true, false): return least - slack...least
    case (false, true): return greatest...greatest + slack
    case (false, false): return least < greatest ? least...greatest : (least + greatest) / 2...(least + greatest) / 2
    }
  }

  /// Any place within.
  func place(using stream: inout RandomStream) -> SIMD2<Double> { SIMD2(stream.uniform(x), stream.uniform(y)) }

  /// The nearest place within.
  func nearest(_ place: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(min(x.upperBound, max(x.lowerBound, place.x)), min(y.upperBound, max(y.lowerBound, place.y)))
  }
}
