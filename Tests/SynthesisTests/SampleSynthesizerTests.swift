import Datasets
import Foundation
import Imaging
import Physics
import Randomness
import Synchronization
import Synthesis
import Testing

/// A folder that is removed with the test.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("blemish synthesis ä \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Three textured photographs of 64 × 48 px.
  func photographs() throws -> [DatasetItem] {
    try (0..<3).map { index in
      var stream = RandomStream(seed: UInt64(index), key: "photograph")
      var image = Image(width: 64, height: 48, channels: index == 0 ? 1 : 3)
      for i in image.pixels.indices { image.pixels[i] = Float(stream.integer(90...150)) / 255 }
      let file = url.appendingPathComponent("\(index).png")
      try image.writePNG(to: file)
      return DatasetItem(id: "train/good/\(index).png", image: file, label: .good, split: .train)
    }
  }

  /// Every file below a folder with its bytes, by name.
  func contents(_ name: String) throws -> [String: Data] {
    let root = url.appendingPathComponent(name)
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      files[path] = try? Data(contentsOf: root.appendingPathComponent(path))
    }
    return files
  }
}

@Suite struct SampleSynthesizerTests {
  @Test func aSetIsCompleteAndTrue() throws {
    let folder = try TemporaryFolder()
    let photographs = try folder.photographs()
    let out = folder.url.appendingPathComponent("set")
    let set = try SampleSynthesizer().synthesize(photographs: photographs, count: 30, seed: 7, to: out)
    #expect(set.records.count == 30)
    #expect(Set(set.records.map(\.family)) == Set(DefectFamily.standard.map(\.rawValue)))
    #expect(Dictionary(grouping: set.records, by: \.source).mapValues(\.count).values.allSatisfy { $0 == 10 })
    for record in set.records {
      let source = try #require(photographs.first { $0.id == record.source })
      let before = try Image.read(source.image)
      let after = try Image.read(set.url(record.image))
      let mask = try Mask.read(set.url(record.mask))
      #expect(mask.area == record.area && record.area > 0)
      for pixel in 0..<before.area {
        let change = (0..<before.channels).map {
          abs(before.pixels[$0 * before.area + pixel] - after.pixels[$0 * before.area + pixel])
        }
        #expect((change.max()! >= 2 / 255 - 1e-5) == (mask.values[pixel] == 1))
        #expect(mask.values[pixel] == 1 || change.max()! == 0)
      }
    }
  }

  @Test func memoryAndFolderAgree() throws {
    let folder = try TemporaryFolder()
    let photographs = try folder.photographs()
    let synthesizer = try SampleSynthesizer()
    let set = try synthesizer.synthesize(
      photographs: photographs, count: 8, seed: 3, to: folder.url.appendingPathComponent("set"))
    for index in 0..<8 {
      let sample = try synthesizer.sample(index, photographs: photographs, seed: 3)
      #expect(sample.record == set.records[index])
      #expect(try Image.read(set.url(sample.record.image)) == sample.image)
      #expect(try Mask.read(set.url(sample.record.mask)) == sample.mask)
    }
  }

  @Test func shardsAndInterruptionsGiveTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let photographs = try folder.photographs()
    var configuration = SynthesisConfiguration()
    configuration.families = DefectFamily.allCases
    let synthesizer = try SampleSynthesizer(configuration)
    func run(_ name: String, _ shard: Shard = .all, stopAfter: Int = .max) throws {
      let asked = Mutex(0)
      try synthesizer.synthesize(
        photographs: photographs, count: 36, seed: 11, to: folder.url.appendingPathComponent(name), shard: shard,
        isCancelled: {
          asked.withLock {
            $0 += 1; return $0 > stopAfter
          }
        })
    }
    try run("whole")
    try run("sharded", Shard(index: 1, count: 3))
    try run("sharded", Shard(index: 0, count: 3))
    try run("sharded", Shard(index: 2, count: 3))
    #expect(throws: SynthesisError.cancelled) { try run("resumed", stopAfter: 6) }
    try run("resumed")
    let whole = try folder.contents("whole")
    #expect(whole["manifest.jsonl"]?.isEmpty == false)
    for name in ["sharded", "resumed"] {
      let files = try folder.contents(name).filter { !$0.key.hasPrefix(".journal") }
      #expect(files == whole)
    }
  }

  @Test func otherSeedsGiveOtherSamples() throws {
    let folder = try TemporaryFolder()
    let photographs = try folder.photographs()
    let synthesizer = try SampleSynthesizer()
    let first = try synthesizer.sample(0, photographs: photographs, seed: 1)
    let second = try synthesizer.sample(0, photographs: photographs, seed: 2)
    #expect(first.image != second.image)
  }

  @Test func aFolderOfOtherSettingsIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    let photographs = try folder.photographs()
    let out = folder.url.appendingPathComponent("set")
    try SampleSynthesizer().synthesize(photographs: photographs, count: 2, seed: 1, to: out)
    let before = try folder.contents("set")
    let differences = ["seed: 1 before, 2 now"]
    #expect(throws: SynthesisError.otherSettings(folder: out.path, differences: differences)) {
      try SampleSynthesizer().synthesize(photographs: photographs, count: 2, seed: 2, to: out)
    }
    #expect(try folder.contents("set") == before)
  }

  /// Other photographs under the same names are other photographs; the same ones elsewhere are not.
  @Test func samplesOfReplacedPhotographsAreNotMixed() throws {
    let folder = try TemporaryFolder()
    var photographs = try folder.photographs()
    let out = folder.url.appendingPathComponent("set")
    try SampleSynthesizer().synthesize(photographs: photographs, count: 2, seed: 1, to: out)
    let moved = folder.url.appendingPathComponent("elsewhere.png")
    try FileManager.default.moveItem(at: photographs[0].image, to: moved)
    photographs[0] = DatasetItem(id: photographs[0].id, image: moved, label: .good, split: .train)
    try SampleSynthesizer().synthesize(photographs: photographs, count: 3, seed: 1, to: out)
    try Image(width: 64, height: 48, channels: 3, filledWith: 0.5).writePNG(to: photographs[1].image)
    let differences = ["files changed: train/good/1.png"]
    #expect(throws: SynthesisError.otherSettings(folder: out.path, differences: differences)) {
      try SampleSynthesizer().synthesize(photographs: photographs, count: 3, seed: 1, to: out)
    }
  }

  @Test func progressCountsToTheEnd() throws {
    let folder = try TemporaryFolder()
    let seen = Mutex<[Int]>([])
    try SampleSynthesizer().synthesize(
      photographs: folder.photographs(), count: 9, seed: 1, to: folder.url.appendingPathComponent("set"),
      progress: { progress in seen.withLock { $0.append(progress.done) } })
    #expect(seen.withLock { $0 } == Array(1...9))
  }

  @Test func settingsWithoutMeaningAreRefused() {
    var configuration = SynthesisConfiguration()
    configuration.families = []
    #expect(throws: SynthesisError.self) { try SampleSynthesizer(configuration) }
    configuration = SynthesisConfiguration()
    configuration.leastSeverity = 0.8
    configuration.greatestSeverity = 0.5
    #expect(throws: SynthesisError.self) { try SampleSynthesizer(configuration) }
  }

  @Test func missingAndBrokenPhotographsAreNamed() throws {
    let folder = try TemporaryFolder()
    let out = folder.url.appendingPathComponent("set")
    #expect(throws: SynthesisError.noPhotographs) {
      try SampleSynthesizer().synthesize(photographs: [], count: 1, seed: 1, to: out)
    }
    let broken = folder.url.appendingPathComponent("broken.png")
    try Data("no picture".utf8).write(to: broken)
    let item = DatasetItem(id: "broken.png", image: broken, label: .good, split: .train)
    #expect(throws: ImagingError.self) {
      try SampleSynthesizer().synthesize(photographs: [item], count: 1, seed: 1, to: out)
    }
    #expect(!FileManager.default.fileExists(atPath: out.appendingPathComponent("manifest.jsonl").path))
  }

  @Test func blankPhotographsWork() throws {
    let folder = try TemporaryFolder()
    for (index, level) in [Float(0), 1].enumerated() {
      let file = folder.url.appendingPathComponent("blank\(index).png")
      try Image(width: 64, height: 64, channels: 3, filledWith: level).writePNG(to: file)
      let item = DatasetItem(id: "blank", image: file, label: .good, split: .train)
      let set = try SampleSynthesizer().synthesize(
        photographs: [item], count: 24, seed: 1, to: folder.url.appendingPathComponent("set\(index)"))
      #expect(set.records.allSatisfy { $0.area > 0 })
    }
  }

  @Test func aPreviewHasTwoRowsAFamily() throws {
    let folder = try TemporaryFolder()
    let sheet = try SampleSynthesizer().preview(
      photographs: folder.photographs(), perFamily: 3, side: 32, seed: 1)
    #expect(sheet.width == 3 * 36 + 4)
    #expect(sheet.height == 2 * DefectFamily.standard.count * 36 + 4)
    #expect(
      try SampleSynthesizer().preview(photographs: folder.photographs(), perFamily: 3, side: 32, seed: 1) == sheet)
  }

  @Test func namesOfParametersDoNotCollideInTheManifest() {
    for family in DefectFamily.allCases {
      let names = family.model.parameterNotes.map(\.name)
      #expect(Set(names).isDisjoint(with: ["contrast", "severity", "instances"]), "\(family)")
    }
  }
}
