import Foundation

/// Comma-separated tables as RFC 4180 has them.
package enum CSV {
  /// A field, quoted where it has to be.
  package static func field(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  /// Rows of fields, a line each.
  package static func text(_ rows: [[String]]) -> String {
    rows.map { $0.map(field).joined(separator: ",") + "\n" }.joined()
  }

  /// Writes rows, atomically.
  /// - Throws: `ImagingError` naming the file that could not be written.
  package static func write(_ rows: [[String]], to url: URL) throws {
    try AtomicFile.write(Data(text(rows).utf8), to: url)
  }
}
