import Foundation

/// Reads VisA as published: `candle/Data/{Images/{Normal,Anomaly},Masks/Anomaly}` with `split_csv/1cls.csv` beside the
/// objects' folders. Where `candle/image_anno.csv` names the kinds of defect, they are the defect types (images with
/// several kinds are `combined`); else all are `anomaly`.
struct VisAReader {
  let root: TreeFolder
  let reading: DatasetReading

  static func fits(_ root: TreeFolder) -> Bool {
    FileManager.default.fileExists(atPath: root.url.appendingPathComponent("Data/Images").path)
      && FileManager.default.fileExists(atPath: splitFile(root).path)
  }

  static func splitFile(_ root: TreeFolder) -> URL {
    root.url.deletingLastPathComponent().appendingPathComponent("split_csv/1cls.csv")
  }

  func read() throws -> LayoutReading {
    let object = root.url.lastPathComponent
    let table = try CSVTable(contentsOf: Self.splitFile(root))
    for column in ["object", "split", "label", "image", "mask"] where !table.columns.contains(column) {
      throw DatasetError.malformedLine(path: table.path, line: 1, reason: "the column \(column) is missing")
    }
    let types = try defectTypes()
    var reading = LayoutReading()
    for row in table.rows where row["object"] == object { try read(row, of: table, types: types, into: &reading) }
    guard !reading.items.isEmpty else {
      throw DatasetError.unrecognised(path: root.url.path, reason: "\(table.path) lists no image of \(object).")
    }
    let paired = Set(reading.items.flatMap { $0.masks.map(\.path) })
    reading.note(unpairedMasks: try maskFiles().filter { !paired.contains($0.url.path) })
    return reading
  }

  func read(_ row: CSVTable.Row, of table: CSVTable, types: [String: String], into reading: inout LayoutReading) throws
  {
    guard let path = row["image"], let image = resolve(path) else {
      throw table.malformed(row, "the image must be a path that begins with the object's name")
    }
    guard let split = row["split"].flatMap(DatasetItem.Split.init(rawValue:)) else {
      throw table.malformed(row, "the split is \(row["split"] ?? "empty"), not train or test")
    }
    let good = row["label"] == "normal"
    reading.items.append(
      DatasetItem(
        id: image.id, image: image.url, label: good ? .good : .anomalous,
        defectType: good ? nil : types[image.id] ?? "anomaly",
        masks: row["mask"].flatMap(resolve).map { [$0.url] } ?? [], split: split,
        maskConvention: self.reading.masks ?? .light))
  }

  /// The file that `candle/Data/…` means, as a path relative to the object's folder.
  func resolve(_ path: String) -> (id: String, url: URL)? {
    let parts = path.split(separator: "/")
    guard parts.count > 1, parts[0] == root.url.lastPathComponent, !parts.contains("..") else { return nil }
    let id = parts.dropFirst().joined(separator: "/")
    return (id, root.url.appendingPathComponent(id))
  }

  func defectTypes() throws -> [String: String] {
    let url = root.url.appendingPathComponent("image_anno.csv")
    guard FileManager.default.fileExists(atPath: url.path) else { return [:] }
    let rows = try CSVTable(contentsOf: url).rows
    return Dictionary(
      rows.compactMap { row in
        guard let image = row["image"].flatMap(resolve), let label = row["label"], label != "normal" else { return nil }
        return (image.id, label.contains(",") ? "combined" : label)
      }, uniquingKeysWith: { a, _ in a })
  }

  func maskFiles() throws -> [TreeFile] {
    let data = try root.folder("Data")
    return data.folderNames.contains("Masks") ? try data.folder("Masks").everyImage() : []
  }
}
