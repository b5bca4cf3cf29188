import Datasets
import Foundation
import Testing

/// What defects and files are called in exports.
@Suite struct ExportedNamesTests {
  /// Samples of one family and three types.
  private static func typed(in tree: TemporaryTree, _ types: [String?] = ["scratch", "dent", nil]) throws -> SampleSet {
    var records: [SampleRecord] = []
    for (index, type) in types.enumerated() {
      try tree.image("set/\(index).png")
      try tree.mask("set/m\(index).png")
      records.append(
        YOLOExportTests.record("\(index)", family: "learned", type: type, image: "\(index).png", mask: "m\(index).png"))
    }
    return try YOLOExportTests.set(records, in: tree)
  }

  @Test func defectsAreCalledByTheirTypes() throws {
    let tree = try TemporaryTree()
    let set = try Self.typed(in: tree)
    try set.export(as: .coco, to: tree.url("coco"))
    let file = try ExportTests.object(tree.url("coco/annotations.json"))
    let categories = try #require(file["categories"] as? [[String: Any]])
    #expect(categories.compactMap { $0["name"] as? String } == ["dent", "learned", "scratch"])
    let annotations = try #require(file["annotations"] as? [[String: Any]])
    #expect(annotations.compactMap { $0["category_id"] as? Int } == [3, 1, 2])
    try set.export(as: .mvtec, to: tree.url("mvtec"))
    #expect(try Dataset.open(tree.url("mvtec")).defectTypes == ["dent", "learned", "scratch"])
    try set.export(as: .yolo, to: tree.url("yolo"))
    #expect(try String(contentsOf: tree.url("yolo/labels/0.txt"), encoding: .utf8).hasPrefix("2 "))
  }

  @Test(arguments: ["../x", "a/b", ".hidden", "good", "OK"]) func aTypeThatMakesNoFolderIsNamed(_ type: String) throws {
    let tree = try TemporaryTree()
    let set = try Self.typed(in: tree, [type])
    #expect(throws: DatasetError.self) { try set.export(as: .mvtec, to: tree.url("out")) }
    #expect(!FileManager.default.fileExists(atPath: tree.url("out/test").path))
    try set.export(as: .coco, to: tree.url("coco"))
  }

  /// Ids that would make one file name, on some disk or in some format.
  @Test func noSampleTakesThePlaceOfAnother() throws {
    let tree = try TemporaryTree()
    var records: [SampleRecord] = []
    for (index, id) in ["a/b", "a-b", "A-B", "good-7", "7"].enumerated() {
      try tree.image("set/\(index).png")
      try tree.mask("set/m\(index).png", area: index + 1)
      records.append(YOLOExportTests.record(id, family: "f", image: "\(index).png", mask: "m\(index).png"))
    }
    try tree.image("7.png")
    let good = GoodPhotographs(
      [DatasetItem(id: "7.png", image: tree.url("7.png"), label: .good, split: .train)], side: nil)
    try YOLOExportTests.set(records, in: tree).export(as: .yolo, to: tree.url("out"), good: good)
    let names = try FileManager.default.contentsOfDirectory(atPath: tree.url("out/images").path)
    #expect(names.count == 6 && Set(names.map { $0.lowercased() }).count == 6)
    let pictures = try names.map { try Data(contentsOf: tree.url("out/images/\($0)")) }
    #expect(Set(pictures).count == 6)
    #expect(try FileManager.default.contentsOfDirectory(atPath: tree.url("out/labels").path).count == 6)
  }

  /// A picture that was made anew since is exported anew; names alone say nothing.
  @Test(arguments: ExportFormat.allCases) func changedPicturesAreExportedAnew(_ format: ExportFormat) throws {
    let tree = try TemporaryTree()
    let set = try Self.typed(in: tree, [nil])
    try tree.image("p/7.png")
    let good = GoodPhotographs(
      [DatasetItem(id: "7.png", image: tree.url("p/7.png"), label: .good, split: .train)], side: nil)
    try set.export(as: format, to: tree.url("out"), good: good)
    // As a program that writes whole files does: the exported link keeps the old one.
    for path in ["set/0.png", "p/7.png"] {
      try FileManager.default.removeItem(at: tree.url(path))
      try tree.image(path, width: 8, height: 6, channels: 1)
    }
    try set.export(as: format, to: tree.url("out"), good: good)
    let files = try FileManager.default.subpathsOfDirectory(atPath: tree.url("out").path).map { tree.url("out/\($0)") }
    let contents = files.compactMap { try? Data(contentsOf: $0) }
    for path in ["set/0.png", "p/7.png"] { #expect(try contents.contains(Data(contentsOf: tree.url(path))), "\(path)") }
  }

  @Test func distinctNamesAreShortWhereTheyCanBe() {
    let paths = ["b.png", "a.png", "a.jpg", "A.bmp", "a.png.bmp", "sub/a.png"]
    let wishes = paths.map { DistinctNames.Wish(short: String($0[..<$0.lastIndex(of: ".")!]), full: $0) }
    let names = DistinctNames.of(wishes)
    #expect(names == ["b", "a.png-2", "a.jpg", "A.bmp", "a.png", "sub/a"])
    #expect(DistinctNames.of(wishes, isFree: { $0 != "b" })[0] == "b.png")
  }
}
