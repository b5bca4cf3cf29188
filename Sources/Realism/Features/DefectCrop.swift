import Imaging

/// A square picture of a defect and its mask: what a network is shown.
public struct DefectCrop: Sendable, Equatable {
  /// The picture, `side` × `side` px.
  public let image: Image
  /// Share of each pixel that the defect covers, 0…1.
  public let coverage: Plane

  /// The largest defect of a mask in its ``DefectFrame``.
  /// - Returns: nil for an empty mask.
  public init?(_ image: Image, _ mask: Mask, side: Int) {
    guard let frame = DefectFrame(around: mask) else { return nil }
    self.image = frame.cut(image, side: side)
    coverage = frame.cut(mask, side: side)
  }
}

/// A square around a defect.
public struct DefectFrame: Sendable, Equatable {
  /// The square in the picture after `padding` pixels have been added on each side.
  private let box: PixelBox
  private let padding: Int

  /// Smallest part of a photograph that is shown, px.
  private static let leastSide = 32
  /// Fragments nearer than twice this are one defect, px.
  private static let reach: Float = 3

  /// The square of the largest defect of a mask with a share of its extent around it, at least 32 px.
  /// - Parameter margin: share of the defect's extent that is added on each side.
  /// - Returns: nil for an empty mask.
  public init?(around mask: Mask, margin: Double = 0.25) {
    let pieces = mask.dilated(radius: Self.reach).connectedComponents()
    guard let largest = pieces.components.max(by: { ($0.area, $1.label) < ($1.area, $0.label) }),
      let extent = mask.intersection(pieces.mask(of: largest.label)).boundingBox
    else { return nil }
    let length = Double(max(extent.width, extent.height)) * (1 + 2 * margin)
    let shown = max(Self.leastSide, Int(length.rounded()))
    let (left, top) = (extent.x + (extent.width - shown) / 2, extent.y + (extent.height - shown) / 2)
    padding = max(0, -left, -top, left + shown - mask.width, top + shown - mask.height)
    box = PixelBox(x: left + padding, y: top + padding, width: shown, height: shown)
  }

  /// The square of a picture, resized to `side` × `side` px; what lies beyond the border is mirrored.
  public func cut(_ picture: Image, side: Int) -> Image {
    picture.padded(left: padding, top: padding, right: padding, bottom: padding, with: .reflect).cropped(to: box)
      .resized(width: side, height: side)
  }

  /// Share of each of `side` × `side` pixels that a mask covers, 0…1.
  public func cut(_ mask: Mask, side: Int) -> Plane {
    let covered = Plane(width: mask.width, height: mask.height, values: mask.values.map(Float.init))
    return cut(Image(planes: [covered]), side: side).plane(0)
  }
}
