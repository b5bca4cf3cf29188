/// The table at the head of a safetensors file: a JSON object of `{"dtype", "shape", "data_offsets"}` by tensor name, and
/// `__metadata__`, an object of strings.
///
/// Everything is checked before a byte of data is read: lengths against the file, shapes against overflow, sizes
/// against offsets, and that the tensors cover the data without gap or overlap.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    let dtype: DType
    let shape: [Int]
    /// Bytes after the header.
    let range: Range<Int>
  }

  /// Longer headers are refused: 100 MB, as in the reference implementation.
  static let lengthLimit = 100_000_000

  private static let dtypes: [(name: String, dtype: DType)] = [
    ("BOOL", .bool), ("U8", .uint8), ("I8", .int8), ("I16", .int16), ("I32", .int32), ("I64", .int64),
    ("F16", .float16), ("BF16", .bfloat16), ("F32", .float32), ("F64", .float64),
  ]

  /// In the order of the data.
  let entries: [Entry]
  let metadata: [String: String]

  init(entries: [Entry], metadata: [String: String]) {
    self.entries = entries
    self.metadata = metadata
  }

  /// Reads the JSON `bytes` of a file with `dataLength` bytes of data after them.
  init(parsing bytes: [UInt8], dataLength: Int) throws(SafetensorsDefect) {
    var parser = HeaderParser(bytes)
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    let table = try parser.document()
    for (name, value) in table {
      if name == "__metadata__" {
        metadata = try Self.metadata(value)
      } else {
        entries.append(try Self.entry(name, value))
      }
    }
    entries.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    try Self.checkCover(entries, dataLength)
    self.entries = entries
    self.metadata = metadata
  }

  /// The JSON text, with keys in order, padded with blanks to a multiple of eight.
  func serialized() -> [UInt8] {
    var parts: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      parts.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    for entry in entries {
      let name = Self.dtypes.first { $0.dtype == entry.dtype }!.name
      let shape = entry.shape.map(String.init).joined(separator: ",")
      let offsets = "\(entry.range.lowerBound),\(entry.range.upperBound)"
      parts.append("\(quoted(entry.name)):{\"dtype\":\"\(name)\",\"shape\":[\(shape)],\"data_offsets\":[\(offsets)]}")
    }
    var bytes = Array("{\(parts.joined(separator: ","))}".utf8)
    bytes += [UInt8](repeating: UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8)
    return bytes
  }

  private static func metadata(_ value: HeaderValue) throws(SafetensorsDefect) -> [String: String] {
    guard case .object(let pairs) = value else { throw SafetensorsDefect("__metadata__ is not an object") }
    var metadata: [String: String] = [:]
    for (key, value) in pairs {
      guard case .string(let text) = value else { throw SafetensorsDefect("__metadata__.\(key) is not a string") }
      metadata[key] = text
    }
    return metadata
  }

  private static func entry(_ name: String, _ value: HeaderValue) throws(SafetensorsDefect) -> Entry {
    guard case .object(let pairs) = value else { throw SafetensorsDefect("the entry of \(name) is not an object") }
    var dtype: DType?
    var shape: [Int]?
    var offsets: [Int]?
    for (key, value) in pairs {
      switch (key, value) {
      case ("dtype", .string(let text)):
        dtype = dtypes.first { $0.name == text }?.dtype
        if dtype == nil { throw SafetensorsDefect("\(name) has the unknown type \(text)") }
      case ("shape", .integers(let list)): shape = list
      case ("data_offsets", .integers(let list)): offsets = list
      default: throw SafetensorsDefect("the entry of \(name) has an unknown or malformed field \(key)")
      }
    }
    guard let dtype, let shape, let offsets, offsets.count == 2 else {
      throw SafetensorsDefect("the entry of \(name) lacks dtype, shape or two data_offsets")
    }
    guard offsets[0] <= offsets[1] else { throw SafetensorsDefect("the data_offsets of \(name) are out of order") }
    try checkSize(name, dtype, shape, offsets[1] - offsets[0])
    return Entry(name: name, dtype: dtype, shape: shape, range: offsets[0]..<offsets[1])
  }

  private static func checkSize(
    _ name: String, _ dtype: DType, _ shape: [Int], _ size: Int
  ) throws(SafetensorsDefect) {
    var bytes = dtype.size
    for extent in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      if overflow { throw SafetensorsDefect("the shape \(shape) of \(name) overflows") }
      bytes = product
    }
    guard bytes == size else {
      throw SafetensorsDefect("\(name) has \(size) bytes, but its shape \(shape) needs \(bytes)")
    }
  }

  private static func checkCover(_ entries: [Entry], _ dataLength: Int) throws(SafetensorsDefect) {
    var end = 0
    for entry in entries {
      if entry.range.upperBound > dataLength {
        throw SafetensorsDefect("\(entry.name) ends at byte \(entry.range.upperBound) of \(dataLength)")
      }
      if entry.range.lowerBound != end {
        let what = entry.range.lowerBound < end ? "overlaps another tensor" : "leaves a gap before it"
        throw SafetensorsDefect("\(entry.name) \(what)")
      }
      end = entry.range.upperBound
    }
    if end != dataLength { throw SafetensorsDefect("\(dataLength - end) bytes after the last tensor") }
  }
}

/// What is wrong with a file; the reader adds where it is.
struct SafetensorsDefect: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

/// `text` as a JSON string.
private func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case _ where scalar.value < 0x20:
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
