import Datasets
import Foundation
import Imaging
import Testing

/// Masks that do not mean what they seem to.
@Suite struct MaskProblemsTests {
  private func problems(_ tree: TemporaryTree, _ reading: DatasetReading = .init()) throws -> [DatasetProblem] {
    DatasetValidator().problems(in: try Dataset.open(tree.root, reading: reading))
  }

  /// Two photographs with masks that mark `area` of 48 pixels, the rest of them, where inverted.
  private func tree(area: Int, inverted: Bool) throws -> TemporaryTree {
    let tree = try TemporaryTree.mvtec(bad: 2)
    for number in 0..<2 {
      var image = Image(width: 8, height: 6, channels: 1, filledWith: inverted ? 1 : 0)
      for i in 0..<area { image.pixels[i] = inverted ? 0 : 1 }
      try tree.write(image.pngData(), "ground_truth/crack/00\(number)_mask.png")
    }
    return tree
  }

  @Test func invertedMasksAreAQuestionThatAnOptionAnswers() throws {
    let tree = try tree(area: 4, inverted: true)
    let question = try #require(try problems(tree).first { $0.kind == .invertedMask })
    #expect(question.severity == .error && question.files.count == 2)
    #expect(question.message.contains("92 %") && question.message.contains("--defect-is dark"))
    #expect(try problems(tree, DatasetReading(masks: .dark)).isEmpty)
    let dark = try Dataset.open(tree.root, reading: DatasetReading(masks: .dark))
    #expect(try dark.test.first { $0.label == .anomalous }?.readMask()?.area == 4)
    #expect(try problems(tree, DatasetReading(masks: .light)).isEmpty)
  }

  @Test func oneLargeDefectAmongOthersIsAWarning() throws {
    let tree = try TemporaryTree.mvtec(bad: 4)
    try tree.mask("ground_truth/crack/001_mask.png", area: 40)
    let warning = try #require(try problems(tree).first)
    #expect(warning.kind == .invertedMask && warning.severity == .warning && warning.files == ["test/crack/001.png"])
  }

  /// Masks of 0 and 1 saved as JPEG: what compression leaves of them is no mask.
  @Test func faintLossyMasksAreErrorsThatSayWhy() throws {
    let tree = try TemporaryTree.mvtec(bad: 2)
    var image = Image(width: 8, height: 6, channels: 1)
    for i in 0..<20 { image.pixels[i] = 1.0 / 255 }
    try FileManager.default.removeItem(at: tree.url("ground_truth/crack/001_mask.png"))
    try tree.write(image.jpegData(quality: 100), "ground_truth/crack/001.jpg")
    let problem = try #require(try problems(tree).first)
    #expect(problem.kind == .emptyMask && problem.severity == .error && problem.message.contains("save it as PNG"))
  }

  /// With such a mask a photograph that no folder calls good or bad must not be learned as good.
  @Test func aFaintMaskDoesNotMakeAPhotographGood() throws {
    let tree = try TemporaryTree()
    try tree.image("0.png", "1.png", "2.png")
    var image = Image(width: 8, height: 6, channels: 1)
    for i in 0..<20 { image.pixels[i] = 1.0 / 255 }
    try tree.write(image.jpegData(quality: 100), "masks/1.jpg")
    #expect(try Dataset.open(tree.root).items.first { $0.id == "1.png" }?.label == .anomalous)
  }

  /// EXIF turns the photograph and nothing turns its mask.
  @Test func turnedPhotographsWithPlainMasks() throws {
    let tree = try TemporaryTree.mvtec(bad: 2)
    for (number, orientation) in [(0, 3), (1, 6)] {
      try FileManager.default.removeItem(at: tree.url("test/crack/00\(number).png"))
      let plain = try Image(width: 16, height: 24, channels: 3, filledWith: Float(number + 1) / 4).jpegData()
      try tree.write(Self.turned(plain, orientation), "test/crack/00\(number).jpg")
      try tree.mask("ground_truth/crack/00\(number)_mask.png", width: 16, height: 24)
    }
    let problems = try problems(tree)
    let note = try #require(problems.first { $0.kind == .turnedPhotograph })
    #expect(note.files == ["test/crack/000.jpg"] && note.severity == .note && note.message.contains("EXIF"))
    let error = try #require(problems.first { $0.kind == .maskSize })
    #expect(error.message.contains("16 × 24 px, its image 24 × 16 px") && error.message.contains("EXIF"))
  }

  /// A JPEG with an EXIF segment that states an orientation.
  private static func turned(_ jpeg: Data, _ orientation: Int) -> Data {
    let tiff =
      Data("MM\0*".utf8) + [0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0, 0, 0, 0, 0]
    let body = Data("Exif\0\0".utf8) + tiff
    return jpeg.prefix(2) + [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body + jpeg.dropFirst(2)
  }

  @Test func twelveBitsAreNoticedForTheSetNotForThePhotograph() throws {
    let tree = try TemporaryTree()
    for (number, white) in [4095, 4000, 300, 3800].enumerated() {
      var image = Image(width: 8, height: 6, channels: 1, bitDepth: 16)
      for i in image.pixels.indices { image.pixels[i] = Float(white - 5 * i) / 65535 }
      try tree.write(image.pngData(), "good/\(number).png")
    }
    let dataset = try Dataset.open(tree.root)
    let note = try #require(dataset.problems.first)
    #expect(note.kind == .fewerBits && note.severity == .note && note.message.contains("12 of their 16 bits"))
    let whites = try dataset.items.map { try $0.readImage().pixels.max()! }
    #expect(whites[0] == 1 && abs(whites[2] - 300.0 / 4095) < 1e-4)
    let asTheyAre = try Dataset.open(tree.root, reading: DatasetReading(bits: 16))
    #expect(asTheyAre.problems.isEmpty)
    #expect(try asTheyAre.items[0].readImage().pixels.max()! < 0.07)
    #expect(try dataset.split(seed: 1).fingerprint != asTheyAre.split(seed: 1).fingerprint)
  }
}
