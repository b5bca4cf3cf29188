import Datasets
import Foundation
import Imaging

/// What the detector said of one image: one line of `predictions.csv`.
public struct PredictionRecord: Codable, Equatable, Sendable {
  /// Path relative to the data set's root.
  public var path: String
  /// What the part is.
  public var label: DatasetItem.Label
  /// Anomaly of the image; higher is more anomalous.
  public var score: Double
  /// What the detector took it for at the threshold.
  public var decision: DatasetItem.Label
  /// The kind of defect, for anomalous images.
  public var type: String?

  /// A record with all its fields.
  public init(
    path: String, label: DatasetItem.Label, score: Double, decision: DatasetItem.Label, type: String? = nil
  ) {
    (self.path, self.label, self.score, self.decision, self.type) = (path, label, score, decision, type)
  }
}

/// `predictions.csv`: the columns path, label, score, decision, type (RFC 4180, UTF-8).
public enum PredictionTable {
  private static let columns = ["path", "label", "score", "decision", "type"]

  /// Writes the records in their order; scores in their shortest exact form.
  ///
  /// - Throws: `ImagingError` naming the file that could not be written.
  public static func write(_ records: [PredictionRecord], to url: URL) throws {
    let rows = records.map { record in
      [record.path, record.label.rawValue, "\(record.score)", record.decision.rawValue, record.type ?? ""]
    }
    try CSV.write([columns] + rows, to: url)
  }

  /// Reads a table; columns are found by name, further ones are ignored.
  ///
  /// - Throws: `DatasetError.unreadableFile`, `.malformedLine` with the file and line.
  public static func read(_ url: URL) throws -> [PredictionRecord] {
    let table = try CSVTable(contentsOf: url)
    if let missing = columns.dropLast().first(where: { !table.columns.contains($0) }) {
      throw DatasetError.malformedLine(path: url.path, line: 1, reason: "there is no column '\(missing)'")
    }
    return try table.rows.map { row in
      guard let path = row["path"] else { throw table.malformed(row, "the path is empty") }
      guard let score = row["score"].flatMap(Double.init), score.isFinite else {
        throw table.malformed(row, "the score '\(row["score"] ?? "")' is not a number")
      }
      return PredictionRecord(
        path: path, label: try label("label", of: row, in: table), score: score,
        decision: try label("decision", of: row, in: table), type: row["type"])
    }
  }

  private static func label(_ column: String, of row: CSVTable.Row, in table: CSVTable) throws -> DatasetItem.Label {
    guard let label = DatasetItem.Label(rawValue: row[column] ?? "") else {
      throw table.malformed(row, "the \(column) '\(row[column] ?? "")' is none of good, anomalous, unknown")
    }
    return label
  }
}
