import Foundation
import Metrics
import Testing

@Suite struct ImageMetricsTests {
  @Test func agreesWithScikitLearn() throws {
    let cases: [Golden.ImageCase] = try Golden.load("image-metrics")
    #expect(cases.count == 9)
    for golden in cases {
      let metrics = try ImageMetrics(scores: golden.scores, labels: golden.labels)
      #expect(agree(metrics.auroc, golden.expected.auroc), "\(golden.name)")
      #expect(agree(metrics.averagePrecision, golden.expected.ap), "\(golden.name)")
      #expect(agree(metrics.f1Max, golden.expected.f1Max), "\(golden.name)")
      #expect(agree(metrics.f1Threshold, golden.expected.f1Threshold), "\(golden.name)")
    }
  }

  @Test func aHandfulByHand() throws {
    // Pairs (0.8 > 0.7, 0.8 > 0.1, 0.3 < 0.7, 0.3 > 0.1): three of four in order.
    let metrics = try ImageMetrics(scores: [0.8, 0.3, 0.7, 0.1], labels: [true, true, false, false])
    #expect(metrics.auroc == 0.75)
    #expect(agree(metrics.averagePrecision, 0.5 * 1 + 0.5 * 2 / 3))
    #expect(metrics.f1Max == 0.8)
    #expect(metrics.f1Threshold == 0.3)
  }

  @Test func oneClassIsUndefinedAndAbsentFromJSON() throws {
    let metrics = try ImageMetrics(scores: [1, 2], labels: [true, true])
    #expect(metrics.auroc == nil && metrics.averagePrecision == nil && metrics.f1Max == nil)
    #expect(try String(decoding: JSONEncoder().encode(metrics), as: UTF8.self) == "{}")
    #expect(try ImageMetrics.curves(scores: [1, 2], labels: [true, true]) == nil)
    #expect(try ImageMetrics(scores: [], labels: []).auroc == nil)
  }

  @Test func brokenScoresAreRefused() {
    #expect(throws: MetricsError.notFinite(place: "Score 1")) {
      try ImageMetrics(scores: [0, .nan], labels: [true, false])
    }
    #expect(throws: MetricsError.self) { try ImageMetrics(scores: [.infinity, 0], labels: [true, false]) }
  }

  @Test func curvesRunFromCornerToCorner() throws {
    let cases: [Golden.ImageCase] = try Golden.load("image-metrics")
    let golden = cases[0]
    let curves = try #require(try ImageMetrics.curves(scores: golden.scores, labels: golden.labels))
    #expect(curves.roc.x.first == 0 && curves.roc.y.first == 0 && curves.roc.x.last == 1 && curves.roc.y.last == 1)
    #expect(curves.roc.x == curves.roc.x.sorted() && curves.roc.y == curves.roc.y.sorted())
    let area = zip(zip(curves.roc.x, curves.roc.x.dropFirst()), zip(curves.roc.y, curves.roc.y.dropFirst()))
      .reduce(0) { $0 + ($1.0.1 - $1.0.0) * ($1.1.0 + $1.1.1) / 2 }
    #expect(agree(area, golden.expected.auroc, tolerance: 1e-6))
    #expect(curves.precisionRecall.x.last == 1)
  }
}
