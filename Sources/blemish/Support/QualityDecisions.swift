import Datasets
import Foundation
import Quality

/// A CSV list of what somebody thinks of samples.
struct QualityDecisions {
  private let set: SampleSet
  private let decided: [(record: SampleRecord, isAccepted: Bool)]

  /// - Throws: `DatasetError` for a malformed list; `QualityError.invalidDecision` for an unknown sample or word.
  init(_ list: URL, of set: SampleSet) throws {
    let table = try CSVTable(contentsOf: list)
    let byID = Dictionary(set.records.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.set = set
    decided = try table.rows.map { row in
      func invalid(_ reason: String) -> QualityError {
        .invalidDecision(path: list.path, line: row.line, reason: reason)
      }
      guard let id = row["id"], let word = row["decision"]?.lowercased() else {
        throw invalid("the columns id and decision are needed, as in `id,decision` and `000017,reject`")
      }
      guard let record = byID[id] else { throw invalid("there is no sample \(id) in \(set.folder.path)") }
      guard word == "accept" || word == "reject" else { throw invalid("\(word) is neither accept nor reject") }
      return (record, word == "accept")
    }
  }

  /// The decisions with their pictures.
  func decisions(on source: PhotographSource) throws -> [QualityDecision] {
    try decided.map { try QualityDecision(source.compared($0.record, in: set), isAccepted: $0.isAccepted) }
  }
}
