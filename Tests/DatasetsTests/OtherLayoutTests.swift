import Datasets
import Foundation
import Testing

@Suite struct VisALayoutTests {
  static func tree() throws -> TemporaryTree {
    let tree = try TemporaryTree("VisA")
    try tree.image("candle/Data/Images/Normal/0000.JPG", "candle/Data/Images/Normal/0001.JPG")
    try tree.image("candle/Data/Images/Normal/0002.JPG", "candle/Data/Images/Anomaly/000.JPG")
    try tree.image("candle/Data/Images/Anomaly/001.JPG")
    try tree.mask("candle/Data/Masks/Anomaly/000.png", "candle/Data/Masks/Anomaly/001.png", value: 2.0 / 255)
    try tree.text(
      """
      object,split,label,image,mask
      candle,train,normal,candle/Data/Images/Normal/0000.JPG,
      candle,train,normal,candle/Data/Images/Normal/0001.JPG,
      candle,test,normal,candle/Data/Images/Normal/0002.JPG,
      candle,test,anomaly,candle/Data/Images/Anomaly/000.JPG,candle/Data/Masks/Anomaly/000.png
      candle,test,anomaly,candle/Data/Images/Anomaly/001.JPG,candle/Data/Masks/Anomaly/001.png
      fryum,train,normal,fryum/Data/Images/Normal/0000.JPG,

      """, "split_csv/1cls.csv")
    return tree
  }

  @Test func officialTree() throws {
    let tree = try Self.tree()
    let dataset = try Dataset.open(tree.url("candle"))
    #expect(dataset.layout == .visa)
    #expect(dataset.problems.isEmpty)
    #expect(
      dataset.items.map(\.summary) == [
        "test anomalous anomaly Data/Images/Anomaly/000.JPG Anomaly/000.png",
        "test anomalous anomaly Data/Images/Anomaly/001.JPG Anomaly/001.png",
        "train good - Data/Images/Normal/0000.JPG", "train good - Data/Images/Normal/0001.JPG",
        "test good - Data/Images/Normal/0002.JPG",
      ])
    #expect(try dataset.items[0].readMask()?.area == 5)
  }

  @Test func annotationsNameTheTypes() throws {
    let tree = try Self.tree()
    try tree.text(
      """
      image,label,mask
      candle/Data/Images/Normal/0000.JPG,normal,
      candle/Data/Images/Anomaly/000.JPG,"chunk of wax missing,wax melded out",candle/Data/Masks/Anomaly/000.png
      candle/Data/Images/Anomaly/001.JPG,weird candle wick,candle/Data/Masks/Anomaly/001.png
      """, "candle/image_anno.csv")
    #expect(try Dataset.open(tree.url("candle")).defectTypes == ["combined", "weird candle wick"])
  }

  @Test func theWholeOfVisAAsksForAnObject() throws {
    let tree = try Self.tree()
    #expect(throws: DatasetError.severalProducts(path: tree.root.path, products: ["candle"])) {
      try Dataset.open(tree.root)
    }
  }

  @Test func badSplitFiles() throws {
    let tree = try Self.tree()
    try tree.text("object,split,label,image\n", "split_csv/1cls.csv")
    #expect(throws: DatasetError.self) { try Dataset.open(tree.url("candle")) }
    try tree.text("object,split,label,image,mask\ncandle,later,normal,candle/a.png,\n", "split_csv/1cls.csv")
    #expect(
      throws: DatasetError.malformedLine(
        path: tree.url("split_csv/1cls.csv").path, line: 2, reason: "the split is later, not train or test")
    ) { try Dataset.open(tree.url("candle")) }
    try tree.text("object,split,label,image,mask\ncandle,train,normal,candle/../../etc/x,\n", "split_csv/1cls.csv")
    #expect(throws: DatasetError.self) { try Dataset.open(tree.url("candle")) }
  }
}

@Suite struct FolderLayoutTests {
  @Test func flatFolderOfGoodImages() throws {
    let tree = try TemporaryTree()
    try tree.image("b.png", "a.jpg", "c.bmp")
    try tree.text("", "notes.txt")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.layout == .folder)
    #expect(dataset.items.map(\.summary) == ["train good - a.jpg", "train good - b.png", "train good - c.bmp"])
  }

  @Test(arguments: ["good", "OK", "Normal"]) func goodFolder(name: String) throws {
    let tree = try TemporaryTree()
    try tree.image("\(name)/monday/1.png", "\(name)/2.png")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.items.allSatisfy { $0.label == .good && $0.split == .train } && dataset.items.count == 2)
  }

  /// Masks in one folder, beside, and missing; one fifth of the good images is kept for testing.
  @Test(arguments: ["masks", "ground_truth", "beside", "none"]) func goodAndDefects(place: String) throws {
    let tree = try TemporaryTree()
    for i in 0..<10 { try tree.image("good/\(i).png") }
    try tree.image("dent/1.png", "dent/2.png", "scratch/1.png")
    for name in ["dent/1", "dent/2", "scratch/1"] {
      if place == "beside" { try tree.mask("\(name)_mask.png") }
      if place == "masks" { try tree.mask("masks/\(name).png") }
      if place == "ground_truth" { try tree.mask("ground_truth/\(name)_mask.bmp") }
    }
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.problems.map(\.kind) == (place == "none" ? [.noMasks] : []))
    #expect(dataset.defectTypes == ["dent", "scratch"])
    let anomalous = dataset.items.filter { $0.label == .anomalous }
    #expect(anomalous.count == 3 && anomalous.allSatisfy { $0.split == .test })
    #expect(anomalous.allSatisfy { $0.masks.count == (place == "none" ? 0 : 1) })
    #expect(dataset.train.count == 8 && dataset.test.filter { $0.label == .good }.count == 2)
    #expect(try Dataset.open(tree.root).items == dataset.items)
  }

  @Test func imagesAndMasksSideBySide() throws {
    let tree = try TemporaryTree()
    for i in 0..<5 { try tree.image("images/\(i).png") }
    try tree.mask("masks/3.png")
    try tree.mask("masks/4.png", area: 0)
    try tree.mask("masks/9.png")
    let dataset = try Dataset.open(tree.root)
    let byID = Dictionary(uniqueKeysWithValues: dataset.items.map { ($0.id, $0) })
    #expect(byID["images/3.png"]?.label == .anomalous && byID["images/3.png"]?.defectType == "defect")
    #expect(byID["images/4.png"]?.label == .good, "an empty mask marks nothing")
    #expect(dataset.problems.map(\.files) == [["masks/9.png"]])
  }

  @Test func flatFolderWithMasksBeside() throws {
    let tree = try TemporaryTree()
    try tree.image("part1.png", "part2.png", "part3.png")
    try tree.mask("part2_mask.png")
    try tree.mask("part3_label.png", area: 0)
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.items.map(\.id) == ["part1.png", "part2.png", "part3.png"])
    #expect(dataset.items.map(\.label) == [.good, .anomalous, .good])
  }

  @Test func nothingGoodIsAnError() throws {
    let tree = try TemporaryTree()
    try tree.image("dent/1.png")
    let error = #expect(throws: DatasetError.self) { try Dataset.open(tree.root) }
    #expect(error?.description.contains("dent") == true && error?.description.contains("good") == true)
  }

  @Test func unsupportedFormatsAreNamed() throws {
    let tree = try TemporaryTree()
    try tree.image("good/1.png", "good/2.png")
    try tree.text("GIF89a", "good/3.tiff.gif")
    let dataset = try Dataset.open(tree.root)
    #expect(dataset.items.count == 2)
    #expect(dataset.problems.map(\.kind) == [.unsupportedFile] && dataset.problems[0].files == ["good/3.tiff.gif"])
  }
}

@Suite struct ListLayoutTests {
  @Test func allColumns() throws {
    let tree = try TemporaryTree()
    try tree.image("a.png", "b, with comma.png", "c.png", "d.png", "e.png")
    try tree.mask("m1.png", "m2.png")
    try tree.text(
      "\u{FEFF}path,label,mask,split,type\r\na.png,good,,train,\r\n\"b, with comma.png\",scratch,m1.png;m2.png,test,\r\n"
        + "c.png,1,m1.png,test,dent\r\nd.png,ok,,val,\r\ne.png,,,test,", "list.csv")
    for root in [tree.url("list.csv"), tree.root] {
      let dataset = try Dataset.open(root, layout: .csv)
      #expect(
        dataset.items.map {
          "\($0.split.rawValue) \($0.label.rawValue) \($0.defectType ?? "-") \($0.id) \($0.masks.count)"
        }
          == [
            "train good - a.png 0", "test anomalous scratch b, with comma.png 2", "test anomalous dent c.png 1",
            "validation good - d.png 0", "test unknown - e.png 0",
          ])
    }
  }

  @Test func pathsAloneAreUnknownAndLabelsSplit() throws {
    let tree = try TemporaryTree()
    try tree.image("1.png", "2.png", "3.png", "4.png", "5.png", "6.png")
    try tree.text("path\n1.png\n", "paths.csv")
    #expect(try Dataset.open(tree.url("paths.csv")).items.map(\.label) == [.unknown])
    try tree.text("path,label\n1.png,0\n2.png,0\n3.png,0\n4.png,0\n5.png,0\n6.png,bad\n", "labels.csv")
    let dataset = try Dataset.open(tree.url("labels.csv"))
    #expect(dataset.train.count == 4 && dataset.test.count == 2 && dataset.defectTypes == ["defect"])
  }

  @Test(arguments: [
    ("label\ngood\n", 1), ("path,label\nnone.png,good\n", 2), ("path,split\n1.png,train\n1.png,test\n", 3),
    ("path,split\n1.png,sometimes\n", 2), ("path\n1.png,good,x\n", 2), ("", 1), ("path\n\"1.png\n", 2),
    ("path,label\n\n\n,good\n", 4), ("path,mask\n1.png,none.png\n", 2),
  ])
  func mistakesNameTheLine(text: String, line: Int) throws {
    let tree = try TemporaryTree()
    try tree.image("1.png")
    try tree.text(text, "list.csv")
    let error = #expect(throws: DatasetError.self) { try Dataset.open(tree.url("list.csv")) }
    guard case .malformedLine(_, line, _)? = error else { Issue.record("\(String(describing: error))"); return }
  }
}
