import Datasets
import Detection
import Foundation
import Imaging
import Testing
import Torch

/// Weights of samples: the rules, their controls, and how they are learned.
@Suite(.serialized) struct SampleWeightTests {
  init() { setThreads(1) }

  private static func configuration(_ rule: SampleWeighting, steps: Int = 12) -> DetectorConfiguration {
    var configuration = TinyProduct.configuration(steps: steps)
    configuration.head.weights = rule
    configuration.head.bilevel.interval = 2
    return configuration
  }

  /// Weights after a short training.
  private static func table(_ data: Detector.TrainingData, _ rule: SampleWeighting, steps: Int = 2) throws
    -> WeightTable
  {
    try #require(try Detector.train(on: data, configuration: configuration(rule, steps: steps), seed: 1).weights)
  }

  @Test func uniformWeightsAreNone() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url)
    #expect(try Detector.train(on: data, configuration: Self.configuration(.uniform), seed: 1).weights == nil)
  }

  @Test func qualityOverItsMean() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url).rated()
    let table = try Self.table(data, .sqe)
    let qualities = table.rows.compactMap(\.quality)
    let mean = qualities.reduce(0, +) / 20
    #expect(table.rule == "sqe" && table.history.isEmpty && qualities.count == 20)
    for row in table.rows {
      #expect(abs(try row.weight - #require(row.quality) / mean) < 1e-5)
    }
  }

  @Test func ofTooManySamplesSomeAreTakenFromAllOver() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url).rated()
    for (limit, ids) in [
      (5, ["0", "4", "8", "12", "16"]), (19, (0..<19).map(String.init)), (50, (0..<20).map(String.init)),
    ] {
      var configuration = Self.configuration(.sqe, steps: 1)
      configuration.samples = limit
      let table = try #require(try Detector.train(on: data, configuration: configuration, seed: 1).weights)
      #expect(table.rows.map(\.sample) == ids)
    }
  }

  @Test func shuffledWeightsAreTheSameInAnotherOrder() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url).rated()
    let (given, dealt) = (try Self.table(data, .sqe), try Self.table(data, .shuffled))
    let (a, b) = (given.rows.map(\.weight), dealt.rows.map(\.weight))
    #expect(a != b && a.sorted() == b.sorted())
    #expect(abs(b.reduce(0, +) / 20 - 1) < 1e-5)
  }

  /// Weights move within their window and stay 1 on average.
  @Test func weightsAreLearnedWithinTheWindow() throws {
    let folder = try TemporaryFolder()
    let table = try Self.table(TinyProduct.data(in: folder.url), .learned, steps: 10)
    #expect(abs(table.rows.reduce(0) { $0 + $1.weight } / 20 - 1) < 1e-5)
    #expect(table.history.map(\.step) == [4, 6])
    #expect(table.history.allSatisfy { $0.judgesLoss > 0 && Set($0.families.keys) == ["blot", "spot"] })
  }

  /// With two photographs one judges the other; a single family has to judge itself.
  @Test func fewPhotographsAndOneFamilyAreEnough() throws {
    let folder = try TemporaryFolder()
    var data = try TinyProduct.data(in: folder.url)
    let set = try #require(data.samples)
    let sources = Set(set.records.map(\.source)).sorted().prefix(2)
    let records = set.records.filter { sources.contains($0.source) && $0.family == "spot" }
    try #require(Set(records.map(\.source)).count == 2)
    data.samples = try set.rewritten(records)
    let table = try Self.table(data, .learned, steps: 10)
    #expect(table.rows.count == records.count && table.history.count == 2)
  }

  /// A quarter of the masks lie elsewhere; nothing says which but what the samples do to the loss on others.
  @Test(arguments: [1, 2] as [UInt64]) func samplesWithWrongMasksLoseWeight(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url)
    let set = try #require(data.samples)
    let wrong = Set(set.records.indices.filter { $0 % 4 == 1 }.map { set.records[$0].id })
    for record in set.records where wrong.contains(record.id) {
      let mask = try Mask.read(set.url(record.mask))
      var moved = Mask(width: mask.width, height: mask.height)
      for y in 0..<mask.height {
        for x in 0..<mask.width where mask[y, x] { moved[(y + 32) % mask.height, (x + 32) % mask.width] = true }
      }
      try moved.writePNG(to: set.url(record.mask))
    }
    var configuration = Self.configuration(.learned, steps: 120)
    (configuration.head.bilevel.interval, configuration.head.bilevel.batch) = (1, 20)
    let rows = try #require(try Detector.train(on: data, configuration: configuration, seed: seed).weights).rows
    func mean(_ isWrong: Bool) -> Double {
      let weights = rows.filter { wrong.contains($0.sample) == isWrong }.map(\.weight)
      return weights.reduce(0, +) / Double(weights.count)
    }
    #expect(mean(true) < 0.5 * mean(false), "\(mean(true)), \(mean(false))")
  }

  /// Real defects of the training part judge weights and train nothing; without learned weights they are not opened.
  @Test func realDefectsJudge() throws {
    let folder = try TemporaryFolder()
    var data = try TinyProduct.data(in: folder.url)
    let without = try Self.table(data, .learned, steps: 10)
    let (image, mask) = TinyProduct.defective(90, of: 41)
    try image.writePNG(to: folder("real.png"))
    try mask.writePNG(to: folder("real_mask.png"))
    data.defects = [
      DatasetItem(
        id: "real.png", image: folder("real.png"), label: .anomalous, masks: [folder("real_mask.png")], split: .train)
    ]
    let with = try Self.table(data, .learned, steps: 10)
    #expect(with.rows.map(\.sample) == without.rows.map(\.sample))
    #expect(with.history[0].judgesLoss != without.history[0].judgesLoss)
    try FileManager.default.removeItem(at: folder("real.png"))
    _ = try Detector.train(on: data, configuration: Self.configuration(.uniform), seed: 1)
  }

  @Test func goingOnWithLearnedWeightsEqualsNeverStopping() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url).rated()
    let (configuration, checkpoint) = (Self.configuration(.learned), folder("checkpoint.safetensors"))
    try Detector.train(on: data, configuration: configuration, seed: 1).save(to: folder("whole"))
    var done = 0
    #expect(throws: DetectionError.interrupted(checkpoint: checkpoint.path)) {
      try Detector.train(
        on: data, configuration: configuration, seed: 1, checkpoint: checkpoint,
        progress: { if $0.phase == .head { done = $0.done } }, isCancelled: { done == 7 })
    }
    try Detector.train(on: data, configuration: configuration, seed: 1, checkpoint: checkpoint, resume: true)
      .save(to: folder("resumed"))
    for name in [Detector.tensorsName, WeightTable.tableName, WeightTable.historyName] {
      #expect(try Data(contentsOf: folder("whole/" + name)) == Data(contentsOf: folder("resumed/" + name)), "\(name)")
    }
  }

  @Test(arguments: [SampleWeighting.sqe, .shuffled])
  func withoutQualityThereIsNothingToGoBy(rule: SampleWeighting) throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url)
    let path = try #require(data.samples).folder.path
    #expect(throws: DetectionError.noQuality(path: path, rule: rule.rawValue, missing: 20, count: 20)) {
      try Self.table(data, rule)
    }
  }

  @Test(arguments: [SampleWeighting.sqe, .learned])
  func qualityOfSomeSamplesIsNotEnough(rule: SampleWeighting) throws {
    let folder = try TemporaryFolder()
    var data = try TinyProduct.data(in: folder.url)
    data = try data.rated { $0 == 3 ? nil : 0.5 }
    let path = try #require(data.samples).folder.path
    #expect(throws: DetectionError.noQuality(path: path, rule: rule.rawValue, missing: 1, count: 20)) {
      try Self.table(data, rule)
    }
  }

  @Test func weightsNeedSamples() throws {
    let folder = try TemporaryFolder()
    var data = try TinyProduct.data(in: folder.url)
    data.samples = nil
    #expect(throws: DetectionError.self) { try Self.table(data, .learned) }
    var configuration = Self.configuration(.learned)
    configuration.head.bilevel.batch = 1
    #expect(
      throws: DetectionError.invalidConfiguration(
        name: "head.bilevel.batch", reason: "is not at least 2")
    ) { try Detector.train(on: data, configuration: configuration, seed: 1) }
  }
}

extension Detector.TrainingData {
  /// The same with an estimated quality of each sample, by its number.
  fileprivate func rated(_ quality: (Int) -> Double? = { 0.05 + 0.9 * Double($0 * 7 % 20) / 20 }) throws -> Self {
    guard let samples else { return self }
    let writer = try SampleSetWriter(folder: samples.folder)
    for (index, record) in samples.records.enumerated() {
      var record = record
      record.quality = quality(index)
      try writer.append(record)
    }
    var rated = self
    rated.samples = try writer.finish()
    return rated
  }
}
