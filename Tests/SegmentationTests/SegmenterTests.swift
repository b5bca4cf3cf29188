import Datasets
import Foundation
import Imaging
import Segmentation
import Testing
import Torch

/// Trains on the tiny product; one thread, so that equal trainings agree in every bit.
private func train(
  _ configuration: SegmenterConfiguration, in folder: TemporaryFolder, learned: String? = nil, checkpoint: URL? = nil,
  resume: Bool = false, stopAfter steps: Int = .max
) throws -> Segmenter {
  setThreads(1)
  let samples =
    FileManager.default.fileExists(atPath: folder("samples").path)
    ? try SampleSet.open(folder("samples")) : try TinyProduct.samples(16, learned: learned, in: folder("samples"))
  let dataset =
    FileManager.default.fileExists(atPath: folder("product").path)
    ? try Dataset.open(folder("product")) : try TinyProduct.dataset(in: folder("product"))
  var done = 0
  return try Segmenter.train(
    on: .init(samples: samples, good: dataset.train, fingerprint: "product"), configuration: configuration, seed: 7,
    checkpoint: checkpoint, resume: resume, progress: { if $0.phase == .training { done = $0.done } },
    isCancelled: { done >= steps })
}

@Suite(.serialized) struct SegmenterTests {
  @Test(arguments: NetworkName.allCases)
  func realDefectsAreFoundAfterTrainingOnSamples(name: NetworkName) throws {
    let folder = try TemporaryFolder()
    let segmenter = try train(TinyProduct.configuration(name, steps: 150), in: folder)
    let items = try Dataset.open(folder("product")).test
    let scores = try segmenter.evaluate(on: items)
    #expect(scores.images == 8)
    #expect(Set(scores.types.keys) == ["blot", "bar"])
    #expect(try #require(scores.binary.miou) > 0.6, "\(name): \(scores)")
    #expect(try #require(scores.binary.accuracy) > 0.7, "\(name): \(scores)")
    let types = try ["blot", "bar"].map { try #require(scores.types[$0]?.miou) }
    #expect(abs(try #require(scores.meanOverTypes.miou) - (types[0] + types[1]) / 2) < 1e-12)
  }

  @Test func mechanismsAreShownFirstAndLearnedSamplesAfterwards() throws {
    let folder = try TemporaryFolder()
    var configuration = TinyProduct.configuration(.biSeNetV2, steps: 150)
    func found(mechanismsFirst: Double) throws -> [String: Double] {
      configuration.training.mechanismsFirst = mechanismsFirst
      let scores = try train(configuration, in: folder, learned: "bar")
        .evaluate(on: try Dataset.open(folder("product")).test)
      return scores.types.compactMapValues(\.accuracy)
    }
    // Blots are the mechanisms' samples; who is shown one kind alone does not know the other, which is lighter than all else.
    let (mixed, blots, bars) = (
      try found(mechanismsFirst: 0), try found(mechanismsFirst: 1), try found(mechanismsFirst: 0.005)
    )
    #expect(mixed["blot"]! > 0.6 && mixed["bar"]! > 0.6, "\(mixed)")
    #expect(blots["blot"]! > 0.6 && blots["bar"]! < 0.2, "\(blots)")
    #expect(bars["bar"]! > 0.6 && bars["blot"]! < 0.2, "\(bars)")
  }

  @Test func samplesOfOneKindAreShownThroughout() throws {
    let folder = try TemporaryFolder()
    var configuration = TinyProduct.configuration(.segFormer, steps: 6)
    let maps = try [0, 0.5].map { share in
      configuration.training.mechanismsFirst = share
      return try train(configuration, in: folder).probabilities([TinyProduct.defective(300, "bar").image])[0][1].values
    }
    #expect(maps[0] == maps[1])
  }

  @Test func typesBecomeClassesWhoseProbabilitiesSumToOne() throws {
    let folder = try TemporaryFolder()
    let configuration = TinyProduct.configuration(.biSeNetV2, steps: 150, classes: ["bar", "blot"])
    let segmenter = try train(configuration, in: folder)
    for (type, label) in [("bar", 1), ("blot", 2)] {
      let (image, mask) = TinyProduct.defective(400, type)
      let maps = segmenter.probabilities([image])[0]
      #expect(maps.count == 3 && maps[0].width == image.width)
      var best = [0, 0, 0]
      for i in mask.values.indices {
        let all = maps.map { $0.values[i] }
        #expect(abs(all.reduce(0, +) - 1) < 1e-4)
        if mask.values[i] == 1 { best[all.firstIndex(of: all.max()!)!] += 1 }
      }
      #expect(best[label] > mask.area / 2, "\(type): \(best)")
    }
    let scores = try segmenter.evaluate(on: try Dataset.open(folder("product")).test)
    let classes = try #require(scores.classes)
    #expect(Set(classes.keys) == ["bar", "blot"])
    #expect(try #require(scores.meanOverClasses?.miou) > 0.4, "\(scores)")
    #expect(throws: SegmentationError.unknownClass(name: "bar", known: ["blot"])) {
      try train(TinyProduct.configuration(.biSeNetV2, steps: 2, classes: ["blot"]), in: folder)
    }
  }

  @Test(arguments: NetworkName.allCases)
  func anInterruptedTrainingGoesOnAsIfItHadNotStopped(name: NetworkName) throws {
    let folder = try TemporaryFolder()
    let configuration = TinyProduct.configuration(name, steps: 6)
    let whole = try train(configuration, in: folder)
    let checkpoint = folder("checkpoint.safetensors")
    #expect(throws: SegmentationError.interrupted(checkpoint: checkpoint.path)) {
      try train(configuration, in: folder, checkpoint: checkpoint, stopAfter: 3)
    }
    var other = configuration
    other.training.rate *= 2
    #expect(throws: SegmentationError.otherTraining(path: checkpoint.path)) {
      try train(other, in: folder, checkpoint: checkpoint, resume: true)
    }
    let resumed = try train(configuration, in: folder, checkpoint: checkpoint, resume: true)
    #expect(!FileManager.default.fileExists(atPath: checkpoint.path))
    let image = TinyProduct.defective(1, "bar").image
    #expect(whole.probabilities([image])[0].map(\.values) == resumed.probabilities([image])[0].map(\.values))
  }

  /// Samples that are made in a way that also turns everything blue, with and without decoys: pictures that are merely blue.
  @Test func decoysTellDefectsFromTracesOfTheirMaking() throws {
    func chance(decoys: Bool) throws -> (defect: Float, trace: Float) {
      let folder = try TemporaryFolder()
      _ = try TinyProduct.tracedSamples(16, decoys: decoys, in: folder("samples"))
      let segmenter = try train(TinyProduct.configuration(.efficientNet, steps: 150), in: folder)
      func chance(_ index: Int, isDefective: Bool) -> Float {
        let (image, mask) = TinyProduct.traced(500 + index, isDefective: isDefective)
        let map = segmenter.probabilities([image])[0][0]
        let inside = mask.values.indices.filter { mask.values[$0] == 1 }
        return inside.reduce(0) { $0 + 1 - map.values[$1] } / Float(inside.count)
      }
      func mean(isDefective: Bool) -> Float { (0..<4).reduce(0) { $0 + chance($1, isDefective: isDefective) } / 4 }
      return (mean(isDefective: true), mean(isDefective: false))
    }
    let (with, without) = (try chance(decoys: true), try chance(decoys: false))
    #expect(without.defect > 0.6 && without.trace > 0.5, "\(without)")
    #expect(with.defect > 0.6 && with.trace < 0.2, "\(with)")
  }

  /// A mirrored photograph is judged like the photograph itself, along the axes that training mirrors too and no others.
  @Test func mirroredPhotographsAreJudgedAlike() throws {
    let folder = try TemporaryFolder()
    var configuration = TinyProduct.configuration(.biSeNetV2, steps: 4)
    configuration.training.augmentation.flipsVertically = false
    let segmenter = try train(configuration, in: folder)
    let image = TinyProduct.defective(400, "blot").image
    func map(_ image: Image) -> Plane { segmenter.probabilities([image])[0][1] }
    func difference(_ a: Plane, _ b: Plane) -> Float { zip(a.values, b.values).map { abs($0 - $1) }.max() ?? 0 }
    let plain = map(image)
    #expect(difference(map(image.flippedHorizontally()).flippedHorizontally(), plain) < 1e-4)
    #expect(difference(map(image.flippedVertically()).flippedVertically(), plain) > 1e-3)
  }

  @Test func aSavedSegmenterSaysTheSame() throws {
    let folder = try TemporaryFolder()
    let segmenter = try train(TinyProduct.configuration(.segFormer, steps: 4), in: folder)
    try segmenter.save(to: folder("model"))
    #expect(Segmenter.isPresent(in: folder("model")) && !Segmenter.isPresent(in: folder("samples")))
    let loaded = try Segmenter.load(folder("model"))
    #expect(loaded.configuration == segmenter.configuration && loaded.fingerprint == segmenter.fingerprint)
    let image = TinyProduct.defective(1, "bar").image.resized(width: 71, height: 50)
    let (a, b) = (segmenter.probabilities([image])[0], loaded.probabilities([image])[0])
    #expect(a.map(\.values) == b.map(\.values) && (a[0].width, a[0].height) == (71, 50))
  }

  @Test func brokenModelsAreRefusedWithTheReason() throws {
    let folder = try TemporaryFolder()
    let model = folder("model")
    func reason() -> String {
      do {
        _ = try Segmenter.load(model)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(reason().contains("no such file"))
    try train(TinyProduct.configuration(.segFormer, steps: 1), in: folder).save(to: model)
    let (settings, tensors) = (
      model.appendingPathComponent(Segmenter.settingsName), model.appendingPathComponent(Segmenter.tensorsName)
    )
    let text = try String(contentsOf: settings, encoding: .utf8)
    // Of another version, which knew no casts of colour.
    try text.replacingOccurrences(of: "segmenter-4", with: "segmenter-2").replacingOccurrences(of: "cast", with: "tint")
      .write(to: settings, atomically: true, encoding: .utf8)
    #expect(reason().contains("is of the version blemish-segmenter-2, not blemish-segmenter-4"))
    try "{}".write(to: settings, atomically: true, encoding: .utf8)
    #expect(reason().contains("not a segmenter's settings"))
    try text.replacingOccurrences(of: "\"defect\"", with: "\"a\", \"b\"").write(
      to: settings, atomically: true, encoding: .utf8)
    #expect(reason().contains("decoder.exit.bias has the shape [2], not [3]"))
    try text.write(to: settings, atomically: true, encoding: .utf8)
    try Data(contentsOf: tensors).prefix(5000).write(to: tensors)
    #expect(reason().contains(Segmenter.tensorsName))
  }

  @Test func whatCannotBeTrainedIsSaid() throws {
    let folder = try TemporaryFolder()
    let empty = try SampleSetWriter(folder: folder("empty")).finish()
    let configuration = TinyProduct.configuration(.biSeNetV2, steps: 2)
    #expect(throws: SegmentationError.noSamples(path: empty.folder.path)) {
      try Segmenter.train(
        on: .init(samples: empty, good: [], fingerprint: ""), configuration: configuration, seed: 1)
    }
    var wrong = configuration
    wrong.training.batch = 1
    #expect {
      try train(wrong, in: folder)
    } throws: {
      "\($0)".contains("batch")
    }
    wrong = configuration
    wrong.side = 24
    #expect(throws: SegmentationError.self) { try train(wrong, in: folder) }
    let samples = try SampleSet.open(folder("samples"))
    try Mask(width: 5, height: 5).writePNG(to: samples.url(samples.records[3].mask))
    #expect(throws: SegmentationError.maskSize(path: samples.url(samples.records[3].mask).path)) {
      try train(configuration, in: folder)
    }
  }
}
