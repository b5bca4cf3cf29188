import Datasets
import Foundation
import Imaging
import Metrics

/// How well a segmenter finds real defects, in the measures of the SARD group: intersection over union without background,
/// and pixel accuracy, which is the share of defect pixels found.
public struct SegmentationScores: Codable, Sendable, Equatable {
  /// The two measures; absent where there are no defect pixels.
  public struct Pair: Codable, Sendable, Equatable {
    /// Intersection over union of defects, background left out.
    public var miou: Double?
    /// Share of the defect pixels found.
    public var accuracy: Double?

    init(miou: Double?, accuracy: Double?) { (self.miou, self.accuracy) = (miou, accuracy) }

    /// Means over those where a measure is known, summed in the order of their names, as sums depend on it.
    init(meanOf named: [String: Pair]) {
      let pairs = named.sorted { $0.key < $1.key }.map(\.value)
      func mean(_ values: [Double?]) -> Double? {
        let known = values.compactMap { $0 }
        return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
      }
      self.init(miou: mean(pairs.map(\.miou)), accuracy: mean(pairs.map(\.accuracy)))
    }
  }

  /// All defects pooled, against all photographs.
  public var binary: Pair
  /// The mean over the types of defects.
  public var meanOverTypes: Pair
  /// Each type against all good photographs.
  public var types: [String: Pair]
  /// Of a segmenter that tells kinds of defects apart, each of its classes: a pixel must be called by its right name.
  /// Absent of others.
  public var classes: [String: Pair]?
  /// The mean over the classes: the mean intersection over union without background.
  public var meanOverClasses: Pair?
  /// Photographs measured.
  public var images: Int

  enum CodingKeys: String, CodingKey {
    case binary, types, classes, images
    case meanOverTypes = "mean_over_types"
    case meanOverClasses = "mean_over_classes"
  }

  init(_ evaluation: PixelEvaluation, classes: [String: Pair]?, images: Int) {
    binary = Pair(miou: evaluation.pooled.meanIoU, accuracy: evaluation.pooled.accuracy)
    types = evaluation.perType.mapValues { Pair(miou: $0.meanIoU, accuracy: $0.accuracy) }
    meanOverTypes = Pair(meanOf: types)
    (self.classes, meanOverClasses) = (classes, classes.map(Pair.init(meanOf:)))
    self.images = images
  }
}

extension Segmenter {
  /// Measures this segmenter on photographs with known masks, each at its own size. A pixel counts as defect where that is
  /// at least as probable as background. Photographs whose mask is not known are left out.
  /// - Parameter progress: called with the photographs done and their number.
  /// - Throws: `SegmentationError.interrupted`; what reading photographs and masks throws; `MetricsError`.
  public func evaluate(
    on items: [DatasetItem], progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
  ) throws -> SegmentationScores {
    let pixels = PixelMetricsAccumulator(threshold: Self.threshold)
    var classes = tellsTypes ? configuration.classes.map { _ in ClassCounts() } : []
    let known = items.filter { $0.label == .good || !$0.masks.isEmpty }
    for start in stride(from: 0, to: known.count, by: 8) {
      if isCancelled() { throw SegmentationError.interrupted(checkpoint: nil) }
      let batch = Array(known[start..<min(known.count, start + 8)])
      let photographs = segment(try concurrentMap(batch) { try $0.readImage() })
      for (item, photograph) in zip(batch, photographs) {
        guard let mask = try item.readMask() else { continue }
        let type = item.label == .anomalous ? item.defectType : nil
        try pixels.add(map: photograph.map, mask: mask, type: type)
        for index in classes.indices {
          classes[index].add(
            photograph.labels, label: UInt8(index + 1), mask: type == configuration.classes[index] ? mask : nil)
        }
      }
      progress(start + batch.count, known.count)
    }
    let named = Dictionary(uniqueKeysWithValues: zip(configuration.classes, classes.map(\.pair)))
    return SegmentationScores(try pixels.finish(), classes: tellsTypes ? named : nil, images: known.count)
  }
}
