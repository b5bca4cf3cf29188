import Datasets
import Foundation
import Imaging
import Testing

/// Annotation files of other tools.
@Suite struct AnnotationTests {
  private static let shapes =
    #"{"label": "dent", "points": [[2, 1], [6, 1], [6, 4], [2, 4]], "shape_type": "polygon"}"#

  private static func labelme(_ shapes: String, width: Int = 8, height: Int = 6, flags: String = "{}") -> String {
    #"{"version": "5.4.1", "flags": \#(flags), "shapes": [\#(shapes)], "imagePath": "1.png", "imageData": null, "#
      + #""imageHeight": \#(height), "imageWidth": \#(width)}"#
  }

  /// Photographs 0 to 4, straight in the folder.
  private func tree() throws -> TemporaryTree {
    let tree = try TemporaryTree()
    try tree.image("0.png", "1.png", "2.png", "3.png", "4.png")
    return tree
  }

  private func defects(_ dataset: Dataset) -> [String] {
    dataset.items.filter { $0.label == .anomalous }.map { "\($0.id) \($0.defectType ?? "-")" }
  }

  @Test func labelmeBesidePhotographs() throws {
    let tree = try tree()
    try tree.text(Self.labelme(Self.shapes), "1.json")
    try tree.text(Self.labelme(""), "2.json")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.problems.isEmpty)
    #expect(defects(dataset) == ["1.png dent"])
    let mask = try #require(try dataset.items.first { $0.id == "1.png" }?.readMask())
    #expect(mask.area == 12 && mask.boundingBox == PixelBox(x: 2, y: 1, width: 4, height: 3))
    #expect(DatasetValidator().problems(in: dataset).filter { $0.severity != .note }.isEmpty)
  }

  @Test(arguments: [
    (#""points": [[1, 1], [5, 3]], "shape_type": "rectangle""#, 8),
    (#""points": [[3, 3], [3, 5]], "shape_type": "circle""#, 12),
    (#""points": [[0.5, 0.5], [5.5, 0.5]], "shape_type": "linestrip""#, 6),
    (#""points": [[3, 3]], "shape_type": "point""#, 1),
    (#""points": [[1, 2.2], [7, 2.2], [7, 2.3], [1, 2.3]], "shape_type": "polygon""#, 7),
    (#""points": [[6, 4], [20, 4], [20, 20], [6, 20]], "shape_type": "polygon""#, 4),
  ])
  func shapesOfLabelme(_ shape: String, _ area: Int) throws {
    let tree = try tree()
    try tree.text(Self.labelme(#"{"label": "x", \#(shape)}"#), "1.json")
    #expect(try Dataset.open(tree.root).items.first { $0.id == "1.png" }?.readMask()?.area == area)
  }

  @Test func labelmeMasksAndFlags() throws {
    let tree = try tree()
    let patch = try Mask(width: 2, height: 2, filledWith: true).pngData().base64EncodedString()
    let mask = #"{"label": "a", "points": [[3, 2], [4, 3]], "shape_type": "mask", "mask": "\#(patch)"}"#
    try tree.text(Self.labelme(mask), "1.json")
    try tree.text(Self.labelme("", flags: #"{"scratch": true, "good": false}"#), "2.json")
    try tree.text(Self.labelme("", flags: #"{"good": true}"#), "3.json")
    let dataset = try Dataset.open(tree.root)
    #expect(defects(dataset) == ["1.png a", "2.png scratch"])
    #expect(
      try dataset.items.first { $0.id == "1.png" }?.readMask()?.boundingBox == PixelBox(x: 3, y: 2, width: 2, height: 2)
    )
  }

  @Test func anAnnotationOfAnotherSizeIsAnError() throws {
    let tree = try tree()
    try tree.text(Self.labelme(Self.shapes, width: 80, height: 60), "1.json")
    let problems = DatasetValidator().problems(in: try Dataset.open(tree.root))
    #expect(problems.contains { $0.kind == .maskSize && $0.files == ["1.json"] && $0.message.contains("80 × 60") })
  }

  @Test(arguments: [
    ("1.json", "{}"), ("1.json", "{ broken"), ("1.xml", "<annotations><image/></annotations>"),
    ("1.txt", "exposure 3 ms"),
    ("via_project.json", #"{"_via_img_metadata": {}}"#), ("labels/1.json", #"{"objects": []}"#),
    ("1.json", #"{"shapes": [{"label": "x", "points": [[1, 2]], "shape_type": "spline"}]}"#),
    ("1.txt", "0 0.5 0.5 17 0.2"), ("1.png.json", #"{"objects": []}"#),
  ])
  func whatIsNotUnderstoodIsNamed(_ path: String, _ text: String) throws {
    let tree = try tree()
    try tree.text(text, path)
    let problems = try Dataset.open(tree.root).problems
    #expect(problems.map(\.kind) == [.annotationNotUnderstood] && problems.map(\.files) == [[path]])
    #expect(problems.map(\.severity) == [.error])
  }

  @Test func annotationsOfNoPhotographAreNamed() throws {
    let tree = try tree()
    try tree.text(Self.labelme(Self.shapes).replacingOccurrences(of: "1.png", with: "9.png"), "9.json")
    #expect(try Dataset.open(tree.root).problems.map(\.kind) == [.annotationWithoutImage])
  }

  @Test(arguments: ["readme.txt", "license.json", "notes.xml", "camera.yaml", "info.csv"])
  func otherFilesAreOfNoConcern(_ name: String) throws {
    let tree = try tree()
    try tree.text(name.hasSuffix("json") ? #"{"license": "MIT"}"# : "<note>hello</note>", name)
    #expect(try Dataset.open(tree.root).problems.isEmpty)
  }

  // MARK: COCO

  private static func coco(_ annotations: String, prefix: String = "") -> String {
    """
    {"images": [{"id": 7, "file_name": "\(prefix)0.png", "width": 8, "height": 6},
     {"id": 8, "file_name": "\(prefix)1.png", "width": 8, "height": 6}, {"id": 9, "file_name": "\(prefix)2.png"}],
     "categories": [{"id": 1, "name": "dent"}, {"id": 2, "name": "oil"}],
     "annotations": [\(annotations)]}
    """
  }

  @Test(arguments: ["instances.json", "annotations/instances_all.json"]) func coco(_ path: String) throws {
    let tree = try tree()
    let polygon = #"{"id": 1, "image_id": 8, "category_id": 1, "segmentation": [[2, 1, 6, 1, 6, 4, 2, 4]]}"#
    // Columns of 6 px: three from pixel 7 on, that is in the second column, with a hole in the middle.
    let runs =
      #"{"id": 2, "image_id": 9, "category_id": 2, "segmentation": {"counts": [7, 1, 1, 1, 38], "size": [6, 8]}}"#
    try tree.text(Self.coco(polygon + "," + runs), path)
    let dataset = try Dataset.open(tree.root)
    #expect(defects(dataset) == ["1.png dent", "2.png oil"])
    #expect(try dataset.items.first { $0.id == "1.png" }?.readMask()?.area == 12)
    let holed = try #require(try dataset.items.first { $0.id == "2.png" }?.readMask())
    #expect(holed[1, 1] && !holed[2, 1] && holed[3, 1] && holed.area == 2)
    // Listed without a defect: good. Not listed: not known to be.
    #expect(dataset.items.first { $0.id == "0.png" }?.label == .good)
    let unlisted = try #require(dataset.problems.first)
    #expect(unlisted.kind == .unlistedPhotograph && unlisted.files == ["3.png", "4.png"])
    #expect(dataset.items.filter { $0.label == .unknown }.map(\.id) == ["3.png", "4.png"])
  }

  @Test func cocoOfRoboflow() throws {
    let tree = try TemporaryTree()
    try tree.image("train/0.png", "train/1.png", "train/2.png", "test/0.png", "test/1.png", "test/2.png")
    let box = #"{"id": 1, "image_id": 8, "category_id": 2, "bbox": [1, 1, 3, 2], "segmentation": []}"#
    try tree.text(Self.coco(box), "train/_annotations.coco.json")
    try tree.text(Self.coco(box), "test/_annotations.coco.json")
    let dataset = try Dataset.open(tree.root)
    #expect(defects(dataset) == ["test/1.png oil", "train/1.png oil"])
    #expect(dataset.test.count { $0.label == .good } == 2)
    #expect(try dataset.test.first { $0.label == .anomalous }?.readMask()?.area == 6)
    #expect(DatasetValidator().problems(in: dataset).contains { $0.kind == .boxAnnotation })
  }

  @Test func cocoWithPathsOfWindowsFromElsewhere() throws {
    let tree = try TemporaryTree()
    try tree.image("images/0.png", "images/1.png", "images/2.png")
    let polygon = #"{"id": 1, "image_id": 8, "category_id": 1, "segmentation": [[2, 1, 6, 1, 6, 4, 2, 4]]}"#
    let apart = try TemporaryTree()
    try apart.text(Self.coco(polygon, prefix: #"images\\"#), "export.json")
    let reading = DatasetReading(annotations: apart.url("export.json"))
    let dataset = try Dataset.open(tree.root, reading: reading)
    #expect(defects(dataset) == ["images/1.png dent"] && dataset.problems.isEmpty)
  }

  // MARK: YOLO

  @Test(arguments: [("images/train", "labels/train"), ("train/images", "train/labels"), ("train", "train")])
  func yolo(_ images: String, _ labels: String) throws {
    let tree = try TemporaryTree()
    try tree.image("\(images)/0.png", "\(images)/1.png", "\(images)/2.png", "\(images)/3.png")
    try tree.text("1 0.5 0.5 0.5 0.5\n", "\(labels)/1.txt")
    try tree.text("0 0.25 0.16667 0.75 0.16667 0.75 0.66667 0.25 0.66667\n", "\(labels)/2.txt")
    try tree.text("", "\(labels)/3.txt")
    try tree.text("train: images/train\nnames:\n  0: dent\n  1: 'oil: thick'\n", "data.yaml")
    let dataset = try Dataset.open(tree.root)
    #expect(defects(dataset) == ["\(images)/1.png oil: thick", "\(images)/2.png dent"])
    #expect(dataset.train.count == 4 && dataset.problems.isEmpty)
    let (box, outline) = (dataset.items[1], dataset.items[2])
    #expect(try box.readMask()?.area == 12)
    // As Ultralytics reads outlines: cut to pixels, the line belongs to it.
    #expect(try outline.readMask()?.boundingBox == PixelBox(x: 2, y: 1, width: 5, height: 4))
    #expect(try outline.readMask()?.area == 20)
  }

  // MARK: Pascal VOC

  @Test func pascalVOC() throws {
    let tree = try TemporaryTree()
    try tree.image("JPEGImages/0.png", "JPEGImages/1.png", "JPEGImages/2.png")
    try tree.text(
      """
      <?xml version="1.0"?><!-- made by hand -->
      <annotation><filename>1.png</filename><size><width>8</width><height>6</height><depth>3</depth></size>
      <object><name>oil &amp; dirt</name><bndbox><xmin>2</xmin><ymin>1</ymin><xmax>4</xmax><ymax>2</ymax></bndbox>
      </object></annotation>
      """, "Annotations/1.xml")
    let dataset = try Dataset.open(tree.root)
    #expect(defects(dataset) == ["JPEGImages/1.png oil & dirt"])
    #expect(
      try dataset.items.first { $0.label == .anomalous }?.readMask()?.boundingBox
        == PixelBox(x: 1, y: 0, width: 3, height: 2))
    // The picture of the mask is more exact than the box.
    try tree.mask("SegmentationClass/1.png", area: 1)
    let exact = try Dataset.open(tree.root)
    #expect(try exact.items.first { $0.label == .anomalous }?.readMask()?.area == 1)
  }

  @Test func regionsThatAreCalledGoodAreNoDefects() throws {
    let tree = try tree()
    try tree.text(Self.labelme(Self.shapes.replacingOccurrences(of: "dent", with: "good")), "1.json")
    #expect(defects(try Dataset.open(tree.root)).isEmpty)
  }

  @Test func anAnnotationOnAGoodPhotographIsAnError() throws {
    let tree = try TemporaryTree.mvtec()
    try tree.text(Self.labelme(Self.shapes), "train/good/001.json")
    let problems = DatasetValidator().problems(in: try Dataset.open(tree.root))
    #expect(problems.map(\.kind) == [.maskOnGood] && problems[0].files == ["train/good/001.json"])
  }
}
