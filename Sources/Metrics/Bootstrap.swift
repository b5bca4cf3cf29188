import Foundation
import Imaging
import Randomness

/// Percentile bootstrap intervals over the images of a test set.
///
/// Good and anomalous images are drawn apart, each with replacement and as many as there are, so every replicate has
/// both classes. Image measures are computed exactly in each replicate. Pixel measures are computed from per-image
/// histograms of at most about 1,024 common bins, and a replicate's *difference* from the whole set's histogram is added
/// to the exact value, so that the binning cancels to first order.
///
/// Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
public struct Bootstrap: Sendable {
  /// Number of replicates.
  public var replicates: Int
  /// Coverage of the interval, in (0, 1).
  public var confidence: Double
  /// The run's seed.
  public var seed: UInt64

  /// Settings of a bootstrap.
  public init(replicates: Int = 1000, confidence: Double = 0.95, seed: UInt64) {
    precondition(replicates > 1 && confidence > 0 && confidence < 1, "at least two replicates, confidence in (0, 1)")
    (self.replicates, self.confidence, self.seed) = (replicates, confidence, seed)
  }

  /// Intervals of `auroc`, `ap` and `f1_max`; none where a class has fewer than two images.
  ///
  /// - Throws: `MetricsError.notFinite`.
  public func intervals(scores: [Double], labels: [Bool]) throws -> [String: Interval] {
    let ranking = try Ranking(scores: scores, labels: labels)
    return intervals(isGood: labels.map { !$0 }, key: "bootstrap/image") { weights in
      let metrics = ImageMetrics(ranking.sweep(weights: weights))
      return ["auroc": metrics.auroc, "ap": metrics.averagePrecision, "f1_max": metrics.f1Max]
    }
  }

  /// Intervals of the pooled pixel measures; none where there are fewer than two images with and two without a defect.
  public func intervals(_ evaluation: PixelEvaluation) -> [String: Interval] {
    let binned = BinnedPixels(evaluation.histograms, falsePositiveLimit: evaluation.falsePositiveLimit)
    let whole = binned.metrics(weights: [Double](repeating: 1, count: binned.isGood.count)).byName
    let exact = evaluation.pooled.byName
    return intervals(isGood: binned.isGood, key: "bootstrap/pixel") { weights in
      binned.metrics(weights: weights).byName.reduce(into: [:]) { result, entry in
        guard let value = entry.value, let center = whole[entry.key] ?? nil, let truth = exact[entry.key] ?? nil else {
          return
        }
        result[entry.key] = min(1, max(0, truth + value - center))
      }
    }
  }

  /// Intervals of whatever `measure` computes from how often each image was drawn.
  private func intervals(
    isGood: [Bool], key: String, _ measure: @Sendable ([Double]) -> [String: Double?]
  ) -> [String: Interval] {
    let strata = [true, false].map { wanted in isGood.indices.filter { isGood[$0] == wanted } }
    guard strata.allSatisfy({ $0.count >= 2 }) else { return [:] }
    let stream = RandomStream(seed: seed, key: key)
    let results = concurrentMap(replicates) { replicate in
      var stream = stream.split(replicate)
      var weights = [Double](repeating: 0, count: isGood.count)
      for stratum in strata {
        for _ in stratum { weights[stratum[stream.integer(0...(stratum.count - 1))]] += 1 }
      }
      return measure(weights).compactMapValues { $0 }
    }
    return Dictionary(grouping: results.flatMap { $0 }, by: \.key).mapValues { entries in
      let sorted = entries.map(\.value).sorted()
      return Interval(
        lower: Self.quantile(sorted, (1 - confidence) / 2), upper: Self.quantile(sorted, (1 + confidence) / 2))
    }
  }

  /// The quantile of ascending values, linearly interpolated.
  static func quantile(_ ascending: [Double], _ p: Double) -> Double {
    let position = p * Double(ascending.count - 1)
    let low = Int(position.rounded(.down))
    let high = min(low + 1, ascending.count - 1)
    return ascending[low] + (position - Double(low)) * (ascending[high] - ascending[low])
  }
}

extension PixelMetrics {
  /// The measures by their names in JSON.
  var byName: [String: Double?] {
    [
      "auroc": auroc, "ap": averagePrecision, "f1_max": f1Max, "aupro": aupro, "miou": meanIoU, "accuracy": accuracy,
    ]
  }
}
