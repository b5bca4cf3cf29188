import Foundation
import Imaging
import Physics
import Randomness

/// The region of a real defect, and where on the product it was: what says where such defects occur. Where the photograph is
/// given too, copies come with a draft: the defect's own pixels, moved with its region.
public struct DefectOccurrence: Sendable, Equatable {
  /// The defect's region in its photograph.
  public let mask: Mask
  /// Place of its middle on the product; nil on a texture, where defects may be anywhere.
  public let seat: Seat?
  /// The photograph's part around the region, in 8 bits; nil where only the region is known.
  public let cutout: Image?
  /// The middle of the region, px.
  let middle: SIMD2<Double>
  /// The longer side of the region, px.
  let extent: Double

  /// A place on a product.
  public struct Seat: Codable, Sendable, Equatable {
    /// Distance to the outline as a share of the greatest there is, 0 on it and negative beyond.
    public let depth: Double
    /// Direction to the inside, rad.
    public let direction: Double
  }

  /// Attempts at a place for one copy.
  private static let attempts = 12
  /// Share of a copy that has to lie on the product.
  private static let leastShare = 0.6
  /// How far the depth of a copy may be off, as a share of the greatest depth.
  private static let tolerance = 0.06

  /// How far the cutout reaches beyond the region, px.
  private static let margin = 2

  /// The occurrence of a mask in a photograph.
  /// - Parameters:
  ///   - product: where the product is in it; nil for a texture.
  ///   - photograph: of the mask's size; nil if copies are to be regions alone.
  /// - Returns: nil for an empty mask.
  public init?(_ mask: Mask, product: Mask?, in photograph: Image? = nil) {
    // A part that broke off belongs to the product's outline.
    let coordinates = product.flatMap { ProductCoordinates($0.union(mask).holesFilled()) }
    self.init(
      mask, cutout: photograph.flatMap { image in Self.box(mask).map { image.cropped(to: $0).rounded() } },
      seat: { middle in
        coordinates.map {
          Seat(
            depth: Double($0.depth(at: middle) / max(1, $0.greatestDepth)), direction: $0.direction(middle))
        }
      })
  }

  /// An occurrence that was kept.
  /// - Returns: nil for an empty mask, or a cutout that is not of its size.
  public init?(_ mask: Mask, seat: Seat?, cutout: Image?) {
    if let cutout, let box = Self.box(mask), (cutout.width, cutout.height) != (box.width, box.height) { return nil }
    self.init(mask, cutout: cutout, seat: { _ in seat })
  }

  /// The cutout's place in the photograph.
  private static func box(_ mask: Mask) -> PixelBox? {
    mask.boundingBox?.expanded(by: margin, within: mask.width, mask.height)
  }

  private init?(_ mask: Mask, cutout: Image?, seat: (SIMD2<Double>) -> Seat?) {
    guard let box = mask.boundingBox else { return nil }
    var (sum, count) = (SIMD2(0.0, 0.0), 0.0)
    for (i, value) in mask.values.enumerated() where value != 0 {
      sum += SIMD2(Double(i % mask.width), Double(i / mask.width))
      count += 1
    }
    let middle = sum / count
    (self.mask, self.cutout, self.middle, self.seat) = (mask, cutout, middle, seat(middle))
    extent = Double(max(box.width, box.height))
  }

  /// A varied copy of the region on another photograph, where such a defect may be: on a product as deep below its
  /// outline and turned with it, on a texture anywhere.
  /// - Returns: nil where no place was found.
  public func region(
    on surface: Surface, varied variation: MaskVariation = .init(), using stream: inout RandomStream
  ) -> DefectRegion? {
    let (width, height) = (surface.image.width, surface.image.height)
    let enlargement = Double(min(width, height)) / Double(min(mask.width, mask.height))
    let coordinates = seat == nil ? nil : ProductCoordinates(surface.foreground)
    for _ in 0..<Self.attempts {
      let drawn = variation.drawn(extent: extent, using: &stream)
      let size = drawn.scale * enlargement
      guard let (place, angle) = place(on: surface, coordinates, size: size, variation, using: &stream) else {
        return nil
      }
      let motion = RegionMotion(
        middle: middle, place: place, angle: angle, axis: seat?.direction ?? 0, enlargement: enlargement)
      let transform = RegionTransform(drawn, moved: motion)
      let kept = transform.copy(of: mask, width: width, height: height).intersection(surface.foreground)
      let whole = min(Double(mask.area) * size * size, Double(surface.foregroundArea))
      if kept.area > 0, Double(kept.area) >= Self.leastShare * whole {
        return DefectRegion(mask: kept, draft: draft(within: kept, by: transform, on: surface.image))
      }
    }
    return nil
  }

  /// The photograph with the defect's pixels moved into its region, as much lighter or darker as its surroundings are; nil
  /// where they are not known.
  private func draft(within region: Mask, by transform: RegionTransform, on photograph: Image) -> Image? {
    guard let cutout, let box = Self.box(mask) else { return nil }
    let original = RegionTransform.Original(
      cutout: cutout.converted(toChannels: photograph.channels), region: mask.cropped(to: box), corner: (box.x, box.y))
    return transform.copy(of: original, within: region, onto: photograph)
  }

  /// Where the middle goes, and by how much the region is turned with the outline.
  private func place(
    on surface: Surface, _ coordinates: ProductCoordinates?, size: Double, _ variation: MaskVariation,
    using stream: inout RandomStream
  ) -> (SIMD2<Double>, Double)? {
    guard let seat, let coordinates else {
      let angle = variation.isMirroring && stream.bernoulli(0.5) ? Double.pi : 0
      return (anywhere(on: surface, size: size, using: &stream), angle)
    }
    let wanted = Float(seat.depth) * coordinates.greatestDepth
    let tolerance = max(2, Float(Self.tolerance) * coordinates.greatestDepth)
    let fitting = coordinates.depth.values.indices.filter { abs(coordinates.depth.values[$0] - wanted) <= tolerance }
    guard !fitting.isEmpty else { return nil }
    let (index, width) = (stream.pick(fitting), surface.image.width)
    let place = SIMD2(Double(index % width), Double(index / width))
    return (place, coordinates.direction(place) - seat.direction)
  }

  /// A place where the whole region is in the picture, as far as it fits.
  private func anywhere(on surface: Surface, size: Double, using stream: inout RandomStream) -> SIMD2<Double> {
    func coordinate(_ length: Int, _ before: Double, _ after: Double) -> Double {
      let (least, greatest) = (before * size, Double(length) - 1 - after * size)
      return least < greatest ? stream.uniform(least...greatest) : (least + greatest) / 2
    }
    guard let box = mask.boundingBox else { return surface.seat(using: &stream) }
    // Mirror images reach as far to either side.
    let reachX = max(middle.x - Double(box.x), Double(box.maxX) - 1 - middle.x)
    let reachY = max(middle.y - Double(box.y), Double(box.maxY) - 1 - middle.y)
    return SIMD2(
      coordinate(surface.image.width, reachX, reachX), coordinate(surface.image.height, reachY, reachY))
  }
}

extension Image {
  /// Its values as a file of 8 bits would give them back.
  fileprivate func rounded() -> Image {
    var image = self
    image.pixels = pixels.map { (min(1, max(0, $0)) * 255).rounded() / 255 }
    return image
  }
}
