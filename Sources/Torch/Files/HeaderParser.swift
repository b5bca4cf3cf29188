/// A value in the head of a safetensors file. Lists hold whole numbers only, and nothing is null.
enum HeaderValue {
  case string(String)
  case integers([Int])
  case object([(key: String, value: HeaderValue)])
}

/// The part of JSON (RFC 8259) that safetensors uses. Unlike Foundation's parser it reports duplicate keys and numbers
/// out of range.
struct HeaderParser {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The whole text: one object, and nothing after it but white space.
  mutating func document() throws(SafetensorsDefect) -> [(key: String, value: HeaderValue)] {
    guard peek() == UInt8(ascii: "{") else { throw defect("the header does not begin with {") }
    let result = try object(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw defect("text after the header's object") }
    return result
  }

  private mutating func value(depth: Int) throws(SafetensorsDefect) -> HeaderValue {
    skipSpace()
    switch peek() {
    case UInt8(ascii: "{"):
      guard depth < 2 else { throw defect("objects are nested too deep") }
      return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .integers(try integers())
    case UInt8(ascii: "\""): return .string(try string())
    default: throw defect("a string, list or object is expected")
    }
  }

  private mutating func object(depth: Int) throws(SafetensorsDefect) -> [(key: String, value: HeaderValue)] {
    try expect("{")
    var pairs: [(key: String, value: HeaderValue)] = []
    var keys: Set<String> = []
    skipSpace()
    if take("}") { return pairs }
    repeat {
      skipSpace()
      let key = try string()
      guard keys.insert(key).inserted else { throw SafetensorsDefect("the key \(key) appears twice") }
      skipSpace()
      try expect(":")
      pairs.append((key, try value(depth: depth + 1)))
      skipSpace()
    } while take(",")
    try expect("}")
    return pairs
  }

  private mutating func integers() throws(SafetensorsDefect) -> [Int] {
    try expect("[")
    var list: [Int] = []
    skipSpace()
    if take("]") { return list }
    repeat {
      skipSpace()
      list.append(try integer())
      skipSpace()
    } while take(",")
    try expect("]")
    return list
  }

  /// Digits only: lengths and offsets are neither negative nor fractions.
  private mutating func integer() throws(SafetensorsDefect) -> Int {
    let start = position
    var result = 0
    while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tens, overflow) = result.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      if overflow || carry { throw defect("a number is out of range") }
      result = sum
      position += 1
    }
    guard position > start else { throw defect("a whole number is expected") }
    return result
  }

  private mutating func string() throws(SafetensorsDefect) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while let byte = peek(), byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw defect("a control character in a string") }
      position += 1
      if byte == UInt8(ascii: "\\") { text += try escape() } else { text.append(byte) }
    }
    try expect("\"")
    guard let result = String(validating: text, as: UTF8.self) else { throw defect("a string is not UTF-8") }
    return result
  }

  private mutating func escape() throws(SafetensorsDefect) -> [UInt8] {
    guard let byte = peek() else { throw defect("the header ends in a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(Character(try unicodeEscape())).utf8)
    default: throw defect("an unknown escape in a string")
    }
  }

  private mutating func unicodeEscape() throws(SafetensorsDefect) -> Unicode.Scalar {
    let unit = try codeUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    // Beyond the basic plane: a second escape holds the low half.
    guard (0xD800..<0xDC00).contains(unit), take("\\"), take("u") else { throw defect("half a surrogate pair") }
    let low = try codeUnit()
    guard (0xDC00..<0xE000).contains(low) else { throw defect("half a surrogate pair") }
    return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))!
  }

  private mutating func codeUnit() throws(SafetensorsDefect) -> UInt32 {
    guard position + 4 <= bytes.count else { throw defect("the header ends in a string") }
    let digits = bytes[position..<position + 4]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw defect("an escape without four hexadecimal digits") }
    position += 4
    return unit
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsDefect) {
    guard take(character) else { throw defect("\(character) is expected") }
  }

  private func defect(_ reason: String) -> SafetensorsDefect {
    SafetensorsDefect("\(reason) (byte \(position) of the header)")
  }
}
