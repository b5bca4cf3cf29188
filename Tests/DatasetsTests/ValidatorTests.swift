import Datasets
import Foundation
import Imaging
import Testing

@Suite struct ValidatorTests {
  static func problems(_ tree: TemporaryTree, limit: Int = 1_000_000) throws -> [DatasetProblem] {
    DatasetValidator(limits: DecodeLimits(pixels: limit)).problems(in: try Dataset.open(tree.root))
  }

  /// The only problem of a kind.
  static func only(_ kind: DatasetProblem.Kind, _ problems: [DatasetProblem]) throws -> DatasetProblem {
    let found = problems.filter { $0.kind == kind }
    try #require(found.count == 1, "\(problems)")
    return found[0]
  }

  @Test func aSoundDataSetHasNone() throws {
    #expect(try Self.problems(TemporaryTree.mvtec()).isEmpty)
  }

  @Test func everythingAtOnce() throws {
    let tree = try TemporaryTree.mvtec(train: 4, good: 2, bad: 8)
    try tree.write(Data(), "train/good/000.png")
    try tree.write(Data(contentsOf: tree.url("train/good/001.png")).dropLast(20), "train/good/001.png")
    try tree.image("test/good/000.png", width: 40, height: 40, channels: 1)
    try tree.mask("ground_truth/crack/000_mask.png", width: 5)
    try tree.mask("ground_truth/crack/001_mask.png", area: 0)
    var multi = Image(width: 8, height: 6, channels: 1)
    for i in 0..<6 { multi.pixels[i] = Float(i) / 255 }
    try tree.write(multi.pngData(), "ground_truth/crack/002_mask.png")
    try tree.text("broken", "ground_truth/crack/003_mask.png")
    try FileManager.default.removeItem(at: tree.url("ground_truth/crack/004_mask.png"))
    try FileManager.default.removeItem(at: tree.url("test/crack/005.png"))
    try tree.write(Data(contentsOf: tree.url("train/good/002.png")), "test/good/001.png")
    try tree.write(Data(contentsOf: tree.url("test/crack/006.png")), "test/crack/007.png")
    let problems = try Self.problems(tree)
    #expect(problems == problems.sorted())
    let broken = problems.filter { $0.kind == .unreadableFile }.flatMap(\.files)
    #expect(broken == ["ground_truth/crack/003_mask.png", "train/good/000.png", "train/good/001.png"])
    #expect(try Self.only(.maskSize, problems).files == ["ground_truth/crack/000_mask.png"])
    #expect(try Self.only(.emptyMask, problems).files == ["ground_truth/crack/001_mask.png"])
    #expect(try Self.only(.multiValuedMask, problems).files == ["ground_truth/crack/002_mask.png"])
    #expect(try Self.only(.multiValuedMask, problems).severity == .note)
    #expect(try Self.only(.imageWithoutMask, problems).files == ["test/crack/004.png"])
    #expect(try Self.only(.maskWithoutImage, problems).files == ["ground_truth/crack/005_mask.png"])
    #expect(try Self.only(.leak, problems).files == ["test/good/001.png", "train/good/002.png"])
    #expect(try Self.only(.leak, problems).severity == .warning)
    #expect(try Self.only(.duplicate, problems).severity == .note)
    #expect(try Self.only(.mixedSizes, problems).severity == .note)
    #expect(try Self.only(.mixedChannels, problems).message.hasPrefix("1 grey"))
  }

  @Test func goodImagesWithMarkedMasksAreErrors() throws {
    let tree = try TemporaryTree()
    try tree.image("good/1.png", "good/2.png", "good/3.png", "bad/1.png")
    try tree.mask("masks/good/2.png", "masks/bad/1.png")
    #expect(try Self.only(.maskOnGood, try Self.problems(tree)).files == ["masks/good/2.png"])
  }

  /// A dangling link is not passed over in silence.
  @Test func linksToNowhere() throws {
    let tree = try TemporaryTree.mvtec()
    try FileManager.default.createSymbolicLink(
      at: tree.url("train/good/link.png"), withDestinationURL: tree.url("nowhere.png"))
    #expect(try Self.only(.unreadableFile, try Self.problems(tree)).files == ["train/good/link.png"])
  }

  @Test func sizesOverTheLimit() throws {
    let tree = try TemporaryTree.mvtec()
    try tree.image("train/good/003.png", width: 100, height: 100)
    let problem = try Self.only(.tooLarge, try Self.problems(tree, limit: 5000))
    #expect(problem.files == ["train/good/003.png"] && problem.message.contains("100 × 100"))
  }

  @Test(arguments: [0, 1]) func tooFewGood(count: Int) throws {
    let problem = try Self.only(.tooFewGood, try Self.problems(TemporaryTree.mvtec(train: count)))
    #expect(problem.severity == .error && problem.files.count == count)
  }

  @Test func oneClassTestDataIsNoted() throws {
    #expect(try Self.only(.oneClassTest, try Self.problems(TemporaryTree.mvtec(bad: 0))).message.contains("anomalous"))
    #expect(try Self.only(.oneClassTest, try Self.problems(TemporaryTree.mvtec(good: 0))).message.contains("good"))
  }

  @Test func photographsThatShowTheSameAndOddOnesAreNamed() throws {
    let tree = try TemporaryTree.mvtec(train: 0)
    for (number, photograph) in Scenes.parts(12).enumerated() {
      try tree.write(photograph.pngData(), "train/good/\(TemporaryTree.pad(number)).png")
    }
    try tree.write(Scenes.photograph(Scenes.part(3), gain: 1.1, shot: 50).jpegData(), "train/good/again.jpg")
    try tree.write(Image(width: 128, height: 128, channels: 1).pngData(), "train/good/lost.png")
    let dataset = try Dataset.open(tree.root)
    let problems = DatasetValidator().problems(in: dataset, splits: [.train])
    try #require(problems.map(\.kind) == [.oddPhotograph, .nearDuplicates])
    #expect(problems.map(\.severity) == [.warning, .note])
    #expect(problems[0].files == ["train/good/lost.png"] && problems[0].message.hasPrefix("black: mean 0.00"))
    #expect(problems[1].files == ["train/good/003.png", "train/good/again.jpg"])
    #expect(DatasetValidator().problems(in: dataset, splits: [.train], comparing: false).isEmpty)
  }

  /// For training: broken test files must not even be opened.
  @Test func partsCanBeLeftOut() throws {
    let tree = try TemporaryTree.mvtec()
    try tree.text("broken", "test/good/000.png")
    let problems = DatasetValidator().problems(in: try Dataset.open(tree.root), splits: [.train, .validation])
    #expect(problems.isEmpty)
  }
}
