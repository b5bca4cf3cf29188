import Imaging

/// A mask as COCO writes it: lengths of runs of unset and set pixels in turn, the first of unset ones, column by column.
package struct RunLengths: Sendable, Equatable {
  package private(set) var counts: [Int] = []

  /// The runs of a picture of `height` × `width` px that is set where `pixels`, lying at `box`, are.
  package init(_ pixels: Mask, at box: PixelBox, inHeight height: Int, width: Int) {
    var (position, isSet) = (0, false)
    func turn(_ place: Int) {
      counts.append(place - position)
      (position, isSet) = (place, !isSet)
    }
    for x in 0..<box.width {
      for y in 0..<box.height where (pixels.values[y * box.width + x] != 0) != isSet {
        turn((box.x + x) * height + box.y + y)
      }
      // A column that ends below the box goes on only where the box reaches both the upper and the lower border.
      if isSet, box.height < height { turn((box.x + x) * height + box.maxY) }
    }
    if isSet { turn(box.maxX * height) }
    if position < width * height { counts.append(width * height - position) }
  }

  /// The counts as text: from the fourth on the difference to the one before last, each in groups of five bits from the
  /// lowest, a sixth bit for "more", as letters from "0".
  package var compressed: String {
    var bytes: [UInt8] = []
    for (index, count) in counts.enumerated() {
      var rest = index > 2 ? count - counts[index - 2] : count
      var hasMore = true
      while hasMore {
        let group = rest & 0x1f
        rest >>= 5
        // The highest bit of the last group is the sign.
        hasMore = group & 0x10 != 0 ? rest != -1 : rest != 0
        bytes.append(UInt8(48 + group + (hasMore ? 0x20 : 0)))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
