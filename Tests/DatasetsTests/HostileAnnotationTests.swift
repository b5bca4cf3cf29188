import Datasets
import Foundation
import Imaging
import Testing

/// Annotations with numbers that no tool writes.
@Suite struct HostileAnnotationTests {
  private func labelme(_ shape: String) -> String {
    #"{"shapes": [{"label": "x", \#(shape)}], "imagePath": "1.png", "imageHeight": 6, "imageWidth": 8}"#
  }

  private func tree(_ text: String, _ path: String) throws -> TemporaryTree {
    let tree = try TemporaryTree()
    try tree.image("0.png", "1.png", "2.png")
    try tree.text(text, path)
    return tree
  }

  /// Runs whose sum is right only after it has overflowed twice, and elements within elements.
  @Test(arguments: [
    (
      "instances.json",
      """
      {"images": [{"id": 1, "file_name": "1.png"}], "categories": [], "annotations": [{"image_id": 1, "segmentation":
       {"size": [6, 8], "counts": [1, \(Int.max), \(Int.max), 49]}}]}
      """
    ),
    ("1.xml", String(repeating: "<annotation>", count: 100_000) + String(repeating: "</annotation>", count: 100_000)),
  ])
  func isNotUnderstood(_ path: String, _ text: String) throws {
    let tree = try tree(text, path)
    let problems = try Dataset.open(tree.root).problems
    #expect(problems.map(\.kind) == [.annotationNotUnderstood] && problems.map(\.files) == [[path]])
  }

  /// Lines that leave the picture by millions of pixels, and a circle as large, cost no more than what shows of them.
  @Test(arguments: [
    (
      #""shape_type": "linestrip", "points": ["#
        + Array(repeating: "[0.5, 0.5], [9999999.5, 9999999.5]", count: 200).joined(separator: ", ") + "]", 6
    ),
    (#""shape_type": "circle", "points": [[4, 4], [9999999, 4]]"#, 48),
    (#""shape_type": "circle", "points": [[-9999996, 3], [4, 3]]"#, 24),
  ])
  func whatLeavesThePictureIsCutOff(_ shape: String, _ area: Int) throws {
    let tree = try tree(labelme(shape), "1.json")
    let dataset = try Dataset.open(tree.root)
    let start = ContinuousClock.now
    #expect(try dataset.items.first { $0.id == "1.png" }?.readMask()?.area == area)
    #expect(ContinuousClock.now - start < .seconds(1))
  }
}
