import Imaging
import Randomness

/// A defect that a generator learns from: as much of its photograph as views of it may show, in 8 bits.
public struct DefectShot: Sendable {
  /// The number of its type.
  public let type: Int
  private let width: Int
  private let height: Int
  private let channels: Int
  private let samples: [UInt8]
  private let mask: Mask
  /// Where the defect is.
  private let extent: PixelBox

  /// Least and greatest side of a view against the defect's extent.
  static let zoom = 1.25...2.2
  /// Most defects of one photograph.
  private static let greatestCount = 6

  /// The defects of a photograph, the largest first.
  /// - Parameters:
  ///   - channels: 1 or 3; the photograph is converted.
  ///   - side: side of the network's pictures, px; shots are kept at up to twice as much.
  public static func shots(of image: Image, _ mask: Mask, type: Int, channels: Int, side: Int) -> [DefectShot] {
    let image = image.converted(toChannels: channels)
    return mask.pieces(atMost: greatestCount).map { DefectShot(image, mask, $0, type: type, side: side) }
  }

  private init(_ image: Image, _ mask: Mask, _ extent: PixelBox, type: Int, side: Int) {
    // Whatever the shift, a view reaches no further than its side from the defect.
    let reach = max(side / 2, Int(Double(max(extent.width, extent.height)) * Self.zoom.upperBound))
    let box = extent.expanded(by: reach, within: image.width, image.height)
    let view = Double(min(image.width, image.height, max(side / 4, reach)))
    let scale = min(1, 2 * Double(side) / view)
    let (width, height) = (
      max(side, Int((Double(box.width) * scale).rounded())), max(side, Int((Double(box.height) * scale).rounded()))
    )
    let isReduced = scale < 1 && width < box.width && height < box.height
    let picture = image.cropped(to: box)
    let part = isReduced ? picture.resized(width: width, height: height) : picture
    let region = mask.cropped(to: box)
    self.mask = isReduced ? region.resized(width: width, height: height, rule: .anyCovered) : region
    (self.type, self.width, self.height, channels) = (type, part.width, part.height, part.channels)
    samples = part.pixels.map { UInt8((min(1, max(0, $0)) * 255).rounded()) }
    let (fx, fy) = (Double(part.width) / Double(box.width), Double(part.height) / Double(box.height))
    let (left, top) = (Int(Double(extent.x - box.x) * fx), Int(Double(extent.y - box.y) * fy))
    self.extent = PixelBox(
      x: left, y: top, width: min(part.width - left, max(1, Int((Double(extent.width) * fx).rounded()))),
      height: min(part.height - top, max(1, Int((Double(extent.height) * fy).rounded()))))
  }

  /// Size of what is kept of the photograph, px.
  package var size: (width: Int, height: Int) { (width, height) }

  /// A view of the defect with its mask, `side` × `side` px: of random size and shift, half of them mirrored on either
  /// axis.
  func view(side: Int, using stream: inout RandomStream) -> (picture: Image, mask: Mask) {
    let view = DefectView(
      of: extent, zoom: stream.logUniform(Self.zoom), shift: SIMD2(stream.uniform(), stream.uniform()),
      in: (width, height), side: side)
    var (picture, region) = (view.cut(image, side: side), view.cut(mask, side: side))
    if stream.bernoulli(0.5) {
      (picture, region) = (picture.flippedHorizontally(), region.flippedHorizontally())
    }
    if stream.bernoulli(0.5) { (picture, region) = (picture.flippedVertically(), region.flippedVertically()) }
    return (picture, region)
  }

  /// The defect in the middle of a view of middling size.
  func portrait(side: Int) -> (picture: Image, mask: Mask) {
    let view = DefectView(of: extent, zoom: 1.6, in: (width, height), side: side)
    return (view.cut(image, side: side), view.cut(mask, side: side))
  }

  private var image: Image {
    Image(width: width, height: height, channels: channels, pixels: samples.map { Float($0) / 255 })
  }
}
