import Foundation
import Imaging
import Metrics
import Randomness
import Testing

@Suite struct PixelMetricsTests {
  /// Feeds a golden case; a memory limit of a few kilobytes makes every run go through the temporary file.
  static func evaluate(_ golden: Golden.PixelCase, memoryLimit: Int) throws -> PixelEvaluation {
    let accumulator = PixelMetricsAccumulator(threshold: golden.threshold, memoryLimit: memoryLimit)
    for picture in golden.images {
      try accumulator.add(
        map: Plane(width: picture.width, height: picture.height, values: picture.map),
        mask: Mask(width: picture.width, height: picture.height, values: picture.mask),
        type: picture.type.isEmpty ? nil : picture.type)
    }
    return try accumulator.finish()
  }

  static func expect(_ metrics: PixelMetrics?, _ expected: Golden.Expected, _ name: String) {
    #expect(metrics != nil, "\(name)")
    #expect(agree(metrics?.auroc, expected.auroc), "\(name) AUROC")
    #expect(agree(metrics?.averagePrecision, expected.ap), "\(name) AP")
    #expect(agree(metrics?.f1Max, expected.f1Max), "\(name) F1-max")
    #expect(agree(metrics?.f1Threshold, expected.f1Threshold), "\(name) threshold of F1-max")
    #expect(agree(metrics?.aupro, expected.aupro), "\(name) AUPRO")
    #expect(agree(metrics?.meanIoU, expected.miou), "\(name) mIoU")
    #expect(agree(metrics?.accuracy, expected.accuracy), "\(name) accuracy")
  }

  @Test(arguments: [192 << 20, 2000, 0])
  func agreesWithScikitLearn(memoryLimit: Int) throws {
    let cases: [Golden.PixelCase] = try Golden.load("pixel-metrics")
    #expect(cases.count == 8)
    for golden in cases {
      let evaluation = try Self.evaluate(golden, memoryLimit: memoryLimit)
      Self.expect(evaluation.pooled, golden.expected, golden.name)
      #expect(Set(evaluation.perType.keys) == Set(golden.perType.keys))
      for (type, expected) in golden.perType {
        Self.expect(evaluation.perType[type], expected, "\(golden.name), \(type)")
      }
    }
  }

  /// Random maps of every magnitude and sign, many ties, 40 images: memory and file agree bit for bit.
  @Test func spillingChangesNothing() throws {
    func evaluation(memoryLimit: Int) throws -> PixelEvaluation {
      let accumulator = PixelMetricsAccumulator(threshold: 0.1, memoryLimit: memoryLimit)
      for index in 0..<40 {
        var stream = RandomStream(seed: 5, key: "spill/\(index)")
        let values = (0..<1600).map { _ in
          stream.bernoulli(0.3) ? Float(stream.integer(-2...2)) : Float(stream.normal() * exp(stream.normal() * 9))
        }
        var mask = Mask(width: 40, height: 40)
        if index % 3 > 0 { for y in 5..<15 { for x in 3..<(6 + index / 2) { mask[y, x] = (x * y) % 3 > 0 } } }
        try accumulator.add(
          map: Plane(width: 40, height: 40, values: values), mask: mask, type: ["", "a", "b"][index % 3])
      }
      return try accumulator.finish()
    }
    let inMemory = try evaluation(memoryLimit: .max)
    let spilled = try evaluation(memoryLimit: 9000)
    #expect(inMemory.pooled == spilled.pooled)
    #expect(inMemory.perType == spilled.perType)
    #expect(inMemory.curves == spilled.curves)
  }

  @Test func perfectMapsScoreOneAndNeverMore() throws {
    let cases: [Golden.PixelCase] = try Golden.load("pixel-metrics")
    let perfect = try #require(cases.first { $0.name == "perfect" })
    let metrics = try Self.evaluate(perfect, memoryLimit: .max).pooled
    for value in [metrics.auroc, metrics.averagePrecision, metrics.f1Max, metrics.aupro] {
      #expect(agree(value, 1) && value! <= 1)
    }
  }

  /// A rising but otherwise useless map: overlap equals the false-positive rate, so AUPRO to 0.3 is 0.15.
  @Test func auproOfChanceIsHalfTheLimit() throws {
    let accumulator = PixelMetricsAccumulator()
    try accumulator.add(
      map: Plane(width: 8, height: 8, filledWith: 1),
      mask: Mask(width: 8, height: 8, values: (0..<64).map { $0 < 8 ? 1 : 0 }))
    #expect(agree(try accumulator.finish().pooled.aupro, 0.15))
  }

  /// A small region counts as much as a large one: found small, missed large is one half.
  @Test func everyRegionWeighsTheSame() throws {
    var mask = Mask(width: 32, height: 32)
    for y in 0..<16 { for x in 0..<16 { mask[y, x] = true } }
    mask[30, 30] = true
    var map = Plane(width: 32, height: 32, filledWith: 0)
    map[30, 30] = 1
    for y in 0..<16 { for x in 0..<16 { map[y, x] = -1 } }
    let accumulator = PixelMetricsAccumulator()
    try accumulator.add(map: map, mask: mask)
    #expect(agree(try accumulator.finish().pooled.aupro, 0.5))
  }

  @Test func undefinedWithoutDefects() throws {
    let accumulator = PixelMetricsAccumulator(threshold: 0.5)
    try accumulator.addGood(map: Plane(width: 4, height: 4, filledWith: 0.2))
    let evaluation = try accumulator.finish()
    #expect(evaluation.pooled == PixelMetrics())
    #expect(evaluation.curves == nil)
    #expect(try PixelMetricsAccumulator().finish().pooled == PixelMetrics())
  }

  @Test func badInputIsRefused() {
    let accumulator = PixelMetricsAccumulator()
    #expect(throws: MetricsError.sizeMismatch(index: 0, map: [4, 4], mask: [4, 5])) {
      try accumulator.add(map: Plane(width: 4, height: 4), mask: Mask(width: 4, height: 5))
    }
    var map = Plane(width: 4, height: 4)
    map[2, 1] = .nan
    #expect(throws: MetricsError.notFinite(place: "Image 0, row 2, column 1")) { try accumulator.addGood(map: map) }
    #expect(throws: MetricsError.self) {
      let nowhere = PixelMetricsAccumulator(memoryLimit: 0, temporaryFolder: URL(fileURLWithPath: "/no/such/folder"))
      try nowhere.addGood(map: Plane(width: 4, height: 4))
    }
  }

  @Test func curvesAreShortAndMonotone() throws {
    let accumulator = PixelMetricsAccumulator()
    var stream = RandomStream(seed: 9, key: "curves")
    for _ in 0..<4 {
      let mask = Mask(width: 100, height: 100, values: (0..<10_000).map { $0 % 1000 < 80 ? 1 : 0 })
      let map = Plane(width: 100, height: 100, values: mask.values.map { Float($0) + Float(stream.normal()) })
      try accumulator.add(map: map, mask: mask, type: "stripe")
    }
    let evaluation = try accumulator.finish()
    let curves = try #require(evaluation.curves)
    for curve in [curves.roc, curves.precisionRecall, curves.regionOverlap] {
      #expect(curve.x.count == curve.y.count && curve.x.count > 50 && curve.x.count <= 512)
      #expect(curve.x == curve.x.sorted())
    }
    #expect(curves.roc.y == curves.roc.y.sorted() && curves.roc.x.last == 1)
    #expect(agree(curves.regionOverlap.x.last, 0.3))
  }
}
