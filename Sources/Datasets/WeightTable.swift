import Foundation
import Imaging

/// How much each synthetic sample counted in a detector's training, and how that came about: `weights.csv` and
/// `weights.json` in the model's folder.
public struct WeightTable: Sendable, Equatable {
  /// One sample.
  public struct Row: Sendable, Equatable {
    /// The sample's id.
    public var sample: String
    /// The family of its defect.
    public var family: String
    /// Its estimated quality, in [0, 1], where there is an estimate.
    public var quality: Double?
    /// Its weight, 1 on average.
    public var weight: Double

    /// A row with all its fields.
    public init(sample: String, family: String, quality: Double?, weight: Double) {
      (self.sample, self.family, self.quality, self.weight) = (sample, family, quality, weight)
    }
  }

  /// The weights while they were learned.
  public struct Moment: Codable, Sendable, Equatable {
    /// Steps of the training done.
    public var step: Int
    /// The loss on the images that judge, one step ahead.
    public var judgesLoss: Double
    /// Mean weight by family.
    public var families: [String: Double]
    /// What the weights depend on: the coefficient of each trait of a sample.
    public var coefficients: [String: Double]

    /// A moment with all its fields.
    public init(step: Int, judgesLoss: Double, families: [String: Double], coefficients: [String: Double]) {
      (self.step, self.judgesLoss, self.families, self.coefficients) = (step, judgesLoss, families, coefficients)
    }
  }

  /// The rule that made the weights: `sqe`, `learned` or `shuffled`.
  public var rule: String
  /// Folder of the sample set.
  public var samples: String
  /// The samples in the set's order.
  public var rows: [Row]
  /// The course of learned weights; empty for others.
  public var history: [Moment]

  /// A table with all its parts.
  public init(rule: String, samples: String, rows: [Row], history: [Moment]) {
    (self.rule, self.samples, self.rows, self.history) = (rule, samples, rows, history)
  }
}

extension WeightTable {
  /// The table of weights in a model's folder.
  public static let tableName = "weights.csv"
  /// The rule and the history in a model's folder.
  public static let historyName = "weights.json"
  private static let columns = ["sample", "family", "quality", "weight"]

  /// All but the rows: what `weights.json` holds.
  private struct Origin: Codable {
    let rule, samples: String
    let history: [Moment]
  }

  /// Writes both files to a folder.
  /// - Throws: `ImagingError.unwritable` with the file.
  public func write(to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let origin = try encoder.encode(Origin(rule: rule, samples: samples, history: history))
    try AtomicFile.write(origin + Data("\n".utf8), to: folder.appendingPathComponent(Self.historyName))
    let fields = rows.map {
      [$0.sample, $0.family, $0.quality.map { "\($0)" } ?? "", "\($0.weight)"]
    }
    try CSV.write([Self.columns] + fields, to: folder.appendingPathComponent(Self.tableName))
  }

  /// Reads both files; `nil` where a folder has none.
  /// - Throws: `DatasetError.unreadableFile`, `.malformedLine` with the file and line.
  public init?(contentsOf folder: URL) throws {
    let (table, origin) = (
      folder.appendingPathComponent(Self.tableName), folder.appendingPathComponent(Self.historyName)
    )
    guard FileManager.default.fileExists(atPath: table.path) else { return nil }
    let read: Origin
    do { read = try JSONDecoder().decode(Origin.self, from: Data(contentsOf: origin)) } catch {
      throw DatasetError.unreadableFile(path: origin.path, reason: "no history of weights: \(error)")
    }
    self.init(rule: read.rule, samples: read.samples, rows: try Self.rows(table), history: read.history)
  }

  private static func rows(_ url: URL) throws -> [Row] {
    let table = try CSVTable(contentsOf: url)
    if let missing = columns.first(where: { !table.columns.contains($0) }) {
      throw DatasetError.malformedLine(path: url.path, line: 1, reason: "there is no column '\(missing)'")
    }
    return try table.rows.map { row in
      func number(_ column: String) throws -> Double? {
        guard let text = row[column] else { return nil }
        guard let value = Double(text), value.isFinite, value >= 0 else {
          throw table.malformed(row, "the \(column) '\(text)' is not a number from 0")
        }
        return value
      }
      guard let sample = row["sample"], let family = row["family"], let weight = try number("weight") else {
        throw table.malformed(row, "the sample, its family or its weight is empty")
      }
      return try Row(
        sample: sample, family: family, quality: number("quality"), weight: weight)
    }
  }
}
