import Foundation

/// Bounds-checked reads from the bytes of an image file: past the end they throw, they never trap.
struct ByteReader {
  let data: Data
  let source: String

  init(_ data: Data, source: String) {
    self.data = data
    self.source = source
  }

  var count: Int { data.count }

  func corrupt(_ reason: String) -> ImagingError { .corrupt(source: source, reason: reason) }

  func unsupported(_ reason: String) -> ImagingError { .unsupported(source: source, reason: reason) }

  func byte(_ offset: Int) throws -> Int {
    guard offset >= 0, offset < count else { throw corrupt("the file ends early (truncated)") }
    return Int(data[data.startIndex + offset])
  }

  func bigEndian16(_ offset: Int) throws -> Int { try byte(offset) << 8 | byte(offset + 1) }

  func bigEndian32(_ offset: Int) throws -> Int { try bigEndian16(offset) << 16 | bigEndian16(offset + 2) }

  func littleEndian16(_ offset: Int) throws -> Int { try byte(offset) | byte(offset + 1) << 8 }

  func littleEndian32(_ offset: Int) throws -> Int { try littleEndian16(offset) | littleEndian16(offset + 2) << 16 }

  func hasASCII(_ text: String, at offset: Int) -> Bool {
    offset >= 0 && offset <= count && data.dropFirst(offset).starts(with: text.utf8)
  }
}
