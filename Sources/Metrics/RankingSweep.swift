/// Walks a ranking from the highest score down and gathers AUROC, average precision and F1-max, exact under ties.
///
/// Only scores that some positive has need a visit: between two of them precision, F1 and the shape of both curves
/// change through negatives alone. Counts are `Double` so that bootstrap weights fit too; they are exact below 2⁵³.
struct RankingSweep {
  let positives: Double
  let negatives: Double
  private(set) var truePositives = 0.0
  private(set) var falsePositives = 0.0
  private var area = 0.0
  private var precisionSum = 0.0
  private var bestF1 = 0.0
  private var bestThreshold: Double?
  var curves: RankingCurves?

  init(positives: Double, negatives: Double, withCurves: Bool = false) {
    (self.positives, self.negatives) = (positives, negatives)
    if withCurves, positives > 0, negatives > 0 { curves = RankingCurves() }
  }

  /// Visits one distinct score.
  ///
  /// - Parameters:
  ///   - score: The score.
  ///   - negativesAbove: Negatives with scores strictly between this one and the last one visited.
  ///   - tiedNegatives: Negatives with exactly this score.
  ///   - tiedPositives: Positives with exactly this score.
  mutating func visit(score: Double, negativesAbove: Double, tiedNegatives: Double, tiedPositives: Double) {
    area += negativesAbove * truePositives + tiedNegatives * (truePositives + tiedPositives / 2)
    falsePositives += negativesAbove
    curves?.roc.add(falsePositives / negatives, truePositives / positives)
    falsePositives += tiedNegatives
    truePositives += tiedPositives
    guard tiedPositives > 0 else { return }
    let precision = truePositives / (truePositives + falsePositives)
    precisionSum += tiedPositives * precision
    let f1 = 2 * truePositives / (truePositives + falsePositives + positives)
    if f1 > bestF1 { (bestF1, bestThreshold) = (f1, score) }
    curves?.roc.add(falsePositives / negatives, truePositives / positives)
    curves?.precisionRecall.add(truePositives / positives, precision)
  }

  /// Area under the ROC curve; `nil` with one class only.
  var auroc: Double? {
    guard positives > 0, negatives > 0 else { return nil }
    return min(1, (area + (negatives - falsePositives) * truePositives) / (positives * negatives))
  }

  /// Σ (Rₙ − Rₙ₋₁) Pₙ; `nil` with one class only.
  var averagePrecision: Double? { positives > 0 && negatives > 0 ? min(1, precisionSum / positives) : nil }

  /// The largest F1 over all thresholds, and the highest score at which it is reached; `nil` with one class only.
  var f1Max: (value: Double, threshold: Double)? {
    guard positives > 0, negatives > 0, let bestThreshold else { return nil }
    return (bestF1, bestThreshold)
  }
}

/// Walks the per-region overlap curve and integrates it up to a false-positive rate.
///
/// Source: Bergmann et al., "The MVTec Anomaly Detection Dataset", IJCV 2021, section 5.1.
struct RegionOverlapSweep {
  let regions: Double
  let negatives: Double
  /// The false-positive rate at which integration ends.
  let limit: Double
  private var falsePositives = 0.0
  private var overlap = 0.0
  private var area = 0.0
  var curve: CurveBuilder?

  init(regions: Double, negatives: Double, limit: Double, withCurve: Bool = false) {
    (self.regions, self.negatives, self.limit) = (regions, negatives, limit)
    if withCurve, regions > 0, negatives > 0 { curve = CurveBuilder(scale: (1 / limit, 1)) }
  }

  /// Visits one distinct score; `overlap` is the sum over pixels of 1 / (size of the pixel's region).
  mutating func visit(negativesAbove: Double, tiedNegatives: Double, tiedOverlap: Double) {
    advance(by: negativesAbove, rise: 0)
    advance(by: tiedNegatives, rise: tiedOverlap)
  }

  private mutating func advance(by width: Double, rise: Double) {
    let end = limit * negatives
    let start = falsePositives
    if width > 0, start < end {
      let inside = min(width, end - start)
      area += inside * (overlap + rise * inside / width / 2)
      if inside < width { curve?.add(limit, (overlap + rise * inside / width) / regions) }
    }
    falsePositives += width
    overlap += rise
    if falsePositives <= end { curve?.add(falsePositives / negatives, overlap / regions) }
  }

  /// The area under the curve up to the limit, over the limit: in [0, 1]; `nil` without regions or negatives.
  var aupro: Double? {
    guard regions > 0, negatives > 0 else { return nil }
    let end = limit * negatives
    let rest = max(0, end - falsePositives) * overlap
    return min(1, (area + rest) / (end * regions))
  }

  /// The finished curve.
  var finishedCurve: Curve? {
    guard var curve else { return nil }
    if falsePositives < limit * negatives { curve.add(limit, overlap / regions) }
    return curve.finish()
  }
}
