import Foundation
import Imaging
import Metrics
import Randomness
import Testing

@Suite struct BootstrapTests {
  static func sample(_ trial: Int, count: Int) -> (scores: [Double], labels: [Bool]) {
    var stream = RandomStream(seed: 11, key: "coverage/\(trial)")
    let labels = (0..<count).map { $0 % 2 == 0 }
    return (labels.map { stream.normal(mean: $0 ? 1 : 0) }, labels)
  }

  /// For unit normals one apart the true AUROC is Φ(1/√2) = 0.7602; 95 % intervals should cover it about that often.
  @Test func imageIntervalsCoverTheTruth() throws {
    let covered = try (0..<200).filter { trial in
      let (scores, labels) = Self.sample(trial, count: 120)
      let interval = try Bootstrap(replicates: 200, seed: 1).intervals(scores: scores, labels: labels)["auroc"]!
      return interval.lower <= 0.7602 && 0.7602 <= interval.upper
    }
    #expect(covered.count >= 178 && covered.count <= 199)
  }

  @Test func equalSeedsGiveEqualIntervals() throws {
    let (scores, labels) = Self.sample(0, count: 60)
    let first = try Bootstrap(replicates: 100, seed: 1).intervals(scores: scores, labels: labels)
    #expect(first == (try Bootstrap(replicates: 100, seed: 1).intervals(scores: scores, labels: labels)))
    #expect(first != (try Bootstrap(replicates: 100, seed: 2).intervals(scores: scores, labels: labels)))
    #expect(Set(first.keys) == ["auroc", "ap", "f1_max"])
  }

  @Test func noIntervalFromASingleImageOfAClass() throws {
    #expect(try Bootstrap(seed: 1).intervals(scores: [1, 2, 3], labels: [true, false, false]).isEmpty)
    #expect(Bootstrap(seed: 1).intervals(try PixelMetricsAccumulator().finish()).isEmpty)
  }

  /// Maps that hold one value each make pixel measures image measures, so both intervals must agree.
  @Test func pixelIntervalsAgreeWithImageIntervals() throws {
    let (scores, labels) = Self.sample(3, count: 80)
    let accumulator = PixelMetricsAccumulator(threshold: 0.5)
    for (score, label) in zip(scores, labels) {
      try accumulator.add(
        map: Plane(width: 6, height: 6, filledWith: Float(score)), mask: Mask(width: 6, height: 6, filledWith: label),
        type: label ? "all" : nil)
    }
    let evaluation = try accumulator.finish()
    let pixel = Bootstrap(replicates: 600, seed: 1).intervals(evaluation)
    let image = try Bootstrap(replicates: 600, seed: 1).intervals(scores: scores, labels: labels)
    for name in ["auroc", "ap", "f1_max"] {
      #expect(abs(pixel[name]!.lower - image[name]!.lower) < 0.03, "\(name)")
      #expect(abs(pixel[name]!.upper - image[name]!.upper) < 0.03, "\(name)")
    }
    #expect(Set(pixel.keys) == ["auroc", "ap", "f1_max", "aupro", "miou", "accuracy"])
    for interval in pixel.values {
      #expect(0 <= interval.lower && interval.lower <= interval.upper && interval.upper <= 1)
    }
    #expect(pixel["aupro"]!.lower <= evaluation.pooled.aupro! && evaluation.pooled.aupro! <= pixel["aupro"]!.upper)
  }
}
