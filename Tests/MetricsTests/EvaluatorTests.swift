import Imaging
import Metrics
import Testing

@Suite struct EvaluatorTests {
  static func image(_ value: Float, defect: Bool) -> (Plane, Mask) {
    var (map, mask) = (Plane(width: 5, height: 5, filledWith: value / 10), Mask(width: 5, height: 5))
    map[2, 2] = value
    mask[2, 2] = defect
    return (map, mask)
  }

  @Test func gathersEverything() throws {
    let evaluator = Evaluator(pixels: PixelMetricsAccumulator(threshold: 0.5))
    let images: [(score: Float, type: String?)] = [
      (0.1, nil), (0.2, nil), (0.6, nil), (0.9, "hole"), (0.8, "hole"), (0.4, "scratch"), (0.7, "scratch"),
    ]
    for (score, type) in images {
      let (map, mask) = Self.image(score, defect: type != nil)
      try evaluator.add(score: Double(score), isAnomalous: type != nil, type: type, map: map, mask: mask)
    }
    let evaluation = try evaluator.finish(bootstrap: Bootstrap(replicates: 50, seed: 1))
    #expect(agree(evaluation.image.auroc, 11.0 / 12))
    #expect(evaluation.perType.keys.sorted() == ["hole", "scratch"])
    #expect(evaluation.perType["hole"]?.image?.auroc == 1 && evaluation.perType["hole"]?.count == 2)
    #expect(agree(evaluation.perType["scratch"]?.image?.auroc, 5.0 / 6))
    #expect(agree(evaluation.pixel.accuracy, 0.75) && agree(evaluation.pixel.meanIoU, 3.0 / 5))
    #expect(evaluation.perType["hole"]?.pixel?.accuracy == 1)
    #expect(evaluation.imageCurves != nil && evaluation.pixelCurves != nil)
    let report = evaluation.report(threshold: 0.5, timing: .init(), fingerprint: "f", seed: 3)
    #expect(report.intervals.image.count == 3 && report.intervals.pixel.count == 6)
    #expect(agree(report.perTypeMean?.image?.auroc, 11.0 / 12))
  }

  /// A defect without a mask counts by its score, and not as background.
  @Test func imagesWithoutMasksStayOutOfThePixelMeasures() throws {
    let evaluator = Evaluator(pixels: PixelMetricsAccumulator())
    let (map, mask) = Self.image(0.9, defect: true)
    try evaluator.add(score: 0.9, isAnomalous: true, type: "hole", map: map, mask: mask)
    try evaluator.add(score: 0.8, isAnomalous: true, type: "hole", map: Plane(width: 5, height: 5, filledWith: 1))
    try evaluator.add(score: 0.1, isAnomalous: false)
    let evaluation = try evaluator.finish(bootstrap: Bootstrap(replicates: 50, seed: 1))
    #expect(evaluation.image.auroc == 1 && evaluation.pixel.auroc == 1)
    #expect(evaluation.perType["hole"]?.count == 2)
  }

  @Test func brokenScoresAreRefusedAtOnce() {
    let evaluator = Evaluator(pixels: PixelMetricsAccumulator())
    #expect(throws: MetricsError.notFinite(place: "The score of image 0")) {
      try evaluator.add(score: .nan, isAnomalous: false)
    }
  }
}
