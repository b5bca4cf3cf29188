import Foundation

/// The first directory of a TIFF (also BigTIFF), and whether there are further pages. Source: TIFF 6.0, sections 2 to 8,
/// 14 and 22; "BigTIFF" (AWare Systems).
struct TIFFHeader {
  private enum Tag {
    static let subfileType = 254, width = 256, height = 257, bitsPerSample = 258, compression = 259
    static let photometric = 262, orientation = 274, samplesPerPixel = 277, planes = 284, palette = 320
    static let extraSamples = 338, sampleFormat = 339
  }

  private static let jpeg = 7, oldJPEG = 6
  /// A directory of more pages than this is none.
  private static let mostPages = 65_536

  let imageHeader: ImageHeader

  static func matches(_ data: Data) -> Bool {
    [[0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 42], [0x49, 0x49, 43, 0], [0x4D, 0x4D, 0, 43]].contains {
      data.starts(with: $0 as [UInt8])
    }
  }

  init(_ bytes: ByteReader) throws {
    let file = try TIFFFile(bytes)
    let first = try file.directory(at: file.firstDirectory())
    try Self.refuseFurtherPages(after: first, in: file)
    func value(_ tag: Int, _ fallback: Int) throws -> Int { try first.value(tag) ?? fallback }
    let (width, height) = (try value(Tag.width, 0), try value(Tag.height, 0))
    guard (1...0x7FFF_FFFF).contains(width), (1...0x7FFF_FFFF).contains(height) else {
      throw bytes.corrupt("width and height are \(width) and \(height)")
    }
    guard try value(Tag.subfileType, 0) & 1 == 0, try value(Tag.compression, 1) != Self.oldJPEG else {
      throw bytes.unsupported("a TIFF that begins with a thumbnail (a camera's raw file?); develop it to PNG first")
    }
    let compression = try value(Tag.compression, 1)
    let samples = try value(Tag.samplesPerPixel, 1)
    let bits = try Self.bits(first, samples: samples, bytes)
    let channels = try Self.channels(first, samples: samples, bits: bits, isJPEG: compression == Self.jpeg, bytes)
    var header = ImageHeader(
      format: .tiff, width: width, height: height, channels: channels, bitDepth: bits > 8 ? 16 : 8)
    header.orient(Orientation(rawValue: try value(Tag.orientation, 1)))
    header.hasAlpha = try value(Tag.extraSamples, 0) > 0
    header.isLossy = compression == Self.jpeg
    header.mostPixelsPerByte = Self.mostPixelsPerByte(
      compression, bitsPerPixel: bits * (try value(Tag.planes, 1) == 2 ? 1 : samples))
    imageHeader = header
  }

  private static func bits(_ directory: TIFFFile.Directory, samples: Int, _ bytes: ByteReader) throws -> Int {
    let each = try directory.values(Tag.bitsPerSample)
    let bits = each.first ?? 1
    guard samples > 0, samples <= 8, each.allSatisfy({ $0 == bits }) else {
      throw bytes.unsupported("a TIFF of \(samples) samples a pixel of \(each) bits; convert it to PNG first")
    }
    let format = try directory.value(Tag.sampleFormat) ?? 1
    guard format == 1 || format == 4, (1...16).contains(bits) else {
      let kind = [2: "signed whole", 3: "floating-point"][format] ?? "whole"
      throw bytes.unsupported("a TIFF of \(kind) numbers of \(bits) bits; save it with 8 or 16 bits a sample")
    }
    return bits
  }

  private static func channels(
    _ directory: TIFFFile.Directory, samples: Int, bits: Int, isJPEG: Bool, _ bytes: ByteReader
  ) throws -> Int {
    let photometric = try directory.value(Tag.photometric)
    switch photometric {
    case 0, 1: return 1
    case 2 where samples >= 3, 6 where samples == 3 && isJPEG: return 3
    case 3 where bits <= 8: return try isGrey(directory.values(Tag.palette)) ? 1 : 3
    default:
      let names = [
        2: "RGB of \(samples) samples", 5: "CMYK", 6: "YCbCr", 8: "CIELAB", 32803: "a raw colour filter array",
      ]
      let name = photometric.flatMap { names[$0] } ?? "kind \(photometric.map { "\($0)" } ?? "unknown")"
      throw bytes.unsupported("a TIFF in colours of another kind (\(name)); save it as RGB or grey")
    }
  }

  /// Whether the reds of a palette are its greens and blues, which makes it one of greys.
  private static func isGrey(_ palette: [Int]) -> Bool {
    let count = palette.count / 3
    return palette[..<count] == palette[count..<2 * count] && palette[..<count] == palette[(2 * count)...]
  }

  /// Reduced copies and masks of the first page may follow; pages of their own must not get lost.
  private static func refuseFurtherPages(after first: TIFFFile.Directory, in file: TIFFFile) throws {
    var (pages, next, seen) = (1, first.next, Set<Int>())
    // Directories that do not overlap have no more entries than this.
    var room = file.bytes.count / 12
    while next != 0, seen.count < mostPages, seen.insert(next).inserted {
      let directory = try file.directory(at: next)
      room -= directory.count
      guard room >= 0 else { throw file.bytes.corrupt("directories that overlap") }
      if try (directory.value(Tag.subfileType) ?? 0) & 0b101 == 0 { pages += 1 }
      next = directory.next
    }
    if pages > 1 { throw file.bytes.unsupported("a TIFF of \(pages) pages; split it into a file for each page") }
  }

  /// None, PackBits, LZW, Deflate and JPEG have a bound; fax codes and others stand for whole rows with a bit.
  private static func mostPixelsPerByte(_ compression: Int, bitsPerPixel: Int) -> Int? {
    switch compression {
    case 1: max(1, 8 / bitsPerPixel)
    case 32_773: 64 * 8 / bitsPerPixel + 1
    case 5: 4096 * 8 / bitsPerPixel
    case 8, 32_946: 1032 * 8 / bitsPerPixel
    case jpeg: 8 * 64
    default: nil
    }
  }
}

/// The directories of a TIFF, whichever end its numbers begin with.
struct TIFFFile {
  let bytes: ByteReader
  private let isLittle: Bool
  private let isBig: Bool

  init(_ bytes: ByteReader) throws {
    self.bytes = bytes
    isLittle = bytes.hasASCII("II", at: 0)
    isBig = try bytes.byte(isLittle ? 2 : 3) == 43
  }

  /// Offset of the first page's directory.
  func firstDirectory() throws -> Int { try number(at: isBig ? 8 : 4, size: isBig ? 8 : 4) }

  /// The entries of one page.
  struct Directory {
    fileprivate let file: TIFFFile
    fileprivate let entries: [Int: (type: Int, count: Int, place: Int)]
    /// Entries, repeated ones included.
    let count: Int
    /// Offset of the next directory; 0 at the last.
    let next: Int

    /// The numbers of a tag, at most 3 × 65,536 of them; none where it is absent.
    func values(_ tag: Int) throws -> [Int] { try values(tag, most: .max) }

    /// The first number of a tag; nil where it is absent or has none.
    func value(_ tag: Int) throws -> Int? { try values(tag, most: 1).first }

    private func values(_ tag: Int, most: Int) throws -> [Int] {
      guard let (type, count, place) = entries[tag] else { return [] }
      guard let size = [1: 1, 3: 2, 4: 4, 16: 8][type], (0...3 << 16).contains(count) else {
        throw file.bytes.corrupt("tag \(tag) has a kind or a count that it cannot have")
      }
      let start = size * count <= (file.isBig ? 8 : 4) ? place : try file.number(at: place, size: file.isBig ? 8 : 4)
      return try (0..<min(count, most)).map { try file.number(at: start + size * $0, size: size) }
    }
  }

  func directory(at offset: Int) throws -> Directory {
    let (counted, entry) = isBig ? (8, 20) : (2, 12)
    let count = try number(at: offset, size: counted)
    guard (1...4096).contains(count) else { throw bytes.corrupt("a directory of \(count) entries") }
    var entries: [Int: (type: Int, count: Int, place: Int)] = [:]
    for index in 0..<count {
      let at = offset + counted + entry * index
      let size = isBig ? 8 : 4
      entries[try number(at: at, size: 2)] = (
        try number(at: at + 2, size: 2), try number(at: at + 4, size: size), at + 4 + size
      )
    }
    let next = try number(at: offset + counted + entry * count, size: isBig ? 8 : 4)
    return Directory(file: self, entries: entries, count: count, next: next)
  }

  fileprivate func number(at offset: Int, size: Int) throws -> Int {
    guard offset >= 0, offset <= bytes.count - size else { throw bytes.corrupt("the file ends early (truncated)") }
    var value: UInt64 = 0
    for index in 0..<size {
      let at = isLittle ? offset + size - 1 - index : offset + index
      value = value << 8 | UInt64(try bytes.byte(at))
    }
    guard let number = Int(exactly: value) else { throw bytes.corrupt("an offset of \(value)") }
    return number
  }
}
