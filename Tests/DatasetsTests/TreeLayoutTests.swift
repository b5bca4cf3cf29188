import Datasets
import Foundation
import Imaging
import Testing

extension DatasetItem {
  /// The item in one line: what a test wants to see at a glance.
  var summary: String {
    let masks = masks.map { $0.deletingLastPathComponent().lastPathComponent + "/" + $0.lastPathComponent }
    return ([split.rawValue, label.rawValue, defectType ?? "-", id] + masks).joined(separator: " ")
  }
}

@Suite struct TreeLayoutTests {
  @Test func mvtec() throws {
    let tree = try TemporaryTree()
    try tree.image("train/good/000.png", "train/good/001.png", "test/good/000.png")
    try tree.image("test/broken_large/000.png", "test/broken_large/010.png", "test/crack/000.png")
    try tree.mask("ground_truth/broken_large/000_mask.png", "ground_truth/broken_large/010_mask.png")
    try tree.mask("ground_truth/crack/000_mask.png")
    try tree.text("not an image", "readme.txt")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.layout == .mvtec)
    #expect(dataset.problems.isEmpty)
    #expect(
      dataset.items.map(\.summary) == [
        "test anomalous broken_large test/broken_large/000.png broken_large/000_mask.png",
        "test anomalous broken_large test/broken_large/010.png broken_large/010_mask.png",
        "test anomalous crack test/crack/000.png crack/000_mask.png",
        "test good - test/good/000.png",
        "train good - train/good/000.png",
        "train good - train/good/001.png",
      ])
    #expect(dataset.train.count == 2 && dataset.test.count == 4 && dataset.validation.isEmpty)
    #expect(dataset.defectTypes == ["broken_large", "crack"])
    #expect(dataset.name == "prüf ling")
  }

  /// By position the masks of 002 and 007 would go to 001 and 002.
  @Test func masksPairByNameNeverByPosition() throws {
    let tree = try TemporaryTree()
    try tree.image("train/good/000.png", "test/crack/001.png", "test/crack/002.png")
    try tree.mask("ground_truth/crack/002_mask.png", "ground_truth/crack/007_mask.png")
    let dataset = try Dataset.open(tree.root)
    #expect(
      dataset.test.map(\.summary) == [
        "test anomalous crack test/crack/001.png", "test anomalous crack test/crack/002.png crack/002_mask.png",
      ])
    #expect(dataset.problems.map(\.kind) == [.imageWithoutMask, .maskWithoutImage])
    #expect(dataset.problems.map(\.files) == [["test/crack/001.png"], ["ground_truth/crack/007_mask.png"]])
    #expect(dataset.problems.allSatisfy { $0.severity == .error })
  }

  @Test func masksOfATypeWithoutImagesAreNamed() throws {
    let tree = try TemporaryTree.mvtec()
    try tree.mask("ground_truth/hole/000_mask.png")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.problems.map(\.files) == [["ground_truth/hole/000_mask.png"]])
  }

  @Test func locoHasSeveralMasksAnImageAndAValidationPart() throws {
    let tree = try TemporaryTree()
    try tree.image("train/good/000.png", "train/good/001.png", "validation/good/000.png", "test/good/000.png")
    try tree.image("test/logical_anomalies/000.png", "test/structural_anomalies/000.png")
    try tree.mask("ground_truth/logical_anomalies/000/000.png", area: 2, value: 1)
    try tree.mask("ground_truth/logical_anomalies/000/001.png", area: 7, value: 0.98)
    try tree.mask("ground_truth/structural_anomalies/000/000.png", area: 1)
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.problems.isEmpty)
    let logical = try #require(dataset.test.first { $0.defectType == "logical_anomalies" })
    #expect(logical.masks.map(\.lastPathComponent) == ["000.png", "001.png"])
    #expect(try logical.readMask()?.area == 7)
    #expect(dataset.validation.map(\.id) == ["validation/good/000.png"])
    let split = try dataset.split(seed: 1)
    #expect(split.fit.count == 2 && split.validation.map(\.id) == ["validation/good/000.png"])
  }

  @Test func btad() throws {
    let tree = try TemporaryTree("01")
    try tree.image("train/ok/0000.bmp", "train/ok/0001.bmp", "test/ok/0000.bmp", "test/ko/0000.bmp", "test/ko/0001.bmp")
    try tree.mask("ground_truth/ko/0000.png", "ground_truth/ko/0001.bmp")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.layout == .btad)
    #expect(dataset.problems.isEmpty)
    #expect(
      dataset.test.map(\.summary) == [
        "test anomalous ko test/ko/0000.bmp ko/0000.png", "test anomalous ko test/ko/0001.bmp ko/0001.bmp",
        "test good - test/ok/0000.bmp",
      ])
    #expect(dataset.train.allSatisfy { $0.label == .good })
  }

  @Test func visaPyTorch() throws {
    let tree = try TemporaryTree("candle")
    try tree.image("train/good/0000.JPG", "train/good/0001.JPG", "test/good/0100.JPG", "test/bad/000.JPG")
    try tree.mask("ground_truth/bad/000.png", value: 3.0 / 255)
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.layout == .visaPyTorch)
    #expect(dataset.test.map(\.summary).first == "test anomalous bad test/bad/000.JPG bad/000.png")
    #expect(try dataset.test[0].readMask()?.area == 5)
  }

  @Test func oddSpellingsAndDirectImages() throws {
    let tree = try TemporaryTree()
    try tree.image("Train/OK/a.PNG", "Train/b.jpeg", "Test/Normal/c.png", "Test/dent/deep/er/d.png", "Test/e.png")
    try tree.mask("Ground_Truth/dent/deep/er/d.png")
    try tree.text("", "Train/OK/.hidden.png")
    let dataset = try Dataset.open(tree.root)
    #expect(
      Set(dataset.items.map(\.summary)) == [
        "train good - Train/OK/a.PNG", "train good - Train/b.jpeg", "test good - Test/Normal/c.png",
        "test anomalous dent Test/dent/deep/er/d.png er/d.png", "test unknown - Test/e.png",
      ])
  }

  @Test func noMasksAtAllIsOneNote() throws {
    let tree = try TemporaryTree()
    try tree.image("train/good/0.png", "test/good/0.png", "test/x/0.png", "test/x/1.png")
    let problems = try Dataset.open(tree.root).problems
    #expect(problems.map(\.kind) == [.noMasks] && problems[0].severity == .note)
  }

  @Test func aFolderOfSeveralProductsSaysSo() throws {
    let tree = try TemporaryTree()
    try tree.image("bottle/train/good/0.png", "cable/train/good/0.png")
    #expect(throws: DatasetError.severalProducts(path: tree.root.path, products: ["bottle", "cable"])) {
      try Dataset.open(tree.root)
    }
  }

  @Test func missingAndUnreadable() throws {
    let tree = try TemporaryTree()
    #expect(throws: DatasetError.notFound(path: tree.url("none").path)) { try Dataset.open(tree.url("none")) }
    #expect(throws: DatasetError.self) { try Dataset.open(tree.root) }
    try tree.text("x", "file.txt")
    #expect(throws: DatasetError.notFound(path: tree.url("file.txt").path)) { try Dataset.open(tree.url("file.txt")) }
  }

  @Test func readingMasks() throws {
    let tree = try TemporaryTree.mvtec()
    try tree.image("test/crack/007.png")
    try tree.mask("ground_truth/crack/007_mask.png", width: 4, height: 4)
    let dataset = try Dataset.open(tree.root)
    let byID = Dictionary(uniqueKeysWithValues: dataset.items.map { ($0.id, $0) })
    #expect(try byID["test/crack/000.png"]?.readMask()?.area == 5)
    #expect(try byID["test/good/000.png"]?.readMask() == Mask(width: 8, height: 6))
    #expect(
      throws: DatasetError.maskSize(
        path: tree.url("ground_truth/crack/007_mask.png").path, mask: [4, 4], image: [8, 6])
    ) { try byID["test/crack/007.png"]?.readMask() }
    let unknown = DatasetItem(id: "x", image: tree.url("x"), label: .unknown, split: .test)
    #expect(try unknown.readMask() == nil)
  }
}
