import Datasets
import Imaging
import Physics
import Randomness

/// Masks of real defects, by their type, to be placed on other photographs of the product.
public struct RealMasks: Sendable {
  /// The masks of each type, at the size of the samples.
  let byType: [String: [Mask]]
  /// The types in order.
  public let types: [String]
  /// Least share of a mask that lies on the product; fewer is tried elsewhere.
  private static let leastShare = 0.9
  private static let attempts = 16

  /// Masks of one size each; empty ones are left out.
  public init(_ byType: [String: [Mask]]) {
    self.byType = byType.mapValues { $0.filter { $0.area > 0 } }.filter { !$0.value.isEmpty }
    types = self.byType.keys.sorted()
  }

  /// The masks of real defects, resized to squares of `side` px; a mask shrunk to nothing keeps the pixels it touches.
  /// - Throws: `ImagingError`, `DatasetError`.
  public init(_ items: [DatasetItem], side: Int) throws {
    let read = try concurrentMap(items.filter { !$0.masks.isEmpty }) { item -> (String, Mask)? in
      guard let type = item.defectType, let mask = try item.readMask() else { return nil }
      let nearest = mask.resized(width: side, height: side, rule: .nearest)
      return (type, nearest.area > 0 ? nearest : mask.resized(width: side, height: side, rule: .anyCovered))
    }
    self.init(Dictionary(grouping: read.compactMap(\.self), by: \.0).mapValues { $0.map(\.1) })
  }

  /// One of a type's masks on a product: turned by quarters and mirrored about the picture's centre, in half of the
  /// attempts also moved, so that at least nine tenths of it lie on the product.
  /// - Returns: nil where no attempt found such a place.
  func place(_ type: String, on product: Mask, using stream: inout RandomStream) -> Mask? {
    guard let masks = byType[type] else { preconditionFailure("\(type) is no type of these masks") }
    for _ in 0..<Self.attempts {
      let mask = stream.pick(masks)
      let isMoved = stream.bernoulli(0.5)
      let view = Placement(
        quarters: stream.integer(0...3), isMirrored: stream.bernoulli(0.5),
        dx: isMoved ? stream.integer(-mask.width / 2...mask.width / 2) : 0,
        dy: isMoved ? stream.integer(-mask.height / 2...mask.height / 2) : 0)
      let placed = view(mask, width: product.width, height: product.height)
      if Double(placed.intersection(product).area) >= Self.leastShare * Double(mask.area) { return placed }
    }
    return nil
  }

  /// A turn, a mirror image and a shift, px.
  private struct Placement {
    let quarters: Int
    let isMirrored: Bool
    let dx: Int
    let dy: Int

    func callAsFunction(_ mask: Mask, width: Int, height: Int) -> Mask {
      var placed = Mask(width: width, height: height)
      for y in 0..<mask.height {
        for x in 0..<mask.width where mask[y, x] {
          var (u, v) = (isMirrored ? mask.width - 1 - x : x, y)
          // Turns need squares; others keep their orientation.
          if mask.width == mask.height { for _ in 0..<quarters { (u, v) = (mask.height - 1 - v, u) } }
          (u, v) = (u + dx, v + dy)
          if u >= 0, v >= 0, u < width, v < height { placed[v, u] = true }
        }
      }
      return placed
    }
  }
}

/// A baseline that fills masks of real defects: the comparison of few-shot generators, where everybody has the same masks
/// and only what is inside of them differs.
public struct MaskedGenerator: SampleGenerator {
  /// What the masks are filled with.
  public enum Filling: String, Sendable, CaseIterable {
    /// Another part of the picture, changed in colour (CutPaste).
    case cutPaste = "cut-paste"
    /// A foreign texture (DRAEM).
    case perlinTexture = "perlin-texture"
  }

  /// Stable name, stored beside the samples.
  public var name: String { "masked-\(filling.rawValue)" }
  /// The defect types, which take turns.
  public var families: [String] { masks.types }
  private let filling: Filling
  private let masks: RealMasks

  /// A generator on at least one mask.
  public init(_ filling: Filling, masks: RealMasks) {
    precondition(!masks.types.isEmpty, "at least one mask")
    (self.filling, self.masks) = (filling, masks)
  }

  /// One sample of a type; nil where the mask found no place or the change cannot be seen.
  public func generate(
    family: String, on surface: Surface, insistence: Double, using stream: inout RandomStream
  ) throws -> GeneratedDefect? {
    guard let mask = masks.place(family, on: surface.foreground, using: &stream) else { return nil }
    let (picture, opacity) =
      switch filling {
      case .cutPaste: (CutPaste.shifted(surface.image, using: &stream), 1.0)
      case .perlinTexture:
        (PerlinTexture.fractalTexture(like: surface.image, using: &stream), 1 - stream.uniform(0...0.8))
      }
    let blended = Blend.mix(
      surface, mask: mask.values.map(Float.init), with: picture, opacity: Float(opacity))
    return blended.map { GeneratedDefect(rendering: $0, parameters: ["opacity": opacity]) }
  }
}
