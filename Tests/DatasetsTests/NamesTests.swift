import Datasets
import Foundation
import Imaging
import Testing

/// Names as disks, systems and people make them.
@Suite struct NamesTests {
  private static let composed = "Kratzer \u{DC}"
  private static let decomposed = "Kratzer U\u{308}"

  /// A Mac writes Ü as U with a mark, others as one letter.
  @Test func accentsPairHoweverTheyAreEncoded() throws {
    let tree = try TemporaryTree()
    try tree.image("train/good/000.png", "train/good/001.png", "test/good/002.png")
    try tree.image("test/\(Self.decomposed)/001.png")
    try tree.mask("ground_truth/\(Self.composed)/001_mask.png")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.problems.isEmpty)
    let defect = try #require(dataset.test.first { $0.label == .anomalous })
    #expect(try defect.readMask()?.area == 5 && defect.readImage().width == 8)
    #expect(DatasetValidator().problems(in: dataset).filter { $0.severity == .error }.isEmpty)
  }

  @Test func capitalsOfFoldersAndFilesDoNotMatter() throws {
    let tree = try TemporaryTree.mvtec()
    try tree.image("test/dent/Part_A.png", "test/dent/part_b.PNG")
    try tree.mask("ground_truth/Dent/part_a_MASK.png", "ground_truth/Dent/PART_B_mask.png")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.problems.isEmpty)
    #expect(dataset.test.count { $0.defectType == "dent" && $0.masks.count == 1 } == 2)
  }

  /// Where only capitals tell two photographs apart, they do.
  @Test func capitalsTellPhotographsApartWhereNothingElseDoes() throws {
    let tree = try TemporaryTree.mvtec(bad: 0)
    try tree.image("test/dent/a.png", "test/dent/A.png")
    try tree.mask("ground_truth/dent/a_mask.png", area: 1)
    try tree.mask("ground_truth/dent/A_mask.png", area: 2)
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.problems.isEmpty)
    let areas = try dataset.test.filter { $0.label == .anomalous }.map { ($0.id, try $0.readMask()?.area) }
    #expect(areas.first { $0.0.hasSuffix("a.png") }?.1 == 1 && areas.first { $0.0.hasSuffix("A.png") }?.1 == 2)
  }

  /// Bytes of another encoding, as old archives of Windows hold them, are no text: no path leads there.
  @Test func aNameThatIsNotUTF8IsNamedAndTheOthersGoOn() throws {
    let tree = try TemporaryTree()
    try tree.image("000.png", "001.png")
    let bytes = Array((tree.root.path + "/k").utf8) + [0xF6] + Array("rper.png".utf8) + [0]
    let descriptor = bytes.withUnsafeBytes {
      open($0.bindMemory(to: CChar.self).baseAddress!, O_CREAT | O_WRONLY, 0o644)
    }
    // Disks of Macs hold no such names.
    guard descriptor >= 0 else { return }
    try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: Data([0x89, 0x50]))
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.items.map(\.id) == ["000.png", "001.png"])
    let problem = try #require(dataset.problems.first { $0.kind == .unreadableFile })
    #expect(problem.files == ["k\\xF6rper.png"] && problem.message.contains("not UTF-8; rename it"))
    let listing = try PhotographListing(of: tree.root)
    #expect(listing.photographs.map(\.path) == ["000.png", "001.png"])
    #expect(listing.omissions.map(\.path) == ["k\\xF6rper.png"])
  }

  @Test(arguments: [
    "@eaDir/000.png/SYNOPHOTO_THUMB_M.png", ".thumbnails/000.png", ".ipynb_checkpoints/000-checkpoint.png",
    "__MACOSX/._000.png", "._000.png", "#recycle/old.png", "$RECYCLE.BIN/a.png", "lost+found/b.png",
    "System Volume Information/c.png", ".DS_Store", "Thumbs.db",
  ])
  func whatSystemsLeaveIsPassedOver(_ path: String) throws {
    let tree = try TemporaryTree.mvtec(train: 2)
    try tree.image("train/good/" + path)
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.train.map(\.id) == ["train/good/000.png", "train/good/001.png"] && dataset.problems.isEmpty)
    let listing = try PhotographListing(of: tree.url("train/good"))
    #expect(listing.photographs.map(\.path) == ["000.png", "001.png"] && listing.omissions.isEmpty)
  }

  @Test func linksAreFollowedButNotInCircles() throws {
    let tree = try TemporaryTree()
    try tree.image("store/000.png", "store/deep/001.png", "work/002.png")
    let manager = FileManager.default
    try manager.createSymbolicLink(at: tree.url("work/more"), withDestinationURL: tree.url("store"))
    try manager.createSymbolicLink(at: tree.url("work/up"), withDestinationURL: tree.root)
    try manager.createSymbolicLink(at: tree.url("store/deep/here"), withDestinationURL: tree.url("store"))
    try manager.createSymbolicLink(at: tree.url("link"), withDestinationURL: tree.url("work"))
    let listing = try PhotographListing(of: tree.url("link"))
    #expect(listing.photographs.map(\.path) == ["002.png", "more/000.png", "more/deep/001.png"])
    try manager.createSymbolicLink(at: tree.url("single.png"), withDestinationURL: tree.url("work/002.png"))
    #expect(try Image.read(tree.url("single.png")).width == 8)
  }

  @Test func aFolderNamedLikeAPictureIsAFolder() throws {
    let tree = try TemporaryTree()
    try tree.image("000.png", "series.png/001.png", "series.png/002.png")
    let listing = try PhotographListing(of: tree.root)
    #expect(listing.photographs.map(\.path) == ["000.png", "series.png/001.png", "series.png/002.png"])
  }

  @Test func contentDecidesWhatIsAPhotograph() throws {
    let tree = try TemporaryTree()
    try tree.image("a.png", "b.jfif", "c.JPE", "d", "e.dat", "f.tiff", "g.webp")
    try tree.text("GIF89a......", "h.gif")
    try tree.text("a note", "notes.txt")
    try tree.text("a heic by its name", "i.heic")
    let listing = try PhotographListing(of: tree.root)
    #expect(listing.photographs.map(\.path) == ["a.png", "b.jfif", "c.JPE", "d", "e.dat", "f.tiff", "g.webp"])
    #expect(listing.omissions.map(\.path) == ["h.gif", "i.heic"])
    #expect(listing.omissions[0].reason.contains("GIF"))
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.items.count == 7)
    #expect(dataset.problems.filter { $0.kind == .unsupportedFile }.flatMap(\.files).sorted() == ["h.gif", "i.heic"])
  }

  @Test func masksAreNotListedAsPhotographs() throws {
    let tree = try TemporaryTree.mvtec()
    try tree.mask("test/crack/000_mask.png")
    let listing = try PhotographListing(of: tree.root)
    #expect(listing.photographs.count == 10)
    #expect(
      listing.masks.map(\.path) == [
        "ground_truth/crack/000_mask.png", "ground_truth/crack/001_mask.png", "test/crack/000_mask.png",
      ])
  }
}
