import Datasets
import Diffusion
import Foundation
import Imaging
import Physics
import Randomness
import Synthesis
import Testing
import Torch

/// A generator from a few squares: training, its folder, and what it draws into files.
@Suite struct DefectGeneratorTests {
  /// A folder that is removed with the test, with good photographs of 64 × 48 px.
  private final class Folder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("blemish generator \(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    func photographs() throws -> [DatasetItem] {
      try (0..<3).map { index in
        let file = url.appendingPathComponent("good\(index).png")
        try DefectGeneratorTests.photograph(UInt64(index)).writePNG(to: file)
        return DatasetItem(id: "train/good/\(index).png", image: file, label: .good, split: .train)
      }
    }
  }

  private static func photograph(_ seed: UInt64, channels: Int = 3) -> Image {
    var stream = RandomStream(seed: seed, key: "good")
    var image = Image(width: 64, height: 48, channels: channels)
    for i in image.pixels.indices { image.pixels[i] = Float(stream.integer(100...130)) / 255 }
    return image
  }

  private static let types = ["dark spot", "bright/spot"]

  private static func training(in folder: URL, steps: Int = 4, seed: UInt64 = 3) throws -> GeneratorTraining {
    var real: [[DefectShot]] = []
    var occurrences: [String: [DefectOccurrence]] = [:]
    for (type, light) in [Float(0.1), 0.9].enumerated() {
      var (image, mask) = (photograph(9), Mask(width: 64, height: 48))
      for y in 16..<28 {
        for x in 20..<34 {
          mask[y, x] = true
          for channel in 0..<3 { image[channel, y, x] = light }
        }
      }
      real.append(DefectShot.shots(of: image, mask, type: type, channels: 3, side: 32))
      occurrences[types[type]] = [try #require(DefectOccurrence(mask, product: nil, in: image))]
    }
    var plan = GeneratorPlan(
      types: types, families: [], photographs: ["test/a/0.png": "ab"], fingerprint: "f", configuration: .tiny,
      steps: steps, seed: seed)
    (plan.photographSide, plan.interval, plan.training.generatorRate) = (nil, 2, 2e-3)
    return GeneratorTraining(
      plan, source: ExampleSource(real: real, physics: []), occurrences: occurrences,
      surfaces: [try Surface(image: photograph(5))], in: folder)
  }

  /// Trained once for all tests that only draw.
  private static let trained = Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("blemish generator \(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try training(in: folder).run()
  }

  @Test func writtenSamplesChangeTheirMaskAndNothingElse() throws {
    let folder = try Folder()
    let (generator, photographs) = (try Self.trained.get(), try folder.photographs())
    let set = try generator.draw(5, on: photographs, seed: 4, to: folder.url.appendingPathComponent("set"))
    #expect(set.records.count == 10)
    #expect(Dictionary(grouping: set.records, by: \.type).mapValues(\.count) == [Self.types[0]: 5, Self.types[1]: 5])
    for record in set.records {
      #expect(record.family == "diffusion" && record.parameters["denoising_steps"] == 1)
      #expect(record.parameters["draft_noise"] == DiffusionDefects.standardDraftNoise)
      let source = try #require(photographs.first { $0.id == record.source })
      let (before, after) = (try Image.read(source.image), try Image.read(set.url(record.image)))
      let (mask, change) = (try Mask.read(set.url(record.mask)), after.change(from: before))
      #expect(mask.area == record.area && mask.area >= 16)
      let outside = mask.values.indices.filter { mask.values[$0] == 0 }.map { change.values[$0] }.max()
      #expect(outside == 0)
      let seen = mask.values.indices.count { mask.values[$0] == 1 && change.values[$0] >= 1.99 / 255 }
      #expect(Double(seen) >= 0.95 * Double(mask.area))
      let region = try #require(record.parameters["region_px"])
      #expect(Double(mask.area) >= 0.5 * region && Double(mask.area) <= region)
    }
    let settings = try #require(try SynthesisSettings.read(set.folder))
    #expect(settings.learnedFrom == ["ab"] && settings.generator.contains(generator.fingerprint.prefix(16)))
  }

  @Test func theSameSamplesOnAnyNumberOfThreadsAndAfterAnInterruption() throws {
    let folder = try Folder()
    let (generator, photographs) = (try Self.trained.get(), try folder.photographs())
    func draw(_ name: String) throws -> [String: Data] {
      let out = folder.url.appendingPathComponent(name)
      let set = try generator.draw(3, on: photographs, seed: 4, to: out)
      return try set.records.reduce(into: [:]) { $0[$1.id] = try Data(contentsOf: set.url($1.image)) }
    }
    let first = try draw("a")
    #expect(try withThreads(1) { try draw("b") } == first)
    try FileManager.default.removeItem(at: folder.url.appendingPathComponent("a/images/000002.png"))
    #expect(try draw("a") == first)
    // The sample of an index alone.
    let synthesizer = try SampleSynthesizer(generator.samples, generator: DiffusionDefects(generator))
    let alone = try synthesizer.sample(4, photographs: photographs, seed: 4)
    #expect(try alone.image.pngData() == first["000004"])
  }

  @Test func stepsAndMasksOfOthersAreTaken() throws {
    let folder = try Folder()
    let (generator, photographs) = (try Self.trained.get(), try folder.photographs())
    let configuration = generator.samples
    let physics = DiffusionDefects(
      generator, types: [Self.types[1]], regions: MechanismRegions(configuration), draftNoise: 0, traced: true)
    let set = try SampleSynthesizer(configuration, generator: physics).synthesize(
      photographs: photographs, count: 2, seed: 1, to: folder.url.appendingPathComponent("set"))
    #expect(set.records.allSatisfy { $0.type == Self.types[1] })
    // The photograph, and two pictures for each of four steps.
    let sheet = try ImageHeader.read(set.folder.appendingPathComponent("trace/000000.png"))
    #expect(sheet.width == 9 * 36 + 4 && sheet.height == 40)
    let mixed = try MixedGenerator([(MechanismGenerator(configuration), 1), (DiffusionDefects(generator), 1)])
    let both = try SampleSynthesizer(configuration, generator: mixed).synthesize(
      photographs: photographs, count: 28, seed: 1, to: folder.url.appendingPathComponent("both"))
    let drawn = both.records.count { $0.family == "diffusion" }
    #expect((7...21).contains(drawn))
  }

  /// Drafts of real defects bring their light along: dark spots come out dark, bright ones bright, however short the training.
  @Test func draftsLendTheirLight() throws {
    let defects = DiffusionDefects(try Self.trained.get(), draftNoise: 0.1)
    #expect(defects.name.hasSuffix("/draft 0.1, rim 3.0 px/decoys 0.5"))
    let surface = try Surface(image: Self.photograph(7))
    for (family, light) in zip(defects.families, [Float(0.1), 0.9]) {
      var stream = RandomStream(seed: 2, key: "draft")
      let made = try #require(
        try defects.generate(family: family, on: surface, insistence: 0, using: &stream)?.rendering)
      let inside = made.mask.values.indices.filter { made.mask.values[$0] != 0 }
      let mean = inside.reduce(Float(0)) { $0 + made.image.pixels[$1] } / Float(inside.count)
      #expect(abs(mean - light) < 0.15, "\(family): \(mean)")
    }
  }

  /// With a rim the middle of a copy is the original's to the bit of a file, its outline is not; without one, and where a
  /// mechanism has drawn it, nothing is.
  @Test func deepInsideACopyStays() throws {
    let surface = try Surface(image: Self.photograph(7))
    func change(rim: Double, isCopied: Bool = true) throws -> (outline: Float, middle: Float) {
      let defects = DiffusionDefects(
        try Self.trained.get(), regions: Rectangle(isCopied: isCopied), draftNoise: 0.4, draftRim: rim, decoyShare: 0)
      var stream = RandomStream(seed: 1, key: "rim")
      let made = try #require(
        try defects.generate(family: defects.families[0], on: surface, insistence: 0, using: &stream))
      #expect(made.parameters["draft_rim_px"] == (isCopied ? rim : 0))
      let draft = Image(width: 64, height: 48, channels: 3, filledWith: 0.1)
      let difference = made.rendering.image.change(from: draft)
      func mean(_ rows: Range<Int>) -> Float {
        (10..<56).reduce(0) { sum, x in sum + rows.reduce(0) { $0 + difference[$1, x] } } / Float(46 * rows.count)
      }
      return (mean(4..<5), mean(22..<26))
    }
    let rimmed = try change(rim: 1)
    #expect(rimmed.outline > 5 / 255 && rimmed.middle < 0.5 / 255, "\(rimmed)")
    for whole in [try change(rim: 0), try change(rim: 1, isCopied: false)] {
      #expect(whole.middle > 2 / 255, "\(whole)")
    }
  }

  /// A decoy shows the photograph, redrawn in the region and nowhere else, however dark or bright the defect.
  @Test(arguments: [8, 16]) func decoysShowThePhotographAndNoDefect(bitDepth: Int) throws {
    let generator = try Self.trained.get()
    var photograph = Self.photograph(7)
    photograph.bitDepth = bitDepth
    // Between the codes of 8 bits.
    if bitDepth == 16 { photograph.pixels = photograph.pixels.map { $0 + 0.3 / 255 } }
    let surface = try Surface(image: photograph)
    func made(_ family: String, decoys: Double) throws -> GeneratedDefect {
      var stream = RandomStream(seed: 2, key: "draft")
      let defects = DiffusionDefects(generator, draftNoise: 0.1, decoyShare: decoys)
      return try #require(try defects.generate(family: family, on: surface, insistence: 0, using: &stream))
    }
    for family in DiffusionDefects(generator).families {
      let sample = try made(family, decoys: 1)
      let decoy = try #require(sample.decoy)
      let (change, mask) = (decoy.change(from: surface.image), sample.rendering.mask)
      let inside = mask.values.indices.filter { mask.values[$0] != 0 }
      let drawn = inside.reduce(Float(0)) { $0 + change.values[$1] } / Float(inside.count)
      #expect(drawn > 0.5 / 255 && drawn < 0.1, "\(family): \(drawn)")
      let changed = change.values.indices.count { change.values[$0] > 0 }
      #expect(Double(changed) <= sample.parameters["region_px"] ?? 0)
      let plain = try made(family, decoys: 0)
      #expect(plain.decoy == nil && plain.rendering.image == sample.rendering.image)
    }
  }

  @Test func decoysAreWrittenBesideTheSamples() throws {
    let folder = try Folder()
    let (generator, photographs) = (try Self.trained.get(), try folder.photographs())
    let set = try generator.draw(5, on: photographs, seed: 4, to: folder.url.appendingPathComponent("set"))
    let having = set.records.filter { $0.decoy != nil }
    #expect((2...8).contains(having.count))
    for record in having {
      #expect(record.decoy == "decoys/\(record.id).png")
      #expect(try Image.read(set.url(try #require(record.decoy))).width == 64)
    }
    // A sample that lost its decoy is made again.
    let first = set.url(try #require(having.first?.decoy))
    let bytes = try Data(contentsOf: first)
    try FileManager.default.removeItem(at: first)
    try generator.draw(5, on: photographs, seed: 4, to: set.folder)
    #expect(try Data(contentsOf: first) == bytes)
  }

  /// The same rectangle, larger than the network's side; its draft is dark.
  private struct Rectangle: DefectRegions {
    let name = "rectangle"
    var isCopied = false

    func region(of type: String, on surface: Surface, using stream: inout RandomStream) -> DefectRegion? {
      var mask = Mask(width: surface.image.width, height: surface.image.height)
      for y in 4..<44 { for x in 6..<60 { mask[y, x] = true } }
      return DefectRegion(
        mask: mask, draft: Image(width: mask.width, height: mask.height, channels: 3, filledWith: 0.1),
        copied: isCopied ? surface.image : nil)
    }
  }

  @Test(arguments: [0, 0.4]) func aRegionLargerThanTheNetworksSideIsDrawnWhole(draftNoise: Double) throws {
    let defects = DiffusionDefects(try Self.trained.get(), regions: Rectangle(), draftNoise: draftNoise, traced: true)
    let surface = try Surface(image: Self.photograph(7))
    func made() throws -> GeneratedDefect {
      var stream = RandomStream(seed: 1, key: "large")
      return try #require(
        try defects.generate(family: defects.families[0], on: surface, insistence: 0, using: &stream))
    }
    let (first, second) = (try made(), try withThreads(1) { try made() })
    #expect(first.rendering.image == second.rendering.image)
    #expect(first.parameters["region_px"] == 40 * 54 && (first.parameters["region_filled"] ?? 0) > 0.95)
    #expect(first.trace.count > 1)
    let change = first.rendering.image.change(from: surface.image)
    for i in change.values.indices where first.rendering.mask.values[i] == 0 { #expect(change.values[i] == 0) }
  }

  @Test func greyPhotographsOfAnotherSizeStayGrey() throws {
    let generator = try Self.trained.get()
    var image = Self.photograph(7, channels: 1)
    image = image.resized(width: 90, height: 70)
    var stream = RandomStream(seed: 1, key: "grey")
    let defects = DiffusionDefects(generator)
    let made = try #require(
      try defects.generate(
        family: defects.families[0], on: Surface(image: image), insistence: 0, using: &stream))
    #expect(made.rendering.image.channels == 1 && made.rendering.mask.area > 0)
  }

  @Test func anInterruptedTrainingGoesOnToTheSameGenerator() throws {
    let folder = try Folder()
    let (whole, parts) = (folder.url.appendingPathComponent("whole"), folder.url.appendingPathComponent("parts"))
    let first = try Self.training(in: whole, steps: 6).run()
    var steps = 0
    #expect(throws: DiffusionError.cancelled) {
      try Self.training(in: parts, steps: 6).run(progress: { steps = $0.done }, isCancelled: { steps == 3 })
    }
    #expect(!DefectGenerator.isPresent(in: parts))
    let differences = ["seed: 3 before, 4 now"]
    #expect(throws: DiffusionError.otherTraining(path: parts.path, differences: differences)) {
      try Self.training(in: parts, steps: 6, seed: 4).run()
    }
    var resumed: [Int] = []
    let second = try Self.training(in: parts, steps: 6).run(progress: { resumed.append($0.done) })
    #expect(resumed == [4, 5, 6])
    #expect(first.fingerprint == second.fingerprint && first.step == 6)
    let names = try FileManager.default.subpathsOfDirectory(atPath: parts.path).sorted()
    #expect(names.contains("progress/000004.png") && !names.contains("checkpoint.safetensors"))
    #expect(try ImageHeader.read(parts.appendingPathComponent("progress/000006.png")).width == 8 * 36 + 4)
    let loaded = try DefectGenerator.load(parts)
    #expect(loaded.types == Self.types && loaded.occurrences == first.occurrences && loaded.plan == first.plan)
  }

  @Test func theNearestNetworkIsKeptAndTrainingEndsWhenNothingImproves() throws {
    let folder = try Folder()
    var training = try Self.training(in: folder.url, steps: 40)
    var plan = training.plan
    (plan.patience, plan.pretraining) = (2, 0.1)
    var distances = [0.5, 0.2, 0.3, 0.4, 0.1]
    // Looks at steps 2, 4 …; pre-training ends with step 4.
    training = GeneratorTraining(
      plan, source: training.source, occurrences: training.occurrences, surfaces: training.surfaces, in: folder.url,
      criterion: { _ in distances.removeFirst() })
    var last = 0
    let generator = try training.run(progress: { last = $0.done })
    #expect(generator.step == 4 && last == 8)
  }

  @Test func brokenFoldersAreNamed() throws {
    let folder = try Folder()
    #expect(throws: DiffusionError.self) { try DefectGenerator.load(folder.url) }
    try Self.trained.get().save(to: folder.url)
    let description = folder.url.appendingPathComponent(DefectGenerator.descriptionName)
    let text = try String(contentsOf: description, encoding: .utf8)
    for (old, new) in [
      ("blemish-generator-2", "blemish-generator-9"), ("regions/0/000.png", "../000.png"),
      ("\"side\" : 32", "\"side\" : 33"),
    ] {
      #expect(text.contains(old))
      try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: description)
      #expect(throws: DiffusionError.self, "\(new)") { try DefectGenerator.load(folder.url) }
    }
    try text.write(to: description, atomically: true, encoding: .utf8)
    _ = try DefectGenerator.load(folder.url)
    let picture = folder.url.appendingPathComponent("regions/0/000-picture.png")
    try Image(width: 3, height: 3, channels: 3, filledWith: 0.5).writePNG(to: picture)
    #expect(throws: DiffusionError.self) { try DefectGenerator.load(folder.url) }
  }
}
