import Imaging

/// A square part of a photograph that a generator works on: it is cut out, resized to the network's side, drawn into, and
/// put back, so that small defects fill the view.
public struct DefectView: Sendable, Equatable {
  /// The part of the photograph.
  public let box: PixelBox

  /// Smallest part that is shown, as a share of the network's side: nothing is enlarged by more than four.
  private static let leastShare = 0.25

  /// The part itself; a square.
  init(box: PixelBox) { self.box = box }

  /// The view of something.
  /// - Parameters:
  ///   - extent: what is looked at, inside the photograph.
  ///   - zoom: side of the view against the longer side of `extent`; views that do not fit are cut to the photograph's
  ///     shorter side.
  ///   - shift: where in the view's slack `extent` lies, 0…1 on each axis.
  ///   - side: side of the network's pictures, px.
  public init(
    of extent: PixelBox, zoom: Double, shift: SIMD2<Double> = SIMD2(0.5, 0.5), in size: (width: Int, height: Int),
    side: Int
  ) {
    let wanted = Int((Double(max(extent.width, extent.height)) * zoom).rounded())
    let length = min(size.width, size.height, max(wanted, Int(Double(side) * Self.leastShare)))
    func start(_ first: Int, _ span: Int, _ shift: Double, _ limit: Int) -> Int {
      let start = first - Int((Double(length - span) * shift).rounded())
      return min(max(0, start), limit - length)
    }
    box = PixelBox(
      x: start(extent.x, extent.width, shift.x, size.width), y: start(extent.y, extent.height, shift.y, size.height),
      width: length, height: length)
  }

  /// The photograph's part at the network's side.
  public func cut(_ image: Image, side: Int) -> Image {
    image.cropped(to: box).resized(width: side, height: side, filter: box.width > side ? .area : .lanczos3)
  }

  /// The mask's part at the network's side; nothing of it gets lost.
  public func cut(_ mask: Mask, side: Int) -> Mask {
    mask.cropped(to: box).resized(width: side, height: side, rule: box.width > side ? .anyCovered : .nearest)
  }

  /// The photograph with what was drawn at the pixels of `mask` inside the view, and itself, to the bit, elsewhere.
  public func put(_ drawn: Image, into image: Image, where mask: Mask) -> Image {
    let part = drawn.resized(
      width: box.width, height: box.height, filter: box.width < drawn.width ? .area : .lanczos3)
    var result = image
    for y in 0..<box.height {
      for x in 0..<box.width where mask[box.y + y, box.x + x] {
        for channel in 0..<image.channels { result[channel, box.y + y, box.x + x] = part[channel, y, x] }
      }
    }
    return result
  }
}

extension Mask {
  /// Its defects apart: pieces nearer to one another than `2 * reach` px are one.
  /// - Returns: the boxes of at most `count` pieces of `leastArea` px or more, the largest first.
  package func pieces(reach: Float = 4, leastArea: Int = 4, atMost count: Int) -> [PixelBox] {
    let joined = dilated(radius: reach).connectedComponents()
    let pieces = joined.components.compactMap { component -> (area: Int, box: PixelBox)? in
      let piece = intersection(joined.mask(of: component.label))
      let area = piece.area
      return area >= leastArea ? piece.boundingBox.map { (area, $0) } : nil
    }
    return pieces.sorted { ($0.area, $1.box.y, $1.box.x) > ($1.area, $0.box.y, $0.box.x) }.prefix(count).map(\.box)
  }

  /// The pixels inside a box.
  package func inside(_ box: PixelBox) -> Mask {
    var result = Mask(width: width, height: height)
    for y in box.y..<box.maxY {
      let row = y * width + box.x
      result.values.replaceSubrange(row..<row + box.width, with: values[row..<row + box.width])
    }
    return result
  }
}
