import Datasets
import Foundation
import Imaging
import Randomness
import Testing

/// Sample sets in the layouts of other programs: what is read back is what was made.
@Suite struct ExportTests {
  /// Three samples of 40 × 30 px of two families; their masks have several regions and holes.
  static func set(in tree: TemporaryTree) throws -> SampleSet {
    let writer = try SampleSetWriter(folder: tree.url("set"))
    for index in 0..<3 {
      let mask = mask(index)
      try tree.image("set/images/\(index).png", width: 40, height: 30)
      try tree.write(mask.pngData(), "set/masks/\(index).png")
      try writer.append(
        SampleRecord(
          id: "\(index)", seed: 1, source: "a.png", family: index == 1 ? "crack" : "stain", parameters: [:],
          image: "images/\(index).png", mask: "masks/\(index).png", area: mask.area))
    }
    return try writer.finish()
  }

  static func mask(_ index: Int) -> Mask {
    var stream = RandomStream(seed: UInt64(index), key: "export")
    var mask = Mask(width: 40, height: 30)
    for _ in 0..<4 {
      let (x, y, radius) = (stream.integer(0...39), stream.integer(0...29), stream.uniform(2...8))
      for row in 0..<30 {
        for column in 0..<40 {
          let distance = Double((column - x) * (column - x) + (row - y) * (row - y)).squareRoot()
          if distance < radius { mask[row, column] = distance > radius / 2 }
        }
      }
    }
    for i in mask.values.indices where stream.bernoulli(0.03) { mask.values[i] = 1 - mask.values[i] }
    return mask
  }

  static func object(_ url: URL) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
  }

  @Test func mvtecTreesAreReadAgain() throws {
    let tree = try TemporaryTree()
    let set = try Self.set(in: tree)
    try tree.image("photographs/x/7.png", "photographs/y/8.png", width: 20)
    let good = ["photographs/x/7.png", "photographs/y/8.png"].map {
      DatasetItem(id: $0, image: tree.url($0), label: .good, split: .train)
    }
    try set.export(as: .mvtec, to: tree.url("out"), good: GoodPhotographs(good, side: nil))
    let dataset = try Dataset.open(tree.url("out"))
    #expect(dataset.layout == .mvtec && dataset.problems.isEmpty)
    #expect(dataset.train.map(\.id) == ["train/good/7.png", "train/good/8.png"])
    #expect(dataset.test.map(\.id) == ["test/crack/1.png", "test/stain/0.png", "test/stain/2.png"])
    for item in dataset.test {
      let index = try #require(Int((item.image.lastPathComponent as NSString).deletingPathExtension))
      #expect(try item.readMask() == Self.mask(index))
      #expect(try Data(contentsOf: item.image) == Data(contentsOf: set.url("images/\(index).png")))
    }
    #expect(try Data(contentsOf: dataset.train[0].image) == Data(contentsOf: good[0].image))
  }

  @Test func goodPhotographsOfOneNameAreNumberedAndResized() throws {
    let tree = try TemporaryTree()
    let set = try Self.set(in: tree)
    try tree.image("x/7.png", "y/7.png", width: 20)
    let good = ["x/7.png", "y/7.png"].map { DatasetItem(id: $0, image: tree.url($0), label: .good, split: .train) }
    try set.export(as: .coco, to: tree.url("out"), good: GoodPhotographs(good, side: 32))
    for name in ["good-000000", "good-000001"] {
      let header = try ImageHeader.read(tree.url("out/images/\(name).png"))
      #expect((header.width, header.height) == (32, 32))
    }
    let images = try #require(Self.object(tree.url("out/annotations.json"))["images"] as? [[String: Any]])
    #expect(images.count == 5)
  }

  @Test func runLengthsOfCOCOGiveTheMaskBack() throws {
    let tree = try TemporaryTree()
    try Self.set(in: tree).export(as: .coco, to: tree.url("out"))
    let file = try Self.object(tree.url("out/annotations.json"))
    let masks = try annotated(file) { segmentation, _ in
      let code = try #require(segmentation as? [String: Any])
      #expect(code["size"] as? [Int] == [30, 40])
      return Self.decoded(try #require(code["counts"] as? String), width: 40, height: 30)
    }
    #expect(masks == (0..<3).map(Self.mask))
    let categories = try #require(file["categories"] as? [[String: Any]])
    #expect(categories.compactMap { $0["name"] as? String } == ["crack", "stain"])
    #expect(categories.compactMap { $0["id"] as? Int } == [1, 2])
  }

  @Test func polygonsOfCOCOGiveTheMaskBack() throws {
    let tree = try TemporaryTree()
    try Self.set(in: tree).export(as: .cocoPolygons, to: tree.url("out"))
    let masks = try annotated(Self.object(tree.url("out/annotations.json"))) { segmentation, _ in
      let polygons = try #require(segmentation as? [[Double]])
      #expect(polygons.count == 1)
      return Self.filled(polygons[0], width: 40, height: 30)
    }
    #expect(masks == (0..<3).map(Self.mask))
  }

  /// The union of each picture's annotations, after a check that areas, boxes and categories belong to them.
  private func annotated(_ file: [String: Any], _ decode: (Any?, [String: Any]) throws -> Mask) throws -> [Mask] {
    let images = try #require(file["images"] as? [[String: Any]])
    let annotations = try #require(file["annotations"] as? [[String: Any]])
    #expect(annotations.compactMap { $0["id"] as? Int } == Array(1...annotations.count))
    return try images.map { image in
      var union = Mask(width: 40, height: 30)
      for annotation in annotations where annotation["image_id"] as? Int == image["id"] as? Int {
        let mask = try decode(annotation["segmentation"], annotation)
        let component = try #require(mask.connectedComponents().components.first)
        let box = component.box
        #expect(component.area == mask.area && annotation["area"] as? Int == mask.area)
        #expect(annotation["bbox"] as? [Int] == [box.x, box.y, box.width, box.height])
        #expect(annotation["iscrowd"] as? Int == 0)
        #expect(annotation["category_id"] as? Int == (image["file_name"] as? String == "1.png" ? 1 : 2))
        #expect(union.intersection(mask).area == 0)
        union = union.union(mask)
      }
      return union
    }
  }

  /// What a program that follows COCO's own description looks for at the top of the file.
  @Test func allPartsOfCOCOAreThere() throws {
    let tree = try TemporaryTree()
    try Self.set(in: tree).export(as: .coco, to: tree.url("out"))
    let file = try Self.object(tree.url("out/annotations.json"))
    #expect(Set(file.keys) == ["info", "licenses", "images", "annotations", "categories"])
    #expect((file["info"] as? [String: String])?["contributor"] == "Blemish")
    #expect((file["licenses"] as? [Any])?.isEmpty == true)
  }

  @Test(arguments: ExportFormat.allCases)
  func aSecondCallChangesNothing(_ format: ExportFormat) throws {
    let tree = try TemporaryTree()
    let set = try Self.set(in: tree)
    func contents() throws -> [String: Data] {
      let root = tree.url("out")
      return try FileManager.default.subpathsOfDirectory(atPath: root.path).reduce(into: [:]) {
        $0[$1] = try? Data(contentsOf: root.appendingPathComponent($1))
      }
    }
    #expect(throws: DatasetError.cancelled) { try set.export(as: format, to: tree.url("out"), isCancelled: { true }) }
    try set.export(as: format, to: tree.url("out"))
    let before = try contents()
    try set.export(as: format, to: tree.url("out"))
    #expect(try contents() == before)
  }

  @Test func otherContentIsLeftAlone() throws {
    let tree = try TemporaryTree()
    let set = try Self.set(in: tree)
    try tree.text("kept", "out/annotations.json")
    #expect(throws: DatasetError.occupied(path: tree.url("out").path, by: "annotations.json")) {
      try set.export(as: .coco, to: tree.url("out"))
    }
    try set.export(as: .yolo, to: tree.url("other"))
    #expect(throws: DatasetError.occupied(path: tree.url("other").path, by: "another export")) {
      try set.export(as: .mvtec, to: tree.url("other"))
    }
  }

  @Test func brokenSetsAreNamed() throws {
    let tree = try TemporaryTree()
    let set = try Self.set(in: tree)
    try tree.mask("set/masks/1.png", width: 8, height: 6)
    #expect(throws: DatasetError.maskSize(path: tree.url("set/masks/1.png").path, mask: [8, 6], image: [40, 30])) {
      try set.export(as: .coco, to: tree.url("out"))
    }
    #expect(!FileManager.default.fileExists(atPath: tree.url("out/annotations.json").path))
  }

  /// Golden strings of pycocotools.
  @Test func runLengthsAreThoseOfThePublishedTool() throws {
    struct Case: Decodable {
      let name: String
      let rows: [String]
      let counts: String
      let area: Int
    }
    let url = try #require(Bundle.module.url(forResource: "Golden/coco", withExtension: "json"))
    for golden in try JSONDecoder().decode([Case].self, from: Data(contentsOf: url)) {
      let (width, height) = (golden.rows[0].count, golden.rows.count)
      let mask = Mask(width: width, height: height, values: golden.rows.joined().map { $0 == "1" ? 1 : 0 })
      let frame = PixelBox(x: 0, y: 0, width: width, height: height)
      #expect(RunLengths(mask, at: frame, inHeight: height, width: width).compressed == golden.counts, "\(golden.name)")
      #expect(Self.decoded(golden.counts, width: width, height: height) == mask && mask.area == golden.area)
    }
  }

  /// COCO's compressed run lengths, after their description in the API's source.
  private static func decoded(_ text: String, width: Int, height: Int) -> Mask {
    var (counts, value, shift) = ([Int](), 0, 0)
    for byte in text.utf8 {
      let group = Int(byte) - 48
      value |= (group & 0x1f) << shift
      shift += 5
      guard group & 0x20 == 0 else { continue }
      if group & 0x10 != 0 { value |= -1 << shift }
      counts.append(counts.count > 2 ? value + counts[counts.count - 2] : value)
      (value, shift) = (0, 0)
    }
    var mask = Mask(width: width, height: height)
    var position = 0
    for (index, count) in counts.enumerated() {
      if index % 2 == 1 { for i in position..<position + count { mask[i % height, i / height] = true } }
      position += count
    }
    return mask
  }

  /// Even-odd filling, sampled at the centres of pixels.
  private static func filled(_ flat: [Double], width: Int, height: Int) -> Mask {
    let corners = stride(from: 0, to: flat.count, by: 2).map { SIMD2(flat[$0], flat[$0 + 1]) }
    var mask = Mask(width: width, height: height)
    for (a, b) in zip(corners, corners.dropFirst() + corners.prefix(1)) {
      for y in 0..<height {
        let centre = Double(y) + 0.5
        guard (a.y <= centre) != (b.y <= centre) else { continue }
        let crossing = a.x + (centre - a.y) / (b.y - a.y) * (b.x - a.x)
        for x in 0..<width where Double(x) + 0.5 > crossing { mask[y, x].toggle() }
      }
    }
    return mask
  }
}
