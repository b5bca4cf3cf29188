import Datasets
import Detection
import Foundation
import Imaging
import Metrics
import Testing
import Torch

@Suite(.serialized) struct TrainingTests {
  init() { setThreads(1) }

  /// A detector's tensors as they are saved.
  private static func bytes(_ detector: Detector, in folder: TemporaryFolder) throws -> Data {
    let model = folder(UUID().uuidString)
    try detector.save(to: model)
    return try Data(contentsOf: model.appendingPathComponent(Detector.tensorsName))
  }

  /// Trains until `step` steps of the head are done, then stops.
  private static func interrupt(
    on data: Detector.TrainingData, _ configuration: DetectorConfiguration, seed: UInt64, at step: Int, checkpoint: URL
  ) throws {
    var done = 0
    #expect(throws: DetectionError.interrupted(checkpoint: checkpoint.path)) {
      try Detector.train(
        on: data, configuration: configuration, seed: seed, checkpoint: checkpoint,
        progress: { if $0.phase == .head { done = $0.done } }, isCancelled: { done == step })
    }
    #expect(FileManager.default.fileExists(atPath: checkpoint.path))
  }

  @Test func theSeedDeterminesTheDetector() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url)
    let configuration = TinyProduct.configuration()
    let trained = try [1, 1, 2].map {
      try Self.bytes(Detector.train(on: data, configuration: configuration, seed: $0), in: folder)
    }
    #expect(trained[0] == trained[1])
    #expect(trained[0] != trained[2])
  }

  @Test func goingOnEqualsNeverStopping() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url)
    let (configuration, checkpoint) = (TinyProduct.configuration(), folder("checkpoint.safetensors"))
    let whole = try Detector.train(on: data, configuration: configuration, seed: 1)
    for step in [5, 9] {
      try Self.interrupt(on: data, configuration, seed: 1, at: step, checkpoint: checkpoint)
      var steps: [Int] = []
      let resumed = try Detector.train(
        on: data, configuration: configuration, seed: 1, checkpoint: checkpoint, resume: true,
        progress: { if $0.phase == .head { steps.append($0.done) } })
      #expect(steps == Array(step + 1...configuration.head.steps))
      #expect(try Self.bytes(resumed, in: folder) == Self.bytes(whole, in: folder))
      #expect(!FileManager.default.fileExists(atPath: checkpoint.path))
    }
  }

  @Test func anotherTrainingsCheckpointIsRefused() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url)
    let (configuration, checkpoint) = (TinyProduct.configuration(), folder("checkpoint.safetensors"))
    try Self.interrupt(on: data, configuration, seed: 1, at: 2, checkpoint: checkpoint)
    var (otherData, otherRate) = (data, configuration)
    otherData.fingerprint = "another"
    otherRate.head.rate *= 2
    let others: [(Detector.TrainingData, DetectorConfiguration, UInt64)] = [
      (otherData, configuration, 1), (data, otherRate, 1), (data, configuration, 2),
    ]
    for (data, configuration, seed) in others {
      #expect(throws: DetectionError.otherTraining(path: checkpoint.path)) {
        try Detector.train(
          on: data, configuration: configuration, seed: seed, checkpoint: checkpoint, resume: true)
      }
    }
    try Data("no checkpoint".utf8).write(to: checkpoint)
    #expect {
      try Detector.train(on: data, configuration: configuration, seed: 1, checkpoint: checkpoint, resume: true)
    } throws: {
      $0 is TorchError && "\($0)".contains(checkpoint.path)
    }
  }

  @Test func defectsScoreHigherThanGoodParts() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url)
    let detector = try Detector.train(on: data, configuration: TinyProduct.configuration(steps: 40), seed: 1)
    try Self.expectDefectsFound(by: detector)
  }

  /// With the memory's opinion weighted down to a thousandth, what is left has been learned from samples.
  @Test func theHeadLearnsFromSamples() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url)
    var configuration = TinyProduct.configuration(steps: 100)
    configuration.headWeight = 1000
    var losses: [Double] = []
    let detector = try Detector.train(
      on: data, configuration: configuration, seed: 1, progress: { if let loss = $0.loss { losses.append(loss) } })
    #expect(losses.count == 100 && losses.last! < 0.8 * losses.first!)
    try Self.expectDefectsFound(by: detector)
  }

  private static func expectDefectsFound(by detector: Detector) throws {
    let good = detector.predict((20..<32).map { TinyProduct.good($0) })
    let parts = (100..<112).map { TinyProduct.defective($0, of: $0 - 60) }
    let bad = detector.predict(parts.map(\.image))
    let auroc = try ImageMetrics(
      scores: (good + bad).map(\.score), labels: good.map { _ in false } + bad.map { _ in true }
    ).auroc
    #expect(try #require(auroc) > 0.95, "AUROC \(auroc ?? 0)")
    for ((_, mask), prediction) in zip(parts, bad) {
      #expect(prediction.map.mean(where: mask, is: 1) > prediction.map.mean(where: mask, is: 0))
    }
  }

  /// A plain PatchCore, the baseline of the benchmarks, is a matter of settings.
  @Test func memoriesAreChosenByName() throws {
    let folder = try TemporaryFolder()
    var data = try TinyProduct.data(in: folder.url)
    data.samples = nil
    var configuration = TinyProduct.configuration(steps: 0)
    configuration.memories = [.plain]
    configuration.memoryShare = 0.25
    let detector = try Detector.train(on: data, configuration: configuration, seed: 1)
    let tensors = try loadSafetensors(Self.saved(detector, folder))
    #expect(tensors.keys.filter { $0.hasPrefix("memory.") }.sorted() == ["memory.0.projection", "memory.0.vectors"])
    // 10 photographs, seen twice, of 8 × 8 cells.
    #expect(tensors["memory.0.vectors"]!.shape[0] == 320)
    try Self.expectDefectsFound(by: detector)
  }

  @Test func theHeadsSurroundingsAreChosenOnPurpose() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url)
    var configuration = TinyProduct.configuration(steps: 40)
    (configuration.head.ascent, configuration.head.hardestShare) = (0.5, 0.5)
    try Self.expectDefectsFound(by: Detector.train(on: data, configuration: configuration, seed: 1))
  }

  @Test func aHeadWithoutItsMemoriesIsRefused() {
    var configuration = DetectorConfiguration()
    configuration.memories = [.plain, .deep]
    #expect(throws: DetectionError.self) { try configuration.validate() }
    configuration.head.steps = 0
    #expect(throws: Never.self) { try configuration.validate() }
    configuration.memories = []
    #expect(throws: DetectionError.self) { try configuration.validate() }
  }

  @Test func withoutSamplesThereIsAMemoryAlone() throws {
    let folder = try TemporaryFolder()
    var data = try TinyProduct.data(in: folder.url)
    data.samples = nil
    let detector = try Detector.train(on: data, configuration: TinyProduct.configuration(), seed: 1)
    let names = try loadSafetensors(Self.saved(detector, folder)).keys
    #expect(!names.contains { $0.hasPrefix("head.") })
    try Self.expectDefectsFound(by: detector)
  }

  private static func saved(_ detector: Detector, _ folder: TemporaryFolder) throws -> URL {
    try detector.save(to: folder("model"))
    return folder("model").appendingPathComponent(Detector.tensorsName)
  }

  @Test(arguments: [1, 12])
  func aLossThatIsNoNumberIsReported(steps: Int) throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url)
    var configuration = TinyProduct.configuration(steps: steps)
    configuration.head.rate = 1e300
    #expect {
      try Detector.train(on: data, configuration: configuration, seed: 1)
    } throws: {
      guard case DetectionError.diverged(let step) = $0 else { return false }
      return step >= 1 && step <= steps
    }
  }

  @Test func badSettingsAndTooFewImagesAreRefused() throws {
    let folder = try TemporaryFolder()
    let data = try TinyProduct.data(in: folder.url)
    var configuration = TinyProduct.configuration()
    configuration.head.dropout = 1
    #expect(throws: DetectionError.invalidConfiguration(name: "head.dropout", reason: "is not in 0 ..< 1")) {
      try Detector.train(on: data, configuration: configuration, seed: 1)
    }
    var few = data
    few.fit = Array(data.fit.prefix(1))
    #expect(throws: DetectionError.tooFewImages(purpose: "training", count: 1, needed: 2)) {
      try Detector.train(on: few, configuration: TinyProduct.configuration(), seed: 1)
    }
  }
}
