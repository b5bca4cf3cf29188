import Foundation
import Imaging

/// What an annotation file says about one photograph: outlines, boxes or runs, each with the name of its kind.
public struct Annotation: Sendable, Equatable {
  /// One marked place.
  public struct Region: Sendable, Equatable {
    /// The kind, as the annotation calls it.
    public let label: String
    /// Where it is.
    public let shape: Shape

    /// A place with its kind.
    public init(label: String, shape: Shape) { (self.label, self.shape) = (label, shape) }
  }

  /// How a place is described. Points are in pixels from the upper left corner of the photograph, (0.5, 0.5) being the
  /// centre of the first pixel.
  public enum Shape: Sendable, Equatable {
    /// The inside of a closed line, by the even-odd rule.
    case polygon([SIMD2<Double>])
    /// The inside of a closed line whose points are shares of width and height. As Ultralytics reads it, points are cut
    /// to whole pixels, and the line belongs to the inside.
    case sharesPolygon([SIMD2<Double>])
    /// From one corner to the opposite one.
    case box(SIMD2<Double>, SIMD2<Double>)
    /// From one corner to the opposite one, in shares of width and height.
    case sharesBox(SIMD2<Double>, SIMD2<Double>)
    /// A disc about a centre.
    case circle(SIMD2<Double>, radius: Double)
    /// An open line, a pixel wide.
    case line([SIMD2<Double>])
    /// Lengths of runs of unset and set pixels in turn, column by column (COCO).
    case runs([Int], width: Int, height: Int)
    /// A small mask with its upper left corner at a pixel.
    case patch(Mask, x: Int, y: Int)
  }

  /// Marked places, those that are marked as good left out.
  public let regions: [Region]
  /// Width and height of the photograph, px, where the annotation states them.
  public let size: SIMD2<Int>?
  /// Kinds that the photograph as a whole is said to be of.
  public let flags: [String]

  /// - Parameters:
  ///   - regions: Marked places; those whose kind is a word for good are no defects and are dropped.
  ///   - size: Width and height of the photograph, px, where they are stated.
  ///   - flags: Kinds of the photograph as a whole; words for good are dropped.
  public init(regions: [Region], size: SIMD2<Int>? = nil, flags: [String] = []) {
    self.regions = regions.filter { !FolderNames.isGood($0.label) }
    self.size = size
    self.flags = flags.filter { !FolderNames.isGood($0) }
  }

  /// Whether anything is wrong with the photograph.
  public var marksDefect: Bool { !regions.isEmpty || !flags.isEmpty }

  /// The kind of defect: the only one, or `combined`; nil where nothing is marked.
  public var defectType: String? {
    let kinds = Set(regions.map(\.label) + flags)
    return kinds.count > 1 ? "combined" : kinds.first
  }

  /// Whether some places are known by their boxes only.
  public var hasBoxes: Bool { regions.contains(where: \.shape.isBox) }

  /// The annotation for a photograph whose masks are known more exactly: boxes mark nothing.
  var withoutBoxes: Annotation {
    Annotation(regions: regions.filter { !$0.shape.isBox }, size: size, flags: flags)
  }

  func union(_ other: Annotation) -> Annotation {
    Annotation(regions: regions + other.regions, size: size ?? other.size, flags: flags + other.flags)
  }

  /// The union of all places on a photograph of `width` × `height` px. What is too thin to hold the centre of a pixel is
  /// drawn as a line, so that nothing vanishes.
  ///
  /// - Parameter path: The photograph's, for the error.
  /// - Throws: `DatasetError.maskSize` where the annotation is of a photograph of another size.
  public func mask(width: Int, height: Int, path: String) throws -> Mask {
    let sizes = [size] + regions.map { $0.shape.statedSize }
    if let other = sizes.compactMap({ $0 }).first(where: { $0 != SIMD2(width, height) }) {
      throw DatasetError.maskSize(path: path, mask: [other.x, other.y], image: [width, height])
    }
    var canvas = PolygonCanvas(width: width, height: height)
    for region in regions { region.shape.draw(on: &canvas) }
    return canvas.mask
  }
}

extension Annotation.Shape {
  fileprivate var isBox: Bool {
    switch self {
    case .box, .sharesBox: true
    default: false
    }
  }

  /// The size of the photograph, where the shape states it.
  fileprivate var statedSize: SIMD2<Int>? {
    if case .runs(_, let width, let height) = self { return SIMD2(width, height) }
    return nil
  }

  fileprivate func draw(on canvas: inout PolygonCanvas) {
    let extent = SIMD2(Double(canvas.mask.width), Double(canvas.mask.height))
    switch self {
    case .polygon(let points): canvas.fill(points)
    case .sharesPolygon(let points): canvas.fillWithOutline(points.map { $0 * extent })
    case .box(let a, let b): canvas.fill(Self.corners(a, b))
    case .sharesBox(let a, let b): canvas.fill(Self.corners(a * extent, b * extent))
    case .circle(let centre, let radius): canvas.fillDisc(centre, radius: radius)
    case .line(let points): canvas.draw(points, isClosed: false)
    case .runs(let counts, _, let height): canvas.set(runs: counts, height: height)
    case .patch(let mask, let x, let y): canvas.set(mask, x: x, y: y)
    }
  }

  private static func corners(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> [SIMD2<Double>] {
    [a, SIMD2(b.x, a.y), b, SIMD2(a.x, b.y)]
  }
}
