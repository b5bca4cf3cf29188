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
  /// What the region spans.
  private let box: PixelBox
  /// The longer side of the region, px.
  private var extent: Double { Double(max(box.width, box.height)) }

  /// A place on a product.
  public struct Seat: Codable, Sendable, Equatable {
    /// Distance to the outline as a share of the greatest there is, 0 on it and negative beyond.
    public let depth: Double
    /// Direction to the inside, rad.
    public let direction: Double
  }

  /// Variations that are tried for one copy.
  private static let attempts = 12
  /// Places of each variation, on a texture, and on a product, where the depth says most of it.
  private static let (placesOnTextures, placesOnProducts) = (32, 2)
  /// The best places on a texture whose neighbourhood is searched for better ones.
  private static let refinements = 6
  /// How much better than an upright copy's the surroundings of a turned one have to fit, as a ratio of misfits.
  private static let worthTurning = 0.7
  /// Share of a copy that has to lie on the product.
  private static let leastShare = 0.6
  /// How far the depth of a copy may be off, as a share of the greatest depth.
  private static let tolerance = 0.06

  /// The occurrence of a mask in a photograph.
  /// - Parameters:
  ///   - product: where the product is in it; nil for a texture.
  ///   - photograph: of the mask's size; nil if copies are to be regions alone.
  /// - Returns: nil for an empty mask.
  public init?(_ mask: Mask, product: Mask?, in photograph: Image? = nil) {
    // A part that broke off belongs to the product's outline.
    let coordinates = product.flatMap { ProductCoordinates($0.union(mask).holesFilled()) }
    self.init(
      mask, cutout: photograph.flatMap { image in Self.cutoutBox(mask).map { image.cropped(to: $0).rounded() } },
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
    if let cutout, let box = Self.cutoutBox(mask), (cutout.width, cutout.height) != (box.width, box.height) {
      return nil
    }
    self.init(mask, cutout: cutout, seat: { _ in seat })
  }

  /// The cutout's place in the photograph.
  private static func cutoutBox(_ mask: Mask) -> PixelBox? {
    mask.boundingBox.map { $0.expanded(by: DefectCutout.margin(around: $0), within: mask.width, mask.height) }
  }

  private init?(_ mask: Mask, cutout: Image?, seat: (SIMD2<Double>) -> Seat?) {
    guard let box = mask.boundingBox else { return nil }
    var (sum, count) = (SIMD2(0.0, 0.0), 0.0)
    for (i, value) in mask.values.enumerated() where value != 0 {
      sum += SIMD2(Double(i % mask.width), Double(i / mask.width))
      count += 1
    }
    let middle = sum / count
    (self.mask, self.box, self.cutout, self.middle, self.seat) = (mask, box, cutout, middle, seat(middle))
  }

  /// A varied copy of the region on another photograph, where such a defect may be: on a product as deep below its
  /// outline and turned with it, on a texture anywhere. Of some places that with the surroundings most like the defect's own
  /// is taken, where these are known.
  /// - Returns: nil where no place was found.
  public func region(
    on surface: Surface, varied variation: MaskVariation = .init(), using stream: inout RandomStream
  ) -> DefectRegion? {
    let (width, height) = (surface.image.width, surface.image.height)
    let cutout = original(channels: surface.image.channels)
    for transform in transforms(cutout, on: surface, varied: variation, using: &stream) {
      let kept = transform.copy(of: mask, width: width, height: height).intersection(surface.foreground)
      let whole = min(Double(mask.area) * transform.size * transform.size, Double(surface.foregroundArea))
      if kept.area > 0, Double(kept.area) >= Self.leastShare * whole {
        guard let cutout else { return DefectRegion(mask: kept) }
        var own = stream.split("copied")
        let shift = SIMD2(own.uniform(-0.5...0.5), own.uniform(-0.5...0.5))
        return DefectRegion(
          mask: kept, draft: transform.copy(of: cutout, within: kept, onto: surface.image),
          copied: surface.image.shifted(by: shift, within: kept))
      }
    }
    return nil
  }

  /// The defect's own pixels; nil where they are not known.
  private func original(channels: Int) -> DefectCutout? {
    guard let cutout, let box = Self.cutoutBox(mask) else { return nil }
    return DefectCutout(
      picture: cutout.converted(toChannels: channels), region: mask.cropped(to: box), corner: (box.x, box.y))
  }

  /// Ways to the photograph, the best first.
  private func transforms(
    _ cutout: DefectCutout?, on surface: Surface, varied variation: MaskVariation, using stream: inout RandomStream
  ) -> [RegionTransform] {
    let image = surface.image
    let enlargement = Double(min(image.width, image.height)) / Double(min(mask.width, mask.height))
    let product = seat.flatMap { Product($0, on: surface.foreground) }
    func candidates(_ places: Int, anyTurn: Bool = false) -> [RegionTransform] {
      let drawn = variation.drawn(extent: extent, anyTurn: anyTurn, using: &stream)
      return (0..<places).compactMap { _ in
        motion(of: drawn, enlarged: enlargement, on: surface, product, variation, using: &stream)
          .map { RegionTransform(drawn, moved: $0) }
      }
    }
    guard let fit = cutout.flatMap({ SurroundingsFit($0, on: image) }) else {
      return (0..<Self.attempts).flatMap { _ in candidates(1) }
    }
    func judged(_ transforms: [RegionTransform]) -> [JudgedTransform] {
      transforms.map { JudgedTransform(transform: $0, misfit: fit.misfit($0)) }.sorted { $0.misfit < $1.misfit }
    }
    func refined(_ transforms: [RegionTransform]) -> [JudgedTransform] {
      judged(transforms).prefix(Self.refinements).map {
        fit.refined($0.transform, of: variation) { bounds($0.variation, $0.motion, on: surface) }
      }.sorted { $0.misfit < $1.misfit }
    }
    guard product == nil else {
      return judged((0..<Self.attempts).flatMap { _ in candidates(Self.placesOnProducts) }).map(\.transform)
    }
    let upright = refined((0..<Self.attempts).flatMap { _ in candidates(Self.placesOnTextures) })
    guard variation.turn > 0, !isCut, let best = upright.first else { return upright.map(\.transform) }
    // A pattern may lie otherwise in another photograph; on what has none, a turn has to be worth it.
    let turned = refined((0..<2 * Self.attempts).flatMap { _ in candidates(Self.placesOnTextures, anyTurn: true) })
      .filter { $0.misfit < Self.worthTurning * best.misfit }
    return (turned + upright).map(\.transform)
  }

  /// Whether a border of its photograph cuts it.
  private var isCut: Bool { box.x == 0 || box.y == 0 || box.maxX == mask.width || box.maxY == mask.height }

  /// A way to a place of the product, turned with its outline, or to any place of a texture.
  private func motion(
    of drawn: DrawnVariation, enlarged enlargement: Double, on surface: Surface, _ product: Product?,
    _ variation: MaskVariation, using stream: inout RandomStream
  ) -> RegionMotion? {
    guard let product else {
      let angle = variation.isMirroring && stream.bernoulli(0.5) ? Double.pi : 0
      var motion = RegionMotion(middle: middle, place: .zero, angle: angle, axis: 0, enlargement: enlargement)
      motion.place = bounds(drawn, motion, on: surface).place(using: &stream)
      return motion
    }
    guard !product.places.isEmpty else { return nil }
    let (index, width) = (stream.pick(product.places), surface.image.width)
    let (place, direction) = (SIMD2(Double(index % width), Double(index / width)), product.seat.direction)
    return RegionMotion(
      middle: middle, place: place, angle: product.coordinates.direction(place) - direction, axis: direction,
      enlargement: enlargement)
  }

  /// A product, and the pixels where such a defect may be on it.
  private struct Product {
    let seat: Seat
    let coordinates: ProductCoordinates
    let places: [Int]

    /// - Returns: nil for a product without an outline in the picture.
    init?(_ seat: Seat, on foreground: Mask) {
      guard let coordinates = ProductCoordinates(foreground) else { return nil }
      let wanted = Float(seat.depth) * coordinates.greatestDepth
      let tolerance = max(2, Float(DefectOccurrence.tolerance) * coordinates.greatestDepth)
      places = coordinates.depth.values.indices.filter { abs(coordinates.depth.values[$0] - wanted) <= tolerance }
      (self.seat, self.coordinates) = (seat, coordinates)
    }
  }

  private func bounds(_ drawn: DrawnVariation, _ motion: RegionMotion, on surface: Surface) -> PlaceBounds {
    PlaceBounds(
      of: box, in: (mask.width, mask.height), middle: middle, size: drawn.scale * motion.enlargement,
      isTurned: motion.angle != 0,
      isMirrored: drawn.isMirrored, width: surface.image.width, height: surface.image.height)
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
