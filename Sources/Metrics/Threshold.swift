import Foundation

/// Thresholds from the scores of good images alone.
public enum Threshold {
  /// The score from which (≥) an image, or a pixel, counts as anomalous, so that about `rate` of good ones do.
  ///
  /// With n scores and k = ⌊n · rate⌋ ≥ 1 it lies midway between the k-th largest score and the next smaller distinct
  /// one; where ties at the k-th would flag more than k, midway between the tie and the next larger distinct score. With
  /// k = 0, too few scores to see the tail, the tail is extrapolated: the m = max(2, ⌈n/4⌉) largest scores (at most
  /// n − 1) exceed the next one, u, by exponential amounts of mean e, so the threshold is u + e · ln(m / (n · rate)).
  /// In this case it always lies above every score.
  ///
  /// Source of the tail: Pickands, "Statistical inference using extreme order statistics", Ann. Statist. 1975, with
  /// shape 0.
  ///
  /// Where there are `fittedScores`, those with k = 0 are not left alone: fitted scores, lifted so that their median is
  /// not below that of the others (a model finds what it was fitted on a little too good), are put beside them.
  ///
  /// - Parameters:
  ///   - rate: The false-positive rate aimed at, in (0, 1).
  ///   - normalScores: Scores of good images that the model was not fitted on.
  ///   - fittedScores: Scores of good images that it was fitted on, each judged as far as possible without itself; asked for
  ///     where they are needed.
  /// - Throws: `MetricsError.noScores`, `.notFinite`.
  public static func at(
    falsePositiveRate rate: Double, normalScores: [Double], fittedScores: @autoclosure () throws -> [Double] = []
  ) throws -> Double {
    precondition(rate > 0 && rate < 1, "a false-positive rate lies between 0 and 1")
    guard !normalScores.isEmpty else { throw MetricsError.noScores(what: "scores of good images") }
    try check(normalScores)
    var scores = normalScores
    if Double(scores.count) * rate < 1 {
      let fitted = try fittedScores()
      try check(fitted)
      scores += lifted(fitted, beside: normalScores)
    }
    scores.sort(by: >)
    let flagged = Int((Double(scores.count) * rate).rounded(.down))
    return flagged >= 1 ? empirical(scores, flagging: flagged) : extrapolated(scores, rate: rate)
  }

  /// Of a Weibull distribution above the median: 1 is exponential, 2 nearly normal.
  private static let tailShape = 1.25

  private static func lifted(_ fitted: [Double], beside scores: [Double]) -> [Double] {
    let lift = fitted.isEmpty ? 0 : max(0, median(scores) - median(fitted))
    return fitted.map { $0 + lift }
  }

  /// The threshold where the upper half of the scores falls off as exp(−x^1.25), a little faster than exponentially:
  /// q₅₀ + (q₉₀ − q₅₀) · (ln(½ / rate) / ln 5)^0.8, with quantiles q.
  ///
  /// A tenth of the scores may be as high as they like: a few odd ones among good images do not move it.
  /// - Parameters:
  ///   - rate: The false-positive rate aimed at, in (0, 0.1].
  ///   - normalScores: Scores of good images that the model was not fitted on.
  ///   - fittedScores: Scores of good images that it was fitted on, put beside them as ``at(falsePositiveRate:normalScores:fittedScores:)``
  ///     does.
  /// - Throws: `MetricsError.noScores`, `.notFinite`.
  public static func ofUsualTail(
    falsePositiveRate rate: Double, normalScores: [Double], fittedScores: [Double] = []
  ) throws -> Double {
    precondition(rate > 0 && rate <= 0.1, "a tenth of the scores says nothing of higher rates")
    guard !normalScores.isEmpty else { throw MetricsError.noScores(what: "scores of good images") }
    try check(normalScores)
    try check(fittedScores)
    let sorted = (normalScores + lifted(fittedScores, beside: normalScores)).sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let (low, high) = (sorted[Int(place)], sorted[min(Int(place) + 1, sorted.count - 1)])
      return low + (high - low) * (place - place.rounded(.down))
    }
    let (middle, high) = (quantile(0.5), quantile(0.9))
    return middle + (high - middle) * pow(log(0.5 / rate) / log(5), 1 / tailShape)
  }

  private static func check(_ scores: [Double]) throws {
    guard let bad = scores.firstIndex(where: { !$0.isFinite }) else { return }
    throw MetricsError.notFinite(place: "Score \(bad) of the good images")
  }

  private static func median(_ scores: [Double]) -> Double {
    let sorted = scores.sorted()
    return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
  }

  static func empirical(_ descending: [Double], flagging count: Int) -> Double {
    let inside = descending[count - 1]
    let outside = descending[count]
    if outside < inside { return between(outside, inside) }
    guard let above = descending.last(where: { $0 > inside }) else { return inside.nextUp }
    return between(inside, above)
  }

  static func extrapolated(_ descending: [Double], rate: Double) -> Double {
    let n = descending.count
    guard n > 1 else { return descending[0].nextUp }
    let m = min(n - 1, max(2, (n + 3) / 4))
    let base = descending[m]
    let excess = descending[..<m].reduce(0) { $0 + ($1 - base) } / Double(m)
    return max(base + excess * log(Double(m) / (Double(n) * rate)), descending[0].nextUp)
  }

  /// A number above `low` and at most `high`, in the middle.
  static func between(_ low: Double, _ high: Double) -> Double { max(low.nextUp, low + (high - low) / 2) }
}
