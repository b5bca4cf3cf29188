import Datasets
import Foundation
import Imaging
import Testing

/// Where people put masks, and what they call them.
@Suite struct MaskPlacesTests {
  @Test(arguments: [
    "ground_truth", "Ground Truth", "groundtruth", "GT", "masks", "Mask", "Label", "labels", "annotations",
    "SegmentationClass", "defect_masks", "binary masks", "gt_masks", "lable",
  ])
  func foldersOfMasks(_ name: String) throws {
    let tree = try TemporaryTree()
    try tree.image("train/good/0.png", "train/good/1.png", "test/good/2.png", "test/dent/3.png")
    try tree.mask("\(name)/dent/3.png")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.problems.isEmpty)
    #expect(dataset.test.first { $0.label == .anomalous }?.masks.count == 1)
    #expect(dataset.items.count == 4)
  }

  @Test(arguments: [
    "3_mask", "3_gt", "3_label", "3_GT", "3-mask", "3.mask", "3 mask", "3_Mask", "mask_3", "gt-3", "3_mask_1", "3mask",
    "3_ground_truth", "3_masks", "3_seg",
  ])
  func masksBeside(_ name: String) throws {
    let tree = try TemporaryTree()
    try tree.image("good/0.png", "good/1.png", "dent/3.png")
    try tree.mask("dent/\(name).png")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.problems.isEmpty)
    #expect(dataset.items.count == 3 && dataset.test.first { $0.label == .anomalous }?.masks.count == 1)
  }

  /// DAGM 2007: the part is the folder, masks of the defective ones lie in Label.
  @Test func dagm() throws {
    let tree = try TemporaryTree("Class1")
    for part in ["Train", "Test"] {
      try tree.image("\(part)/0001.PNG", "\(part)/0002.PNG", "\(part)/0007.PNG", channels: 1)
      try tree.mask("\(part)/Label/0007_label.PNG")
      try tree.text("1\n7\t1\t0007.PNG", "\(part)/Label/Labels.txt")
    }
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.problems.isEmpty)
    #expect(
      dataset.items.map(\.summary) == [
        "test good - Test/0001.PNG", "test good - Test/0002.PNG",
        "test anomalous defect Test/0007.PNG Label/0007_label.PNG",
        "train good - Train/0001.PNG", "train good - Train/0002.PNG",
        "train anomalous defect Train/0007.PNG Label/0007_label.PNG",
      ])
  }

  /// KolektorSDD: a folder an item, a mask each, most of them black.
  @Test func kolektor() throws {
    let tree = try TemporaryTree()
    for item in ["kos01", "kos02", "kos03"] {
      try tree.image("\(item)/Part0.jpg", "\(item)/Part1.jpg")
      try tree.mask("\(item)/Part0_label.bmp", area: 0)
      try tree.mask("\(item)/Part1_label.bmp", area: item == "kos02" ? 4 : 0)
    }
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.items.filter { $0.label == .anomalous }.map(\.id) == ["kos02/Part1.jpg"])
    #expect(dataset.items.count { $0.label == .good } == 5)
  }

  @Test func kolektor2() throws {
    let tree = try TemporaryTree()
    try tree.image("train/10.png", "train/11.png", "test/12.png", "test/13.png")
    try tree.mask("train/10_GT.png", "test/12_GT.png", area: 0)
    try tree.mask("train/11_GT.png", "test/13_GT.png", area: 3)
    let labels = try Dataset.open(tree.root).items.map { "\($0.id) \($0.label)" }
    #expect(labels == ["test/12.png good", "test/13.png anomalous", "train/10.png good", "train/11.png anomalous"])
  }

  /// A photograph as JPEG, its mask as PNG of the same name.
  @Test func masksOfTheSameNameInAnotherFormat() throws {
    let tree = try TemporaryTree()
    try tree.write(Scenes.photograph(Scenes.cloth(1)).jpegData(), "1.jpg")
    try tree.write(Scenes.photograph(Scenes.cloth(2)).jpegData(), "2.jpg")
    try tree.mask("1.png", width: 128, height: 128, area: 0)
    try tree.mask("2.png", width: 128, height: 128, area: 40)
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.items.map { "\($0.id) \($0.label)" } == ["1.jpg good", "2.jpg anomalous"])
  }

  /// A defect of labels is no folder of masks.
  @Test func aKindOfDefectMayBeCalledLabel() throws {
    let tree = try TemporaryTree()
    try tree.image("train/good/0.png", "train/good/1.png")
    for number in 0..<2 {
      let photograph = Scenes.photograph(Scenes.cloth(UInt64(number)))
      try tree.write(photograph.pngData(), "test/label/\(number).png")
    }
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.test.map(\.defectType) == ["label", "label"])
  }

  @Test func aMaskWhosePhotographIsMissingIsNoPhotograph() throws {
    let tree = try TemporaryTree()
    for number in 0..<3 {
      try tree.write(Scenes.photograph(Scenes.cloth(UInt64(number))).pngData(), "\(number).png")
    }
    try tree.mask("7_mask.png")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.items.count == 3)
    #expect(dataset.problems.map(\.kind) == [.maskWithoutImage] && dataset.problems[0].files == ["7_mask.png"])
  }

  @Test(arguments: ["masks/3.gif", "masks/3.mat", "masks/3.npy", "3.npy", "3_mask.gif"])
  func masksThatAreNotReadAreErrors(_ path: String) throws {
    let tree = try TemporaryTree()
    try tree.image("1.png", "2.png", "3.png")
    try tree.text(path.hasSuffix("gif") ? "GIF89a..........." : "numbers", path)
    let problems = try Dataset.open(tree.root).problems
    let errors = problems.filter { $0.severity == .error }
    #expect(errors.map(\.files) == [[path]] && errors.map(\.kind) == [.annotationNotUnderstood])
  }

  @Test func photographsOutsideOfAllPartsAreNamed() throws {
    let tree = try TemporaryTree.mvtec()
    try tree.image("preview/overview.png")
    let problems = try Dataset.open(tree.root).problems
    #expect(problems.map(\.kind) == [.passedOver] && problems[0].files == ["preview/overview.png"])
  }
}
