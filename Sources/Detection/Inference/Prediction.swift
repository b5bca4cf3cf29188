import Imaging

/// What a detector says about one image.
public struct Prediction: Sendable {
  /// 0…1; from 0.5 the image counts as anomalous.
  public let score: Double
  /// How many of a hundred good images score lower, 0…100: of the good ones that the threshold comes from.
  public let percentile: Double
  /// 0…1 a pixel, of the image's size; from 0.5 the pixel counts as defective.
  public let map: Plane

  /// Whether the image counts as anomalous.
  public var isAnomalous: Bool { score >= 0.5 }

  /// The defective pixels; none in an image that counts as good.
  public var mask: Mask {
    guard isAnomalous else { return Mask(width: map.width, height: map.height) }
    return Mask(width: map.width, height: map.height, values: map.values.map { $0 >= 0.5 ? 1 : 0 })
  }
}

/// One connected region of a predicted mask.
public struct Region: Codable, Sendable, Equatable {
  /// Left edge, px.
  public let x: Int
  /// Upper edge, px.
  public let y: Int
  /// Width of the box, px.
  public let width: Int
  /// Height of the box, px.
  public let height: Int
  /// Pixels of the region.
  public let area: Int
  /// The greatest map value in the region, 0.5…1.
  public let score: Double
}

extension Prediction {
  /// The mask's regions (8-neighbour), the highest score first.
  public func regions() -> [Region] {
    let components = mask.connectedComponents(.eight)
    var peaks = [Float](repeating: 0, count: components.components.count + 1)
    for (label, value) in zip(components.labels, map.values) { peaks[Int(label)] = max(peaks[Int(label)], value) }
    return components.components.enumerated().map { index, component in
      Region(
        x: component.box.x, y: component.box.y, width: component.box.width, height: component.box.height,
        area: component.area, score: Double(peaks[index + 1]))
    }.sorted { ($0.score, $0.area) > ($1.score, $1.area) }
  }
}
