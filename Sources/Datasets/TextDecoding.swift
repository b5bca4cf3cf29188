import Foundation

/// Text of files that people's programs wrote, in whatever encoding those use.
enum TextDecoding {
  /// UTF-8 or UTF-16 by its byte-order mark; else UTF-8; else UTF-16 where every other byte is zero; else Windows-1252,
  /// in which European spreadsheets save. The mark is dropped; nil for what is no text.
  static func text(_ data: Data) -> String? {
    if data.starts(with: [0xEF, 0xBB, 0xBF]) { return String(data: data.dropFirst(3), encoding: .utf8) }
    if data.starts(with: [0xFF, 0xFE]) { return String(data: data.dropFirst(2), encoding: .utf16LittleEndian) }
    if data.starts(with: [0xFE, 0xFF]) { return String(data: data.dropFirst(2), encoding: .utf16BigEndian) }
    let start = Array(data.prefix(64))
    if start.count > 3, start.contains(0) {
      let isLittle = stride(from: 1, to: start.count, by: 2).allSatisfy { start[$0] == 0 }
      let isBig = stride(from: 0, to: start.count, by: 2).allSatisfy { start[$0] == 0 }
      guard isLittle || isBig else { return nil }
      return String(data: data, encoding: isLittle ? .utf16LittleEndian : .utf16BigEndian)
    }
    return String(data: data, encoding: .utf8) ?? String(data: data, encoding: .windowsCP1252)
  }
}
