import Foundation

/// A CSV file with a header line (RFC 4180: quoted fields, doubled quotes), as spreadsheets of any country save it: parted by
/// commas, semicolons, tabs or bars, whichever the header has most of; lines end with CR LF, LF or CR; the text is UTF-8,
/// UTF-16 or Windows-1252. Lines of empty fields are passed over.
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
    guard let text = TextDecoding.text(data) else {
      throw DatasetError.unreadableFile(path: url.path, reason: "not text in UTF-8, UTF-16 or Windows-1252")
    }
    path = url.path
    var records = try Self.records(text, path: url.path).filter { !$0.fields.allSatisfy(Self.isBlank) }
    guard !records.isEmpty else {
      throw DatasetError.malformedLine(path: url.path, line: 1, reason: "the list is empty; it needs a header line")
    }
    let header = records.removeFirst().fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    columns = header
    rows = try records.map { record in
      guard record.fields.count <= header.count || record.fields[header.count...].allSatisfy(Self.isBlank) else {
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

  private static func isBlank(_ field: String) -> Bool { field.allSatisfy(\.isWhitespace) }

  /// The records of a text; blank lines are records of one empty field.
  private static func records(_ text: String, path: String) throws -> [(line: Int, fields: [String])] {
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
  private static let separators = Array(",;\t|".utf8)

  private(set) var isInsideQuotes = false
  /// The line where the current record begins.
  private(set) var start = 1
  private let separator: UInt8
  private var rest: ArraySlice<UInt8>
  private var line = 1
  private var field: [UInt8] = []

  init(_ text: String) {
    rest = Array(text.utf8)[...]
    let first = rest.prefix { !Self.isLineEnd($0) }
    // Excel's hint: a first line of `sep=;`.
    if first.count == 5, first.starts(with: "sep=".utf8), let hint = first.last {
      separator = hint
      rest = rest.dropFirst(5).drop(while: Self.isLineEnd)
      line = 2
    } else {
      separator = Self.separator(of: first)
    }
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  /// What a header line has most of outside of quotes; the comma where it has nothing of all.
  private static func separator(of header: ArraySlice<UInt8>) -> UInt8 {
    var (counts, isInsideQuotes) = ([UInt8: Int](), false)
    for byte in header {
      if byte == UInt8(ascii: "\"") { isInsideQuotes.toggle() }
      if !isInsideQuotes { counts[byte, default: 0] += 1 }
    }
    return separators.reduce(separators[0]) { counts[$1, default: 0] > counts[$0, default: 0] ? $1 : $0 }
  }

  /// The next record; `nil` at the end.
  mutating func next() -> (line: Int, fields: [String])? {
    guard !rest.isEmpty else { return nil }
    var fields: [String] = []
    start = line
    while let byte = rest.popFirst() {
      // A line ends with CR LF, LF or, as on old Macs, CR.
      let endsLine = byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && rest.first != UInt8(ascii: "\n"))
      if endsLine { line += 1 }
      switch byte {
      case UInt8(ascii: "\"") where isInsideQuotes && rest.first == byte: field.append(rest.removeFirst())
      case UInt8(ascii: "\"") where isInsideQuotes || field.isEmpty: isInsideQuotes.toggle()
      case separator where !isInsideQuotes: fields.append(takeField())
      case UInt8(ascii: "\r") where !isInsideQuotes && rest.first == UInt8(ascii: "\n"): break
      case _ where endsLine && !isInsideQuotes: return (start, fields + [takeField()])
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
