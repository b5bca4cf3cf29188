/// How well heat maps find the pixels of defects, over all pixels of a test set (or of one defect type).
///
/// With one class only everything is undefined, that is `nil`, and absent from the JSON.
public struct PixelMetrics: Codable, Sendable, Equatable {
  /// Area under the pixels' ROC curve.
  public var auroc: Double?
  /// Average precision of the pixels.
  public var averagePrecision: Double?
  /// The largest F1 of the pixels over all thresholds.
  public var f1Max: Double?
  /// Area under the per-region overlap curve up to a false-positive rate (0.3 unless told), divided by that rate.
  /// Regions are the 8-connected components of each mask.
  public var aupro: Double?
  /// Intersection over union of the defect class at the stated threshold, background left out; `nil` without threshold.
  public var meanIoU: Double?
  /// Share of the defect pixels found at the stated threshold (the recall); `nil` without threshold.
  public var accuracy: Double?
  /// The highest threshold (value ≥ threshold is a defect) that reaches `f1Max`; not part of the JSON.
  public var f1Threshold: Double?

  enum CodingKeys: String, CodingKey {
    case auroc, aupro, accuracy
    case averagePrecision = "ap"
    case f1Max = "f1_max"
    case meanIoU = "miou"
  }

  /// Measures that are given.
  public init(
    auroc: Double? = nil, averagePrecision: Double? = nil, f1Max: Double? = nil, aupro: Double? = nil,
    meanIoU: Double? = nil, accuracy: Double? = nil, f1Threshold: Double? = nil
  ) {
    self.auroc = auroc
    self.averagePrecision = averagePrecision
    self.f1Max = f1Max
    self.aupro = aupro
    self.meanIoU = meanIoU
    self.accuracy = accuracy
    self.f1Threshold = f1Threshold
  }

  init(ranking: RankingSweep, overlap: RegionOverlapSweep, detection: DetectionCounts?) {
    self.init(
      auroc: ranking.auroc, averagePrecision: ranking.averagePrecision, f1Max: ranking.f1Max?.value,
      aupro: overlap.aupro, meanIoU: detection?.intersectionOverUnion, accuracy: detection?.recall,
      f1Threshold: ranking.f1Max?.threshold)
  }
}

/// Pixels found, missed and wrongly marked at one threshold; weighted in bootstrap replicates.
struct DetectionCounts: Sendable, Equatable {
  var truePositives = 0.0
  var falsePositives = 0.0
  var falseNegatives = 0.0

  var intersectionOverUnion: Double? {
    guard truePositives + falseNegatives > 0 else { return nil }
    return truePositives / (truePositives + falsePositives + falseNegatives)
  }

  var recall: Double? {
    guard truePositives + falseNegatives > 0 else { return nil }
    return truePositives / (truePositives + falseNegatives)
  }

  mutating func add(_ other: DetectionCounts, weight: Double = 1) {
    truePositives += weight * other.truePositives
    falsePositives += weight * other.falsePositives
    falseNegatives += weight * other.falseNegatives
  }
}

/// The curves of all pixels.
public struct PixelCurveSet: Codable, Sendable, Equatable {
  /// x false-positive rate, y true-positive rate.
  public var roc: Curve
  /// x recall, y precision.
  public var precisionRecall: Curve
  /// x false-positive rate up to the limit, y mean per-region overlap.
  public var regionOverlap: Curve

  enum CodingKeys: String, CodingKey {
    case roc
    case precisionRecall = "pr"
    case regionOverlap = "pro"
  }
}
