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

  static func records(_ text: String, path: String) throws -> [(line: Int, fields: [String])] {
    var (records, fields, field) = ([(line: Int, fields: [String])](), [String](), [UInt8]())
    var (line, start, quoted) = (1, 1, false)
    var bytes = text.utf8.drop { _ in false }[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    func endField() {
      fields.append(String(decoding: field, as: UTF8.self))
      field.removeAll(keepingCapacity: true)
    }
    func endRecord() {
      endField()
      records.append((start, fields))
      fields.removeAll()
      start = line
    }
    while let byte = bytes.popFirst() {
      if byte == UInt8(ascii: "\n") { line += 1 }
      switch byte {
      case UInt8(ascii: "\"") where quoted && bytes.first == UInt8(ascii: "\""):
        field.append(byte)
        bytes.removeFirst()
      case UInt8(ascii: "\"") where quoted || field.isEmpty: quoted.toggle()
      case UInt8(ascii: ",") where !quoted: endField()
      case UInt8(ascii: "\r") where !quoted && bytes.first == UInt8(ascii: "\n"): break
      case UInt8(ascii: "\n") where !quoted: endRecord()
      default: field.append(byte)
      }
    }
    guard !quoted else {
      throw DatasetError.malformedLine(path: path, line: start, reason: "a quoted field is not closed")
    }
    if !field.isEmpty || !fields.isEmpty { endRecord() }
    return records
  }
}
