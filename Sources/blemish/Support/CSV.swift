import Foundation
import Imaging

/// Comma-separated tables as RFC 4180 has them.
enum CSV {
  /// A field, quoted where it has to be.
  static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  /// Writes a heading and rows, atomically.
  static func write(_ heading: String, _ rows: [String], to url: URL) throws {
    try AtomicFile.write(Data(([heading] + rows).map { $0 + "\n" }.joined().utf8), to: url)
  }
}
