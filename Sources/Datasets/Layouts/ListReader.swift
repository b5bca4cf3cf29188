import Foundation

/// Reads a CSV list with the columns `path` and, each optional, `label`, `mask`, `split`, `type`.
///
/// Paths are relative to the list's folder. `label` is good (or ok, normal, 0), unknown, or anything else: then the
/// image is anomalous and the label, unless it is a general word, its defect type. Several masks are parted by `;`.
/// Without a `split` column good images are parted as in a plain folder and all others are for testing.
struct ListReader {
  static let general: Set<String> = ["1", "anomalous", "anomaly", "bad", "ko", "defect", "defective", "ng", "abnormal"]

  let list: URL

  init(list: URL) { self.list = list }

  /// The one `.csv` file of a folder.
  init(folder: TreeFolder) throws {
    let lists = folder.files.filter { $0.fileExtension == "csv" }
    guard let list = lists.first, lists.count == 1 else {
      throw DatasetError.unrecognised(
        path: folder.url.path, reason: "\(lists.count) .csv lists in the folder; give the path of one.")
    }
    self.list = list.url
  }

  func read() throws -> LayoutReading {
    let table = try CSVTable(contentsOf: list)
    guard table.columns.contains("path") else {
      throw DatasetError.malformedLine(path: list.path, line: 1, reason: "the header has no column named path")
    }
    var (reading, seen) = (LayoutReading(), Set<String>())
    for row in table.rows {
      let item = try item(row, of: table)
      guard seen.insert(item.id).inserted else { throw table.malformed(row, "\(item.id) is listed twice") }
      reading.items.append(item)
    }
    if !table.columns.contains("split") { reading.items = GoodShare.partition(reading.items) }
    return reading
  }

  func item(_ row: CSVTable.Row, of table: CSVTable) throws -> DatasetItem {
    guard let path = row["path"] else { throw table.malformed(row, "the path is empty") }
    let masks =
      row["mask"].map { $0.split(separator: ";").map { String($0).trimmingCharacters(in: .whitespaces) } } ?? []
    for file in [path] + masks where !FileManager.default.fileExists(atPath: url(file).path) {
      throw table.malformed(row, "\(file): no such file; paths are relative to the list's folder")
    }
    let (label, type) = Self.meaning(of: row["label"], type: row["type"], hasMask: !masks.isEmpty)
    return DatasetItem(
      id: path, image: url(path), label: label, defectType: type, masks: masks.map(url),
      split: try split(row, label: label, of: table))
  }

  static func meaning(of label: String?, type: String?, hasMask: Bool) -> (DatasetItem.Label, String?) {
    guard let label = label?.lowercased(), label != "unknown" else {
      return hasMask || type != nil ? (.anomalous, type ?? "defect") : (.unknown, nil)
    }
    if FolderNames.isGood(label) || label == "0" { return (.good, nil) }
    return (.anomalous, type ?? (general.contains(label) ? "defect" : label))
  }

  func split(_ row: CSVTable.Row, label: DatasetItem.Label, of table: CSVTable) throws -> DatasetItem.Split {
    guard let name = row["split"]?.lowercased() else { return label == .good ? .train : .test }
    if FolderNames.train.contains(name) { return .train }
    if FolderNames.validation.contains(name) { return .validation }
    guard FolderNames.test.contains(name) else {
      throw table.malformed(row, "the split is \(name), not train, validation or test")
    }
    return .test
  }

  func url(_ path: String) -> URL {
    path.hasPrefix("/") ? URL(fileURLWithPath: path) : list.deletingLastPathComponent().appendingPathComponent(path)
  }
}
