import Foundation

/// Finds the product in photographs of one product, learned from a set of good ones.
///
/// A picture is taken for a mixture of two things, product and background, that differ in which
/// kinds of pixels they consist of and in where they lie. What the borders of the photographs are
/// made of, and how much of it there is in whole photographs, gives the first guess; expectation
/// and maximisation over the set refine it, smoothed within the edges of each photograph. Nothing
/// of it needs a border of one colour, or products that all lie alike. The whole is decided at no
/// more than 256 px. A set whose photographs have no such two parts shows a texture: all of it is
/// product.
public struct ProductFinder: Codable, Sendable, Equatable {
  /// Whether the photographs show an object before a background, rather than a surface that fills
  /// the picture.
  public let showsObject: Bool
  /// The kinds of pixels; nil where there is nothing to tell apart.
  let model: ProductModel?

  /// The most photographs that are learned from; of more, evenly spaced ones are taken.
  public static let mostPhotographs = 64

  /// The longer side at which photographs are looked at, px; larger ones may be shrunk to it
  /// before.
  package static let workingSide = ProductModel.workingSide

  /// Learns from good photographs of one product, of any sizes. Deterministic; the same on any
  /// number of threads.
  /// - Parameter photographs: in any number; none make a finder for which everything is product.
  public init(photographs: [Image]) {
    let count = min(photographs.count, Self.mostPhotographs)
    let chosen = (0..<count).map { photographs[$0 * photographs.count / count] }
    guard !chosen.isEmpty, chosen.allSatisfy({ min($0.width, $0.height) >= 16 }) else {
      (showsObject, model) = (false, nil)
      return
    }
    let learned = ProductModel(learnedFrom: chosen)
    showsObject = learned.showsObject(in: chosen)
    model = showsObject ? learned : nil
  }

  /// Reads a finder.
  /// - Throws: `DecodingError`, also where the parts of its model do not belong together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    showsObject = try container.decode(Bool.self, forKey: .showsObject)
    model = try container.decodeIfPresent(ProductModel.self, forKey: .model)
    guard model?.isWhole ?? true else {
      throw DecodingError.dataCorruptedError(
        forKey: .model, in: container, debugDescription: "its parts do not belong together")
    }
  }

  /// The product's silhouette, holes filled; everything where the set shows no object, or where
  /// none is found.
  public func product(in image: Image) -> Mask {
    let everything = Mask(width: image.width, height: image.height, filledWith: true)
    guard let model, min(image.width, image.height) >= 16 else { return everything }
    let found = model.silhouette(in: image)
    guard found.area > 0 else { return everything }
    if (found.width, found.height) == (image.width, image.height) { return found }
    // Scaled up as a distance, so that the outline stays smooth.
    let outline = found.signedDistance().resized(width: image.width, height: image.height)
    return Mask(width: image.width, height: image.height, values: outline.values.map { $0 < 0 ? 1 : 0 })
  }

  /// How much an alarm at each pixel counts: 1 on the product, near it and where products of the
  /// set often are (a part may be missing), less and less away from there, never 0.
  /// - Parameters:
  ///   - margin: how far from there the weight stays 1, and over how far it then falls; a share of
  ///     the longer side.
  ///   - floor: the weight far away, in (0, 1].
  public func weight(in image: Image, margin: Double = 0.03, floor: Float = 0.35) -> Plane {
    precondition(margin > 0 && floor > 0 && floor <= 1, "a margin above 0, a floor in (0, 1]")
    guard let model else { return Plane(width: image.width, height: image.height, filledWith: 1) }
    let here = product(in: image)
    var weight = here.union(model.usualPlaces(image.width, image.height)).signedDistance()
    let reach = Float(margin) * Float(max(image.width, image.height))
    for i in weight.values.indices {
      let away = min(1, max(0, weight.values[i] / reach - 1))
      weight.values[i] = 1 - (1 - floor) * away
    }
    return weight
  }
}

extension Image {
  /// The image with a longer side of at most `side` px.
  package func shrunk(to side: Int) -> Image {
    let scale = min(1, Double(side) / Double(max(width, height)))
    return resized(
      width: max(1, Int((Double(width) * scale).rounded())), height: max(1, Int((Double(height) * scale).rounded())))
  }
}
