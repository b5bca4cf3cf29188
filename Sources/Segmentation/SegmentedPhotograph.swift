import Imaging

/// What a segmenter says about one photograph.
public struct SegmentedPhotograph: Sendable {
  /// The probability that a pixel is part of any defect, of the photograph's size.
  public let map: Plane
  /// The kind of defect of each pixel, from 1 in the order of ``classes``; 0 where background is more probable than all
  /// kinds together.
  public let labels: [UInt8]
  /// The kinds of defect.
  public let classes: [String]

  /// - Parameter probabilities: of each class at each pixel, background first.
  public init(probabilities: [Plane], classes: [String]) {
    precondition(probabilities.count == classes.count + 1, "a plane for background and each class")
    let background = probabilities[0]
    let map = Plane(
      width: background.width, height: background.height, values: background.values.map { min(1, max(0, 1 - $0)) })
    labels = map.values.indices.map { pixel in
      guard map.values[pixel] >= Segmenter.threshold else { return 0 }
      let best = (1...classes.count).max { probabilities[$0].values[pixel] < probabilities[$1].values[pixel] }
      return UInt8(best ?? 1)
    }
    (self.map, self.classes) = (map, classes)
  }

  /// The greatest probability of a defect, 0…1.
  public var score: Double { Double(map.values.max() ?? 0) }

  /// Whether there is a pixel that is at least as probably defect as background.
  public var isAnomalous: Bool { labels.contains { $0 > 0 } }

  /// The defective pixels.
  public var mask: Mask { Mask(width: map.width, height: map.height, values: labels) }

  /// One connected region of one kind of defect.
  public struct Region: Sendable, Equatable {
    /// Its box, px.
    public let box: PixelBox
    /// Its pixels.
    public let area: Int
    /// The greatest probability of a defect in it, 0.5…1.
    public let score: Double
    /// The kind of defect.
    public let type: String
  }

  /// The regions of each kind (8-neighbour), the highest score first.
  public func regions() -> [Region] {
    let found = classes.enumerated().flatMap { index, type -> [Region] in
      let own = Mask(width: map.width, height: map.height, values: labels.map { Int($0) == index + 1 ? 1 : 0 })
      guard own.area > 0 else { return [] }
      let components = own.connectedComponents(.eight)
      var peaks = [Float](repeating: 0, count: components.components.count + 1)
      for (label, value) in zip(components.labels, map.values) { peaks[Int(label)] = max(peaks[Int(label)], value) }
      return components.components.enumerated().map { position, component in
        Region(box: component.box, area: component.area, score: Double(peaks[position + 1]), type: type)
      }
    }
    return found.sorted { ($0.score, $0.area) > ($1.score, $1.area) }
  }
}

extension Segmenter {
  /// From which probability of a defect on a pixel counts as one.
  public static let threshold: Float = 0.5

  /// Whether it tells kinds of defects apart.
  public var tellsTypes: Bool { configuration.classes != [SegmenterConfiguration.anyDefect] }

  /// What this segmenter says about images, each at its own size; a caller with many hands them over in batches of about 8.
  public func segment(_ images: [Image]) -> [SegmentedPhotograph] {
    let probabilities = probabilities(images)
    return concurrentMap(probabilities) {
      SegmentedPhotograph(probabilities: $0, classes: configuration.classes)
    }
  }
}
