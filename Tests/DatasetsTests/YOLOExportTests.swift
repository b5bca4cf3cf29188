import Datasets
import Foundation
import Imaging
import Randomness
import Testing

/// YOLO segmentation as its readers see it.
@Suite struct YOLOExportTests {
  /// How readers come from shares of a picture's size to pixels.
  static let readings: [(String, @Sendable (Double) -> Double)] = [
    ("cut", { $0.rounded(.down) }), ("rounded", { $0.rounded() }),
  ]

  @Test(arguments: readings.indices) func labelsGiveTheMaskBack(_ reading: Int) throws {
    let tree = try TemporaryTree()
    try ExportTests.set(in: tree).export(as: .yolo, to: tree.url("out"))
    for index in 0..<3 {
      let read = try Self.read(tree.url("out/labels/\(index).txt"), width: 40, height: 30, Self.readings[reading].1)
      #expect(read.mask == ExportTests.mask(index))
      #expect(Set(read.classes) == [index == 1 ? 0 : 1])
      #expect(FileManager.default.fileExists(atPath: tree.url("out/images/\(index).png").path))
    }
  }

  /// Lines one pixel wide, dots, rings in rings, and noise, which is full of holes and of pixels that meet at corners.
  @Test(arguments: Shape.allCases) func everyShapeIsGivenBack(_ shape: Shape) throws {
    for (number, side) in [16, 33, 64, 250].enumerated() {
      let mask = shape.mask(side: side, seed: UInt64(number))
      let tree = try TemporaryTree()
      try Self.export(mask, from: tree)
      for (name, reading) in Self.readings {
        let read = try Self.read(tree.url("out/labels/a.txt"), width: side, height: side, reading)
        #expect(read.mask == mask, "\(side) px, \(name)")
      }
    }
  }

  enum Shape: CaseIterable {
    case dot, row, column, diagonal, frame, rings, chequers, sparse, dense, all

    func mask(side: Int, seed: UInt64) -> Mask {
      var stream = RandomStream(seed: seed, key: "\(self)")
      var mask = Mask(width: side, height: side)
      for y in 0..<side {
        for x in 0..<side {
          let edge = min(x, y, side - 1 - x, side - 1 - y)
          mask[y, x] =
            switch self {
            case .dot: x == side / 2 && y == side / 3
            case .row: y == side / 2
            case .column: x == side - 1
            case .diagonal: x == y
            case .frame: edge == 0
            case .rings: edge % 4 < 2
            case .chequers: (x + y) % 2 == 0
            case .sparse: stream.bernoulli(0.3)
            case .dense: stream.bernoulli(0.8)
            case .all: true
            }
        }
      }
      return mask
    }
  }

  /// Three points at least: with fewer, a line of numbers would be taken for a box.
  @Test func everyLineIsAPolygon() throws {
    let tree = try TemporaryTree()
    var mask = Mask(width: 32, height: 32)
    for place in [(0, 0), (31, 31), (9, 4), (9, 5), (20, 8), (21, 9)] { mask[place.1, place.0] = true }
    try Self.export(mask, from: tree)
    let lines = try String(contentsOf: tree.url("out/labels/a.txt"), encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 4)
    for line in lines {
      let numbers = try line.split(separator: " ").dropFirst().map { try #require(Double($0)) }
      #expect(numbers.count == 6 && numbers.allSatisfy { (0..<1).contains($0) })
    }
  }

  @Test func namesAreStringsToAReaderOfYAML() throws {
    let tree = try TemporaryTree()
    var records: [SampleRecord] = []
    for (index, type) in ["no", "1", "Kratzer: tief", #"a "b" \ # c"#, "Öl"].enumerated() {
      try tree.image("set/\(index).png")
      try tree.mask("set/m\(index).png")
      records.append(
        Self.record("\(index)", family: "learned", type: type, image: "\(index).png", mask: "m\(index).png"))
    }
    try Self.set(records, in: tree).export(as: .yolo, to: tree.url("out"))
    let text = try String(contentsOf: tree.url("out/data.yaml"), encoding: .utf8)
    #expect(text.contains("train: images\n"))
    let names = text.components(separatedBy: "names:\n")[1].split(separator: "\n").map(String.init)
    #expect(names == [#"  0: "1""#, #"  1: "Kratzer: tief""#, #"  2: "a \"b\" \\ # c""#, #"  3: "no""#, #"  4: "Öl""#])
  }

  // MARK: -

  static func record(_ id: String, family: String, type: String? = nil, image: String, mask: String) -> SampleRecord {
    SampleRecord(
      id: id, seed: 1, source: "s", family: family, parameters: [:], image: image, mask: mask, area: 1, type: type)
  }

  static func set(_ records: [SampleRecord], in tree: TemporaryTree) throws -> SampleSet {
    let writer = try SampleSetWriter(folder: tree.url("set"))
    for record in records { try writer.append(record) }
    return try writer.finish()
  }

  private static func export(_ mask: Mask, from tree: TemporaryTree) throws {
    try tree.image("set/a.png", width: mask.width, height: mask.height)
    try tree.write(mask.pngData(), "set/m.png")
    try set([record("a", family: "f", image: "a.png", mask: "m.png")], in: tree).export(as: .yolo, to: tree.url("out"))
  }

  /// The union of a file's regions, in numbers as precise as those that programs compute with.
  private static func read(
    _ file: URL, width: Int, height: Int, _ reading: (Double) -> Double
  ) throws -> (mask: Mask, classes: [Int]) {
    var (union, classes) = (Mask(width: width, height: height), [Int]())
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let numbers = try line.split(separator: " ").map { try #require(Float($0)) }
      classes.append(Int(numbers[0]))
      let pixels = numbers.dropFirst().enumerated().map { index, share in
        Int(reading(Double(share * Float(index % 2 == 0 ? width : height))))
      }
      let points = stride(from: 0, to: pixels.count, by: 2).map { SIMD2(pixels[$0], pixels[$0 + 1]) }
      union = union.union(filledLine(points, width: width, height: height))
    }
    return (union, classes)
  }
}
