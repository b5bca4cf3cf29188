import Datasets
import Foundation
import Imaging
import Testing

@Suite struct RegionMasksTests {
  private static func photographs(_ tree: TemporaryTree, _ paths: String...) throws -> [DatasetItem] {
    try paths.map {
      try tree.image($0)
      return DatasetItem(id: $0, image: tree.url($0), label: .good, split: .train)
    }
  }

  @Test func onePictureServesAll() throws {
    let tree = try TemporaryTree()
    let items = try Self.photographs(tree, "a.png", "b.jpg")
    try tree.mask("mask.bmp", area: 7)
    let masks = try RegionMasks(tree.url("mask.bmp"), for: items)
    for item in items { #expect(try masks.mask(of: item).area == 7) }
  }

  /// By the longest end of the path, whatever the extension and with or without a suffix.
  @Test func folderMasksAreFoundByName() throws {
    let tree = try TemporaryTree()
    let items = try Self.photographs(tree, "train/good/1.jpg", "train/fine/1.jpg", "train/good/2.jpg")
    try tree.mask("masks/1.png", area: 1)
    try tree.mask("masks/fine/1_mask.png", area: 2)
    try tree.mask("masks/2-mask.png", area: 3)
    let masks = try RegionMasks(tree.url("masks"), for: items)
    #expect(try items.map { try masks.mask(of: $0).area } == [1, 2, 3])
  }

  @Test func fingerprintsTellMasksApart() throws {
    let tree = try TemporaryTree()
    let items = try Self.photographs(tree, "a.png")
    try tree.mask("x.png", area: 1)
    try tree.mask("y.png", area: 1)
    try tree.mask("z.png", area: 2)
    let prints = try ["x", "y", "z"].map { try RegionMasks(tree.url("\($0).png"), for: items).fingerprint }
    #expect(prints[0] == prints[1] && prints[0] != prints[2])
  }

  @Test func whatIsWrongIsSaidAtOnce() throws {
    let tree = try TemporaryTree()
    let items = try Self.photographs(tree, "a.png", "b.png")
    func complaint(_ path: String) -> String {
      do { _ = try RegionMasks(tree.url(path), for: items) } catch { return "\(error)" }
      return ""
    }
    try tree.mask("masks/a.png")
    #expect(complaint("masks").contains("masks: holds no mask for b.png; name it b.png"))
    try tree.mask("small.png", width: 5)
    #expect(complaint("small.png").contains("small.png: the mask is 5 × 6 px, its image 8 × 6 px"))
    try tree.mask("black.png", area: 0)
    #expect(complaint("black.png").contains("black.png: selects no pixel"))
    #expect(complaint("nirgends").contains("nirgends: cannot be read (there is no such picture"))
    try tree.text("no picture", "text.png")
    #expect(complaint("text.png").contains("text.png"))
  }
}
