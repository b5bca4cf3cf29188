import Imaging

/// A square picture of a defect and its mask: what a network is shown.
public struct DefectCrop: Sendable, Equatable {
  /// The picture, `side` × `side` px.
  public let image: Image
  /// Share of each pixel that the defect covers, 0…1.
  public let coverage: Plane

  /// Share of the defect's extent that is added on each side.
  private static let margin = 0.25
  /// Smallest part of the photograph that is shown, px.
  private static let leastSide = 32
  /// Fragments nearer than twice this are one defect, px.
  private static let reach: Float = 3

  /// The largest defect of a mask, centred, with a quarter of its extent around it, at least 32 px of the photograph;
  /// what lies beyond the border is mirrored.
  /// - Returns: nil for an empty mask.
  public init?(_ image: Image, _ mask: Mask, side: Int) {
    let pieces = mask.dilated(radius: Self.reach).connectedComponents()
    guard let largest = pieces.components.max(by: { ($0.area, $1.label) < ($1.area, $0.label) }),
      let box = mask.intersection(pieces.mask(of: largest.label)).boundingBox
    else { return nil }
    let extent = Double(max(box.width, box.height)) * (1 + 2 * Self.margin)
    let shown = max(Self.leastSide, Int(extent.rounded()))
    let (left, top) = (box.x + (box.width - shown) / 2, box.y + (box.height - shown) / 2)
    let padding = max(0, -left, -top, left + shown - image.width, top + shown - image.height)
    let frame = PixelBox(x: left + padding, y: top + padding, width: shown, height: shown)
    func cut(_ picture: Image) -> Image {
      picture.padded(left: padding, top: padding, right: padding, bottom: padding, with: .reflect).cropped(to: frame)
    }
    self.image = cut(image).resized(width: side, height: side)
    let covered = Image(planes: [Plane(width: mask.width, height: mask.height, values: mask.values.map(Float.init))])
    coverage = cut(covered).resized(width: side, height: side).plane(0)
  }
}
