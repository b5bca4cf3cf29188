import Foundation

@testable import Datasets
@testable import Reporting
@testable import SafetensorsHeaders

extension Parser {
  /// Lists, tables, manifests and headers of tensors.
  static let tables = [list, predictions, weights, manifest, safetensors]

  private static let list = Parser(name: "list", isExpected: { $0 is DatasetError }) { data in
    let file = ScratchFile("list.csv").holding(data)
    _ = try ListReader(list: file, reading: DatasetReading()).read()
  }

  private static let predictions = Parser(name: "predictions", isExpected: { $0 is DatasetError }) { data in
    _ = try PredictionTable.read(ScratchFile("predictions.csv").holding(data))
  }

  private static let weights = Parser(name: "weights", isExpected: { $0 is DatasetError }) { data in
    let table = ScratchFile(WeightTable.tableName).holding(data)
    _ = ScratchFile(WeightTable.historyName).holding(Data(#"{"rule": "sqe", "samples": "s", "history": []}"#.utf8))
    _ = try WeightTable(contentsOf: table.deletingLastPathComponent())
  }

  private static let manifest = Parser(name: "manifest", isExpected: { $0 is DatasetError }) { data in
    let file = ScratchFile(SampleSet.manifestName).holding(data)
    _ = try? Manifest.read(file, allowsPartialLastLine: true)
    let set = try SampleSet.open(file.deletingLastPathComponent())
    for record in set.records { _ = try record.jsonLine() }
  }

  /// A header with the length of the data behind it in front, as eight bytes.
  private static let safetensors = Parser(name: "safetensors", isExpected: { $0 is SafetensorsDefect }) { data in
    guard data.count >= 8 else { return }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let header = try SafetensorsHeader(parsing: Array(data.dropFirst(8)), dataLength: Int(length >> 1))
    let again = try SafetensorsHeader(parsing: header.serialized(), dataLength: Int(length >> 1))
    precondition(again.metadata == header.metadata && again.entries.count == header.entries.count, "written otherwise")
  }
}
