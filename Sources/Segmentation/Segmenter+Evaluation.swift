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
  }

  /// All defects pooled, against all photographs.
  public var binary: Pair
  /// The mean over the types of defects.
  public var meanOverTypes: Pair
  /// Each type against all good photographs.
  public var types: [String: Pair]
  /// Photographs measured.
  public var images: Int

  enum CodingKeys: String, CodingKey {
    case binary, types, images
    case meanOverTypes = "mean_over_types"
  }

  init(_ evaluation: PixelEvaluation, images: Int) {
    func mean(_ values: [Double?]) -> Double? {
      let known = values.compactMap { $0 }
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
    binary = Pair(miou: evaluation.pooled.meanIoU, accuracy: evaluation.pooled.accuracy)
    types = evaluation.perType.mapValues { Pair(miou: $0.meanIoU, accuracy: $0.accuracy) }
    meanOverTypes = Pair(
      miou: mean(types.values.map(\.miou)), accuracy: mean(types.values.map(\.accuracy)))
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
    let pixels = PixelMetricsAccumulator(threshold: 0.5)
    let known = items.filter { $0.label == .good || !$0.masks.isEmpty }
    for start in stride(from: 0, to: known.count, by: 8) {
      if isCancelled() { throw SegmentationError.interrupted(checkpoint: nil) }
      let batch = Array(known[start..<min(known.count, start + 8)])
      let maps = defectMaps(try concurrentMap(batch) { try Image.read($0.image) })
      for (item, map) in zip(batch, maps) {
        guard let mask = try item.readMask() else { continue }
        try pixels.add(map: map, mask: mask, type: item.label == .anomalous ? item.defectType : nil)
      }
      progress(start + batch.count, known.count)
    }
    return SegmentationScores(try pixels.finish(), images: known.count)
  }
}
