import Foundation

/// A CSV file with a header line (RFC 4180: quoted fields, doubled quotes, CR LF or LF; UTF-8, byte-order mark dropped).
package struct CSVTable {
  package struct Row {
    /// 1-based line of the file where the row begins.
    package let line: Int
    package let fields: [String: String]

    /// The trimmed value of a column; `nil` where it is missing or empty.
    package subscript(_ column: String) -> String? {
      guard let value = fields[column]?.trimmingCharacters(in: .whitespaces), !value.isEmpty else { return nil }
      return value
    }
  }

  package let path: String
  /// Column names in lower case.
  package let columns: [String]
  package let rows: [Row]

  /// - Throws: `DatasetError.unreadableFile`, `.malformedLine`.
  package init(contentsOf url: URL) throws {
    let data: Data
    do { data = try Data(contentsOf: url) } catch {
      throw DatasetError.unreadableFile(path: url.path, reason: error.localizedDescription)
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw DatasetError.unreadableFile(path: url.path, reason: "not UTF-8 text")
    }
    path = url.path
    var records = try Self.records(text, path: url.path).filter { $0.fields != [""] }
    guard !records.isEmpty else {
      throw DatasetError.malformedLine(path: url.path, line: 1, reason: "the list is empty; it needs a header line")
    }
    let header = records.removeFirst().fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    columns = header
    rows = try records.map { record in
      guard record.fields.count <= header.count else {
        throw DatasetError.malformedLine(
          path: url.path, line: record.line,
          reason: "\(record.fields.count) fields, but the header names \(header.count) columns")
      }
      return Row(line: record.line, fields: Dictionary(zip(header, record.fields), uniquingKeysWith: { a, _ in a }))
    }
  }

  package func malformed(_ row: Row, _ reason: String) -> DatasetError {
    .malformedLine(path: path, line: row.line, reason: reason)
  }

  /// The records of a text; blank lines are records of one empty field.
  static func records(_ text: String, path: String) throws -> [(line: Int, fields: [String])] {
    var scanner = CSVScanner(text)
    var records: [(line: Int, fields: [String])] = []
    while let record = scanner.next() { records.append(record) }
    guard !scanner.isInsideQuotes else {
      throw DatasetError.malformedLine(path: path, line: scanner.start, reason: "a quoted field is not closed")
    }
    return records
  }
}

/// Cuts a CSV text into records.
private struct CSVScanner {
  private(set) var isInsideQuotes = false
  /// The line where the current record begins.
  private(set) var start = 1
  private var rest: Substring.UTF8View
  private var line = 1
  private var field: [UInt8] = []

  init(_ text: String) {
    rest = text[...].utf8
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
  }

  /// The next record; `nil` at the end.
  mutating func next() -> (line: Int, fields: [String])? {
    guard !rest.isEmpty else { return nil }
    var fields: [String] = []
    start = line
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\n") { line += 1 }
      switch byte {
      case UInt8(ascii: "\"") where isInsideQuotes && rest.first == byte: field.append(rest.removeFirst())
      case UInt8(ascii: "\"") where isInsideQuotes || field.isEmpty: isInsideQuotes.toggle()
      case UInt8(ascii: ",") where !isInsideQuotes: fields.append(takeField())
      case UInt8(ascii: "\r") where !isInsideQuotes && rest.first == UInt8(ascii: "\n"): break
      case UInt8(ascii: "\n") where !isInsideQuotes: return (start, fields + [takeField()])
      default: field.append(byte)
      }
    }
    return (start, fields + [takeField()])
  }

  private mutating func takeField() -> String {
    defer { field.removeAll(keepingCapacity: true) }
    return String(decoding: field, as: UTF8.self)
  }
}
