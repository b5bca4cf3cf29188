import Foundation

/// Bounds-checked reads from the bytes of an image file: past the end they throw, they never trap.
struct ByteReader {
  let source: String
  let count: Int
  private let storage: Storage

  private enum Storage {
    case memory(Data)
    case file(BlockFile)
  }

  /// Bytes in memory.
  init(_ data: Data, source: String) {
    (self.source, count, storage) = (source, data.count, .memory(data))
  }

  /// Bytes of a file, of which only the blocks are read that are asked for: directories of a TIFF may lie at its end,
  /// behind gigabytes of pixels.
  init(_ file: BlockFile, source: String) {
    (self.source, count, storage) = (source, file.count, .file(file))
  }

  func corrupt(_ reason: String) -> ImagingError { .corrupt(source: source, reason: reason) }

  func unsupported(_ reason: String) -> ImagingError { .unsupported(source: source, reason: reason) }

  func byte(_ offset: Int) throws -> Int {
    guard offset >= 0, offset < count else { throw corrupt("the file ends early (truncated)") }
    switch storage {
    case .memory(let data): return Int(data[data.startIndex + offset])
    case .file(let file):
      guard let byte = try file.byte(offset) else { throw corrupt("the file ends early (truncated)") }
      return Int(byte)
    }
  }

  func bigEndian16(_ offset: Int) throws -> Int { try byte(offset) << 8 | byte(offset + 1) }

  func bigEndian32(_ offset: Int) throws -> Int { try bigEndian16(offset) << 16 | bigEndian16(offset + 2) }

  func littleEndian16(_ offset: Int) throws -> Int { try byte(offset) | byte(offset + 1) << 8 }

  func littleEndian32(_ offset: Int) throws -> Int { try littleEndian16(offset) | littleEndian16(offset + 2) << 16 }

  func hasASCII(_ text: String, at offset: Int) -> Bool { has(Array(text.utf8), at: offset) }

  func has(_ bytes: [UInt8], at offset: Int) -> Bool {
    guard offset >= 0, offset + bytes.count <= count else { return false }
    return bytes.indices.allSatisfy { (try? byte(offset + $0)) == Int(bytes[$0]) }
  }
}

/// A file of which blocks are read as they are asked for.
final class BlockFile {
  private static let blockSize = 1 << 14

  let count: Int
  private let handle: FileHandle
  private var blocks: [Int: Data] = [:]

  /// - Throws: what the system says where the file cannot be opened.
  init(_ url: URL) throws {
    handle = try FileHandle(forReadingFrom: url)
    count = Int(try handle.seekToEnd())
  }

  deinit { try? handle.close() }

  /// The byte at an offset within `count`; nil where the file has become shorter.
  func byte(_ offset: Int) throws -> UInt8? {
    let (number, place) = offset.quotientAndRemainder(dividingBy: Self.blockSize)
    let block = try blocks[number] ?? read(number)
    return place < block.count ? block[block.startIndex + place] : nil
  }

  private func read(_ number: Int) throws -> Data {
    try handle.seek(toOffset: UInt64(number * Self.blockSize))
    let block = try handle.read(upToCount: Self.blockSize) ?? Data()
    blocks[number] = block
    return block
  }
}
