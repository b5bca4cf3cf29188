import CTorch
import Foundation

/// A safetensors file, opened for reading: the table is in memory, tensors are read when asked for.
///
/// Format: the length of the header as a little-endian UInt64, the header in JSON, then the bytes of the tensors.
public final class SafetensorsFile {
  /// Where the file is.
  public let url: URL
  /// Free text by key.
  public let metadata: [String: String]
  /// The names of the tensors, sorted.
  public let names: [String]
  private let entries: [String: SafetensorsHeader.Entry]
  private let file: FileHandle
  private let dataStart: Int

  /// Opens a file and checks its table; throws ``TorchError/file(path:reason:)`` where there is none to read and
  /// ``TorchError/safetensors(path:reason:)`` where it breaks the format.
  public init(_ url: URL) throws(TorchError) {
    self.url = url
    do {
      file = try FileHandle(forReadingFrom: url)
      let size = Int(try file.seekToEnd())
      let (header, start) = try Self.readHeader(file, size)
      metadata = header.metadata
      entries = Dictionary(uniqueKeysWithValues: header.entries.map { ($0.name, $0) })
      names = entries.keys.sorted()
      dataStart = start
    } catch let defect as SafetensorsDefect {
      throw .safetensors(path: url.path, reason: defect.reason)
    } catch {
      throw .file(path: url.path, reason: "cannot be read: \(error.localizedDescription)")
    }
  }

  deinit { try? file.close() }

  /// The shape of a tensor; nil where there is none of that name.
  public func shape(_ name: String) -> [Int]? { entries[name]?.shape }

  /// Reads one tensor, on the CPU.
  public func tensor(_ name: String) throws(TorchError) -> Tensor {
    let entry = try find(name)
    return try read(entry, entry.shape, from: 0)
  }

  /// Reads `rows` of a tensor, counted along its first dimension.
  public func tensor(_ name: String, rows: Range<Int>) throws(TorchError) -> Tensor {
    let entry = try find(name)
    guard let extent = entry.shape.first, rows.lowerBound >= 0, rows.upperBound <= extent else {
      throw .safetensors(path: url.path, reason: "\(name), of shape \(entry.shape), has no rows \(rows)")
    }
    let rowSize = extent == 0 ? 0 : entry.range.count / extent
    return try read(entry, [rows.count] + entry.shape.dropFirst(), from: rows.lowerBound * rowSize)
  }

  /// Reads all tensors, by name.
  public func tensors() throws(TorchError) -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for name in names { result[name] = try tensor(name) }
    return result
  }

  private func find(_ name: String) throws(TorchError) -> SafetensorsHeader.Entry {
    guard let entry = entries[name] else {
      throw .safetensors(path: url.path, reason: "no tensor named \(name)")
    }
    return entry
  }

  private func read(
    _ entry: SafetensorsHeader.Entry, _ shape: [Int], from offset: Int
  ) throws(TorchError) -> Tensor {
    let tensor = Tensor.empty(shape, entry.dtype)
    let start = dataStart + entry.range.lowerBound + offset
    let complete = tensor.withUnsafeBytes { readFully(file.fileDescriptor, $0, at: start) }
    // The table fitted the file when it was opened.
    guard complete else { throw .file(path: url.path, reason: "the file shrank, or cannot be read, at \(entry.name)") }
    // Other bytes in a Bool are undefined behaviour.
    if entry.dtype == .bool, !tensor.withUnsafeBytes({ $0.allSatisfy { $0 <= 1 } }) {
      throw .safetensors(path: url.path, reason: "\(entry.name) holds truth values other than 0 and 1")
    }
    return tensor
  }

  private static func readHeader(_ file: FileHandle, _ size: Int) throws -> (SafetensorsHeader, dataStart: Int) {
    var prefix = [UInt8](repeating: 0, count: 8)
    let complete = prefix.withUnsafeMutableBytes { readFully(file.fileDescriptor, $0, at: 0) }
    guard complete else { throw SafetensorsDefect("the file has only \(size) bytes") }
    let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= SafetensorsHeader.lengthLimit else {
      throw SafetensorsDefect("a header of \(length) bytes; at most \(SafetensorsHeader.lengthLimit) are allowed")
    }
    guard Int(length) <= size - 8 else {
      throw SafetensorsDefect("the header needs \(length) bytes, but only \(size - 8) follow: the file is cut off")
    }
    var bytes = [UInt8](repeating: 0, count: Int(length))
    guard bytes.withUnsafeMutableBytes({ readFully(file.fileDescriptor, $0, at: 8) }) else {
      throw SafetensorsDefect("the header cannot be read")
    }
    let start = 8 + Int(length)
    return (try SafetensorsHeader(parsing: bytes, dataLength: size - start), start)
  }
}

/// Fills `buffer` from `offset` of a file; false where the file ends before, or fails.
private func readFully(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Bool {
  var done = 0
  while done < buffer.count {
    let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return false }
    done += count
  }
  return true
}

/// Reads all tensors of a safetensors file, by name.
public func loadSafetensors(_ url: URL) throws(TorchError) -> [String: Tensor] {
  try SafetensorsFile(url).tensors()
}

extension [String: Tensor] {
  /// The tensors whose names begin with `prefix`, by what follows it.
  public func part(_ prefix: String) -> [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: filter { $0.key.hasPrefix(prefix) }
        .map { (String($0.key.dropFirst(prefix.count)), $0.value) })
  }
}
