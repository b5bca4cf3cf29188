import Datasets
import Foundation
import Testing

/// Lists as the spreadsheets of different countries save them.
@Suite struct ListEncodingTests {
  private func dataset(_ data: Data) throws -> Dataset {
    let tree = try TemporaryTree()
    try tree.image("imgs/0.png", "imgs/1.png", "imgs/Kr\u{E4}tzer.png")
    try tree.write(data, "list.csv")
    return try Dataset.open(tree.url("list.csv"))
  }

  private static let lines = ["path,label", "imgs/0.png,good", "imgs/1.png,good", "imgs/Kr\u{E4}tzer.png,scratch"]

  private static func text(_ separator: String = ",", end: String = "\r\n") -> String {
    lines.map { $0.replacingOccurrences(of: ",", with: separator) + end }.joined()
  }

  private func check(_ data: Data, _ place: SourceLocation = #_sourceLocation) throws {
    let dataset = try dataset(data)
    #expect(dataset.items.count == 3, sourceLocation: place)
    #expect(dataset.items.first { $0.label == .anomalous }?.defectType == "scratch", sourceLocation: place)
  }

  @Test(arguments: [",", ";", "\t", "|"]) func separators(_ separator: String) throws {
    try check(Data(Self.text(separator).utf8))
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func lineEnds(_ end: String) throws {
    try check(Data(Self.text(";", end: end).utf8))
  }

  @Test func byteOrderMarksAndEncodings() throws {
    let text = Self.text(";")
    try check(Data([0xEF, 0xBB, 0xBF] + text.utf8))
    try check(Data([0xFF, 0xFE]) + text.data(using: .utf16LittleEndian)!)
    try check(Data([0xFE, 0xFF]) + text.data(using: .utf16BigEndian)!)
    try check(text.data(using: .utf16LittleEndian)!)
    try check(text.data(using: .windowsCP1252)!)
    try check(Data(("sep=;\r\n" + text).utf8))
  }

  @Test func emptyFieldsAndLinesOfSpreadsheets() throws {
    try check(
      Data("path;label;;\r\nimgs/0.png;good;;\r\n;;;\r\nimgs/1.png;good;;;;\r\nimgs/Kr\u{E4}tzer.png;scratch\r\n".utf8))
  }

  @Test func pathsOfWindowsCapitalsAndAccents() throws {
    try check(Data("image;class\r\nimgs\\0.png;ok\r\nIMGS/1.PNG;ok\r\n.\\imgs\\Kra\u{308}tzer.png;scratch\r\n".utf8))
  }

  @Test func oneFileSpelledTwiceIsListedTwice() throws {
    #expect(throws: DatasetError.self) { try dataset(Data("path\nimgs/0.png\nimgs\\0.png\n".utf8)) }
  }

  @Test func aHeaderWithoutPathNamesItsColumns() throws {
    let error = #expect(throws: DatasetError.self) { try dataset(Data("Bild;Urteil\r\nimgs/0.png;gut\r\n".utf8)) }
    #expect(error?.description.contains("bild, urteil") == true)
  }

  /// Photographs whose list is passed over would all be good.
  @Test func aListBesidePhotographsIsNotPassedOver() throws {
    let tree = try TemporaryTree()
    try tree.image("0.png", "1.png", "2.png")
    try tree.text("file;label\n0.png;good\n1.png;bad\n2.png;good\n", "labels.csv")
    let problems = try Dataset.open(tree.root).problems
    #expect(problems.map(\.kind) == [.annotationNotUnderstood] && problems[0].files == ["labels.csv"])
  }
}
