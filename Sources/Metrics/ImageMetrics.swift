/// How well one score a photograph parts anomalous from good ones.
///
/// With one class only everything is undefined, that is `nil`, and absent from the JSON.
public struct ImageMetrics: Codable, Sendable, Equatable {
  /// Area under the ROC curve: the share of (anomalous, good) pairs in the right order, ties counting ½.
  public var auroc: Double?
  /// Average precision, Σ (Rₙ − Rₙ₋₁) Pₙ over distinct scores (no interpolation).
  public var averagePrecision: Double?
  /// The largest F1 = 2 TP / (2 TP + FP + FN) over all thresholds.
  public var f1Max: Double?
  /// The highest threshold (score ≥ threshold is anomalous) that reaches `f1Max`; not part of the JSON.
  public var f1Threshold: Double?

  enum CodingKeys: String, CodingKey {
    case auroc
    case averagePrecision = "ap"
    case f1Max = "f1_max"
  }

  /// The measures of scores (higher is more anomalous) and labels (`true` is anomalous).
  ///
  /// - Throws: `MetricsError.notFinite` when a score is NaN or infinite.
  public init(scores: [Double], labels: [Bool]) throws {
    self.init(try Ranking(scores: scores, labels: labels).sweep())
  }

  init(_ sweep: RankingSweep) {
    auroc = sweep.auroc
    averagePrecision = sweep.averagePrecision
    f1Max = sweep.f1Max?.value
    f1Threshold = sweep.f1Max?.threshold
  }

  /// Measures that are given.
  public init(auroc: Double?, averagePrecision: Double?, f1Max: Double?, f1Threshold: Double? = nil) {
    (self.auroc, self.averagePrecision, self.f1Max, self.f1Threshold) = (auroc, averagePrecision, f1Max, f1Threshold)
  }
}

/// ROC and precision–recall curves of a ranking.
public struct RankingCurveSet: Codable, Sendable, Equatable {
  /// x false-positive rate, y true-positive rate.
  public var roc: Curve
  /// x recall, y precision.
  public var precisionRecall: Curve

  enum CodingKeys: String, CodingKey {
    case roc
    case precisionRecall = "pr"
  }
}

extension ImageMetrics {
  /// The curves behind the measures; `nil` with one class only.
  ///
  /// - Throws: `MetricsError.notFinite`.
  public static func curves(scores: [Double], labels: [Bool]) throws -> RankingCurveSet? {
    try Ranking(scores: scores, labels: labels).sweep(withCurves: true).curveSet
  }
}

extension RankingSweep {
  var curveSet: RankingCurveSet? {
    guard var curves else { return nil }
    curves.roc.add(1, 1)
    return RankingCurveSet(roc: curves.roc.finish(), precisionRecall: curves.precisionRecall.finish())
  }
}

/// Scores in descending order with their labels; sorted once, swept with any weights.
struct Ranking: Sendable {
  let scores: [Double]
  let labels: [Bool]
  /// Where each rank stood in the caller's arrays.
  let order: [Int]

  init(scores: [Double], labels: [Bool]) throws {
    precondition(scores.count == labels.count, "one label a score")
    if let bad = scores.firstIndex(where: { !$0.isFinite }) { throw MetricsError.notFinite(place: "Score \(bad)") }
    order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
    self.scores = order.map { scores[$0] }
    self.labels = order.map { labels[$0] }
  }

  /// - Parameter weights: How often each of the caller's elements counts; once when `nil`.
  func sweep(weights: [Double]? = nil, withCurves: Bool = false) -> RankingSweep {
    let weight = { (rank: Int) in weights?[order[rank]] ?? 1 }
    var totals = (positives: 0.0, negatives: 0.0)
    for rank in scores.indices {
      if labels[rank] { totals.positives += weight(rank) } else { totals.negatives += weight(rank) }
    }
    var sweep = RankingSweep(positives: totals.positives, negatives: totals.negatives, withCurves: withCurves)
    var rank = 0
    while rank < scores.count {
      let score = scores[rank]
      var tied = (positives: 0.0, negatives: 0.0)
      while rank < scores.count, scores[rank] == score {
        if labels[rank] { tied.positives += weight(rank) } else { tied.negatives += weight(rank) }
        rank += 1
      }
      sweep.visit(
        score: score, negativesAbove: 0, tiedNegatives: tied.negatives, tiedPositives: tied.positives)
    }
    return sweep
  }
}
