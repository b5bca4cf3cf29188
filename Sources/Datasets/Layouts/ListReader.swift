import Foundation

/// Reads a CSV list with the columns `path` and, each optional, `label`, `mask`, `split`, `type`.
///
/// Paths are relative to the list's folder. `label` is good (or ok, normal, 0), unknown, or anything else: then the
/// image is anomalous and the label, unless it is a general word, its defect type. Several masks are parted by `;` or `|`.
/// Without a `split` column good images are parted as in a plain folder and all others are for testing.
struct ListReader {
  /// What columns mean, by the names that people give them.
  struct Columns {
    private static let synonyms: [(meaning: String, names: [String])] = [
      ("path", ["path", "image", "file", "filename", "file_name", "image_path", "filepath", "image_name", "picture"]),
      ("label", ["label", "class", "state", "result", "verdict"]),
      ("mask", ["mask", "mask_path", "ground_truth", "gt", "gt_path", "annotation"]),
      ("split", ["split", "part", "subset"]), ("type", ["type", "defect_type", "defect", "kind"]),
    ]

    /// Columns that say whether a photograph is good.
    static let telling = Set(synonyms.filter { $0.meaning != "path" && $0.meaning != "split" }.flatMap(\.names))

    private let names: [String: String]

    /// Nil where no column holds paths.
    init?(_ table: CSVTable) {
      let found = Self.synonyms.compactMap { meaning, names in
        names.first(where: table.columns.contains).map { (meaning, $0) }
      }
      names = Dictionary(uniqueKeysWithValues: found)
      if names["path"] == nil { return nil }
    }

    func value(_ meaning: String, of row: CSVTable.Row) -> String? { names[meaning].flatMap { row[$0] } }

    var hasSplit: Bool { names["split"] != nil }
  }

  static let general: Set<String> = ["1", "anomalous", "anomaly", "bad", "ko", "defect", "defective", "ng", "abnormal"]

  let list: URL
  let reading: DatasetReading
  private let paths: ListedPath

  init(list: URL, reading: DatasetReading) {
    (self.list, self.reading) = (list, reading)
    paths = ListedPath(relativeTo: list.deletingLastPathComponent())
  }

  /// The one list of a folder.
  init(folder: TreeFolder, reading: DatasetReading) throws {
    let lists = folder.files.filter { ["csv", "tsv"].contains($0.fileExtension) }
    guard let list = lists.first, lists.count == 1 else {
      throw DatasetError.unrecognised(
        path: folder.url.path, reason: "\(lists.count) .csv lists in the folder; give the path of one.")
    }
    self.init(list: list.url, reading: reading)
  }

  func read() throws -> LayoutReading {
    let table = try CSVTable(contentsOf: list)
    guard let columns = Columns(table) else {
      throw DatasetError.malformedLine(
        path: list.path, line: 1,
        reason: "the header has no column named path; its columns are \(table.columns.joined(separator: ", "))")
    }
    var (result, seen) = (LayoutReading(), Set<String>())
    for row in table.rows {
      let item = try item(row, columns, of: table)
      guard seen.insert(item.id).inserted else { throw table.malformed(row, "\(item.id) is listed twice") }
      result.items.append(item)
    }
    if !columns.hasSplit { result.items = GoodShare.partition(result.items) }
    return result
  }

  private func item(_ row: CSVTable.Row, _ columns: Columns, of table: CSVTable) throws -> DatasetItem {
    guard let path = columns.value("path", of: row) else { throw table.malformed(row, "the path is empty") }
    let image = try resolve(path, row, table)
    let masks = try (columns.value("mask", of: row) ?? "").split { $0 == ";" || $0 == "|" }.map {
      try resolve(String($0).trimmingCharacters(in: .whitespaces), row, table).url
    }
    if let annotation = masks.first(where: DatasetItem.isAnnotation) {
      throw table.malformed(
        row,
        "\(annotation.lastPathComponent) is no picture; annotations are read where they lie beside photographs in folders"
      )
    }
    let (label, type) = Self.meaning(
      of: columns.value("label", of: row), type: columns.value("type", of: row), hasMask: !masks.isEmpty)
    return DatasetItem(
      id: image.path, image: image.url, label: label, defectType: type, masks: masks,
      split: try split(columns.value("split", of: row), row, label: label, of: table),
      maskConvention: reading.masks ?? .light)
  }

  private func resolve(_ path: String, _ row: CSVTable.Row, _ table: CSVTable) throws -> (path: String, url: URL) {
    guard let found = paths.resolve(path) else {
      throw table.malformed(row, "\(path): no such file; paths are relative to the list's folder")
    }
    return found
  }

  static func meaning(of label: String?, type: String?, hasMask: Bool) -> (DatasetItem.Label, String?) {
    guard let label = label?.lowercased(), label != "unknown" else {
      return hasMask || type != nil ? (.anomalous, type ?? "defect") : (.unknown, nil)
    }
    if FolderNames.isGood(label) || label == "0" { return (.good, nil) }
    return (.anomalous, type ?? (general.contains(label) ? "defect" : label))
  }

  private func split(
    _ name: String?, _ row: CSVTable.Row, label: DatasetItem.Label, of table: CSVTable
  ) throws -> DatasetItem.Split {
    guard let name else { return label == .good ? .train : .test }
    guard let split = FolderNames.part(name) else {
      throw table.malformed(row, "the split is \(name.lowercased()), not train, validation or test")
    }
    return split
  }
}
