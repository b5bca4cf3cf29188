import Datasets
import Foundation
import Testing

@Suite struct SampleSetTests {
  static func record(_ index: Int) -> SampleRecord {
    SampleRecord(
      id: "s\(index)", seed: UInt64.max - UInt64(index), source: "train/good/ä \"1\".png", family: "fracture-line",
      parameters: ["width_um": 0.1 * Double(index), "angle_deg": 30, "depth_um": 1e-7], image: "images/s\(index).png",
      mask: "masks/s\(index).png", area: 17 + index)
  }

  static func write(_ indices: [Int], to writer: SampleSetWriter, in tree: TemporaryTree) throws {
    for index in indices {
      try tree.image("set/images/s\(index).png")
      try tree.mask("set/masks/s\(index).png")
      try writer.append(record(index))
    }
  }

  static func manifest(_ tree: TemporaryTree) throws -> Data {
    try Data(contentsOf: tree.url("set/manifest.jsonl"))
  }

  static func journals(_ tree: TemporaryTree) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: tree.url("set").path).filter { $0.hasPrefix(".") }
  }

  @Test func writesReadsAndHasTheStatedKeys() throws {
    let tree = try TemporaryTree()
    let writer = try SampleSetWriter(folder: tree.url("set"))
    try Self.write([0, 1, 2], to: writer, in: tree)
    let finished = try writer.finish()
    let set = try SampleSet.open(tree.url("set"))
    #expect(set.records == (0..<3).map(Self.record) && finished.records == set.records)
    #expect(FileManager.default.fileExists(atPath: set.url(set.records[0].image).path))
    let line = try #require(Self.manifest(tree).split(separator: 10).first)
    let json = try #require(JSONSerialization.jsonObject(with: line) as? [String: Any])
    #expect(Set(json.keys) == ["id", "seed", "source", "family", "parameters", "image", "mask", "area"])
    #expect(try Self.journals(tree).isEmpty)
  }

  /// Any order of appending, and any interruption, gives the bytes of an undisturbed run.
  @Test func equalRecordsGiveEqualBytes() throws {
    let straight = try TemporaryTree()
    let writer = try SampleSetWriter(folder: straight.url("set"))
    try Self.write(Array(0..<12), to: writer, in: straight)
    _ = try writer.finish()
    let lines = try Self.manifest(straight).split(separator: 10)
    #expect(lines.count == 12 && String(decoding: lines[10], as: UTF8.self).contains("\"id\":\"s10\""))

    let disturbed = try TemporaryTree()
    try Self.write([5, 11, 2, 7], to: SampleSetWriter(folder: disturbed.url("set")), in: disturbed)
    let journal = try #require(try Self.journals(disturbed).first)
    let handle = try FileHandle(forWritingTo: disturbed.url("set/\(journal)"))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"id\":\"s3\",\"se".utf8))
    try handle.close()
    let resumed = try SampleSetWriter(folder: disturbed.url("set"))
    #expect(Set(resumed.existing.keys) == ["s2", "s5", "s7", "s11"] && !resumed.contains("s3"))
    try Self.write([10, 9, 8, 6, 4, 3, 1, 0], to: resumed, in: disturbed)
    _ = try resumed.finish()
    #expect(try Self.manifest(disturbed) == Self.manifest(straight))
  }

  @Test func finishedSetsCanGrow() throws {
    let tree = try TemporaryTree()
    for part in [[0, 1], [2, 3]] {
      let writer = try SampleSetWriter(folder: tree.url("set"))
      try Self.write(part, to: writer, in: tree)
      _ = try writer.finish()
    }
    #expect(try SampleSet.open(tree.url("set")).records.map(\.id) == ["s0", "s1", "s2", "s3"])
  }

  @Test func shardsMerge() throws {
    let tree = try TemporaryTree()
    let (a, b) = (
      try SampleSetWriter(folder: tree.url("set"), shard: "a"), try SampleSetWriter(folder: tree.url("set"), shard: "b")
    )
    try Self.write([0, 2], to: a, in: tree)
    try Self.write([1], to: b, in: tree)
    #expect(try a.finish().records.count == 3)
    try Self.write([3], to: b, in: tree)
    #expect(try b.finish().records.map(\.id) == ["s0", "s1", "s2", "s3"])
    #expect(try Self.journals(tree).isEmpty)
  }

  /// A record whose picture is gone must be made again.
  @Test func recordsWithoutFilesDoNotCount() throws {
    let tree = try TemporaryTree()
    try Self.write([0, 1], to: SampleSetWriter(folder: tree.url("set")), in: tree)
    try FileManager.default.removeItem(at: tree.url("set/masks/s0.png"))
    #expect(Set(try SampleSetWriter(folder: tree.url("set")).existing.keys) == ["s1"])
  }

  @Test func appendingFromManyThreads() throws {
    let tree = try TemporaryTree()
    let writer = try SampleSetWriter(folder: tree.url("set"))
    for index in 0..<200 {
      try tree.text("x", "set/images/s\(index).png")
      try tree.text("x", "set/masks/s\(index).png")
    }
    DispatchQueue.concurrentPerform(iterations: 200) { try? writer.append(Self.record($0)) }
    #expect(try writer.finish().records == (0..<200).map(Self.record))
  }

  @Test(arguments: [
    ("{\"id\":1}", "no sample record"), ("nonsense", "no sample record"),
    ("REPEAT", "repeated"), ("../images/x.png", "leads out"), ("/etc/passwd", "leads out"),
  ])
  func malformedLinesAreNamed(text: String, reason: String) throws {
    let tree = try TemporaryTree()
    let good = String(decoding: try Self.record(1).jsonLine(), as: UTF8.self)
    var bad = text
    if text == "REPEAT" { bad = good }
    if text.contains("/") {
      var record = Self.record(2)
      record.image = text
      bad = String(decoding: try record.jsonLine(), as: UTF8.self)
    }
    try tree.text(good + "\n" + bad + "\n", "set/manifest.jsonl")
    let error = #expect(throws: DatasetError.self) { try SampleSet.open(tree.url("set")) }
    guard case .malformedLine(_, 2, let message)? = error else { Issue.record("\(String(describing: error))"); return }
    #expect(message.contains(reason))
  }

  @Test func numbersMustBeFinite() throws {
    var record = Self.record(1)
    record.parameters["width_um"] = .nan
    #expect(throws: DatasetError.self) { try record.jsonLine() }
  }

  @Test func placesThatCannotBeWritten() throws {
    let tree = try TemporaryTree()
    try tree.text("a file", "set")
    #expect(throws: DatasetError.self) { try SampleSetWriter(folder: tree.url("set")) }
    #expect(throws: DatasetError.self) { try SampleSet.open(tree.url("none")) }
  }

  @Test func setsAreJoinedWithoutCopyingFiles() throws {
    let tree = try TemporaryTree()
    func set(_ name: String, _ indices: Range<Int>) throws -> SampleSet {
      let writer = try SampleSetWriter(folder: tree.url("all/\(name)"))
      for index in indices {
        try tree.image("all/\(name)/images/s\(index).png")
        try tree.mask("all/\(name)/masks/s\(index).png")
        try writer.append(Self.record(index))
      }
      return try writer.finish()
    }
    let (first, second) = (try set("one", 0..<3), try set("two/deep", 0..<10))
    let joined = SampleSet.union([(first, nil), (second, 5)])
    #expect(joined.records.map(\.id) == (0..<3).map { "one/s\($0)" } + [0, 2, 4, 6, 8].map { "two/deep/s\($0)" })
    for record in joined.records {
      for path in [record.image, record.mask] {
        #expect(FileManager.default.fileExists(atPath: joined.url(path).path), "\(path)")
      }
    }
    #expect(SampleSet.union([(first, 99)]).records == first.records, "one set stays as it is")
    #expect(second.filtered { $0.id.hasSuffix("3") }.records.map(\.id) == ["s3"] && second.records.count == 10)
  }
}
