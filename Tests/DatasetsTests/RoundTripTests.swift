import Datasets
import Foundation
import Imaging
import Testing

/// What the project writes for other programs, it reads as they do.
@Suite struct RoundTripTests {
  @Test func exportsInCOCOsFormatAreReadAgain() throws {
    let tree = try TemporaryTree()
    let set = try ExportTests.set(in: tree)
    try set.export(as: .coco, to: tree.url("out"), good: nil)
    let dataset = try Dataset.open(tree.url("out"))
    #expect(dataset.problems.isEmpty)
    #expect(dataset.items.map(\.defectType) == ["stain", "crack", "stain"])
    for (item, record) in zip(dataset.items, set.records) {
      #expect(try item.readMask() == Mask.read(set.url(record.mask)), "\(item.id)")
    }
  }
}
