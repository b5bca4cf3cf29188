import Datasets
import Foundation
import Imaging
import Metrics
import ProductLine
import Quality
import Randomness
import Synthesis
import Testing
import Torch

/// Flanges before a background, and an estimator that has seen the first of them.
private enum Flanges {
  static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("blemish-quality-\(UUID().uuidString)")
    atexit { try? FileManager.default.removeItem(at: Flanges.folder) }
    return folder
  }()

  /// 18 photographs of 112 × 112 px.
  static let photographs = Result {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let line = ProductLine(.flange, seed: 4, size: 112)
    return try (0..<18).map { index in
      let file = folder.appendingPathComponent("\(index).png")
      try line.goodPart(index).writePNG(to: file)
      return DatasetItem(id: "\(index).png", image: file, label: .good, split: .train)
    }
  }

  static func estimator(
    samples: Int, steps: Int, decisions: [QualityDecision] = []
  ) throws -> QualityEstimator {
    var configuration = QualityConfiguration()
    (configuration.samples, configuration.photographs, configuration.steps) = (samples, 12, steps)
    return try QualityEstimator.train(
      on: Array(photographs.get().prefix(12)), by: SampleSynthesizer(), decisions: decisions,
      configuration: configuration, seed: 5)
  }

  static let trained = Result { try estimator(samples: 144, steps: 320) }

  /// Sound samples on the photographs that no estimator has seen.
  static func unseen(_ count: Int) throws -> [ComparedSample] {
    let photographs = try Array(photographs.get().suffix(6))
    let synthesizer = try SampleSynthesizer()
    return try (0..<count).map { index in
      let sample = try synthesizer.sample(index, photographs: photographs, seed: 77)
      let item = try #require(photographs.first { $0.id == sample.record.source })
      let surface = try synthesizer.surface(of: item, among: photographs)
      return ComparedSample(
        image: sample.image, mask: sample.mask, photograph: surface.image, foreground: surface.foreground)
    }
  }
}

@Suite struct QualityEstimatorTests {
  @Test func spoiledSamplesAreToldFromSoundOnesOnUnseenPhotographs() throws {
    let sound = try Flanges.unseen(56)
    var stream = RandomStream(seed: 6, key: "spoiling")
    let amounts: [Spoiling: Double] = [.wrongPlace: 0.9, .invisible: 0.4, .cutEdges: 0.45, .maskShifted: 7]
    let spoiled = sound.indices.compactMap { index in
      let kind = Spoiling.standard[index % 4]
      return kind.spoil(sound[index], amount: amounts[kind], using: &stream)
    }
    #expect(spoiled.count > 44)
    let qualities = try Flanges.trained.get()(sound + spoiled).map(\.quality)
    #expect(qualities.allSatisfy { (0...1).contains($0) })
    let labels = sound.map { _ in false } + spoiled.map { _ in true }
    let auroc = try #require(ImageMetrics(scores: qualities.map { 1 - $0 }, labels: labels).auroc)
    #expect(auroc >= 0.95)
    // Weights are made of it: sound samples must not be all alike.
    let own = qualities.prefix(sound.count).sorted()
    #expect(own[own.count * 9 / 10] - own[own.count / 10] > 0.1)
  }

  @Test func thePartsSayWhatIsWrong() throws {
    let estimator = try Flanges.trained.get()
    let sound = try Flanges.unseen(24)
    func parts(_ kind: Spoiling, _ name: String) -> (before: [Double], after: [Double]) {
      var stream = RandomStream(seed: 8, key: kind.rawValue)
      let pairs = sound.compactMap { own in kind.spoil(own, using: &stream).map { (own, $0) } }
      func values(_ samples: [ComparedSample]) -> [Double] { estimator(samples).compactMap { $0.parts[name] } }
      return (values(pairs.map(\.0)), values(pairs.map(\.1)))
    }
    let shift = parts(.maskShifted, "offset_px")
    #expect(shift.before.allSatisfy { $0 < 0.5 } && shift.after.allSatisfy { $0 > 2 })
    #expect(shift.after.count { abs($0 - 8) < 0.8 } * 4 > shift.after.count * 3)
    #expect(parts(.maskShifted, "agreement").before.allSatisfy { $0 > 0.99 })
    #expect(parts(.wrongPlace, "on_product").after.allSatisfy { $0 <= 0.2 })
    #expect(parts(.wrongPlace, "on_product").before.allSatisfy { $0 > 0.99 })
    let faint = parts(.invisible, "visibility")
    #expect(faint.after.allSatisfy { $0 < 0.2 } && zip(faint.before, faint.after).allSatisfy { $0 > $1 })
    let cut = parts(.cutEdges, "straight_edge")
    #expect(cut.after.sorted()[cut.after.count / 2] > 1.5 * cut.before.sorted()[cut.before.count / 2])
  }

  @Test func theSameBitsOnAnyNumberOfThreads() throws {
    let samples = try Flanges.unseen(6)
    let before = threads
    defer { setThreads(before) }
    let judgements = try [1, 3].map { count in
      setThreads(count)
      return try Flanges.estimator(samples: 12, steps: 20)(samples)
    }
    #expect(judgements[0] == judgements[1])
    #expect(try Flanges.trained.get()(samples) == samples.map { try Flanges.trained.get()([$0])[0] })
  }

  @Test func anEstimatorSurvivesItsFolder() throws {
    let folder = Flanges.folder.appendingPathComponent("kept ä")
    let (estimator, samples) = (try Flanges.trained.get(), try Flanges.unseen(5))
    try estimator.save(to: folder)
    #expect(try QualityEstimator.load(folder)(samples) == estimator(samples))
    try Data("{}".utf8).write(to: folder.appendingPathComponent(QualityEstimator.settingsName))
    #expect(throws: QualityError.self) { try QualityEstimator.load(folder) }
    #expect(throws: QualityError.self) { try QualityEstimator.load(Flanges.folder) }
    try estimator.save(to: folder)
    try Data("junk".utf8).write(to: folder.appendingPathComponent(QualityEstimator.tensorsName))
    #expect(throws: QualityError.self) { try QualityEstimator.load(folder) }
  }

  @Test func decisionsCount() throws {
    let sound = try Flanges.unseen(16)
    let decisions = sound.enumerated().map { QualityDecision($1, isAccepted: $0 % 2 == 0) }
    let qualities = try Flanges.estimator(samples: 24, steps: 80, decisions: decisions)(sound).map(\.quality)
    func mean(_ parity: Int) -> Double {
      qualities.indices.filter { $0 % 2 == parity }.reduce(0) { $0 + qualities[$1] / 8 }
    }
    #expect(mean(0) > mean(1) + 0.3)
  }

  @Test func whatCannotBeJudgedIsWorthNothing() throws {
    let image = Image(width: 64, height: 64, channels: 3, filledWith: 0.5)
    let empty = ComparedSample(image: image, mask: Mask(width: 64, height: 64), photograph: image)
    let full = ComparedSample(
      image: image, mask: Mask(width: 64, height: 64, filledWith: true), photograph: image)
    let judgements = try Flanges.trained.get()([empty, full])
    #expect(judgements[0].quality == 0 && judgements[0].parts.isEmpty)
    #expect(judgements[1].quality < 0.3 && judgements[1].parts.values.allSatisfy(\.isFinite))
    #expect(try Flanges.trained.get()([]).isEmpty)
    #expect(throws: SynthesisError.noPhotographs) {
      try QualityEstimator.train(on: [], by: SampleSynthesizer(), seed: 1)
    }
  }
}
