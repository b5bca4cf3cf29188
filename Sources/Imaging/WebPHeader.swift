import Foundation

/// The header of a WebP. Source: RFC 9649, §2.
enum WebPHeader {
  static func matches(_ data: Data) -> Bool {
    data.starts(with: "RIFF".utf8) && data.dropFirst(8).starts(with: "WEBP".utf8)
  }

  static func parse(_ bytes: ByteReader) throws -> ImageHeader {
    let size = try bytes.littleEndian32(4)
    guard size + 8 <= bytes.count else { throw bytes.corrupt("the file ends early (truncated)") }
    if bytes.hasASCII("VP8 ", at: 12) { return try lossy(bytes, at: 20) }
    if bytes.hasASCII("VP8L", at: 12) { return try lossless(bytes, at: 20) }
    guard bytes.hasASCII("VP8X", at: 12) else { throw bytes.corrupt("no pixels after the header") }
    return try extended(bytes)
  }

  private static func lossy(_ bytes: ByteReader, at offset: Int) throws -> ImageHeader {
    guard bytes.has([0x9D, 0x01, 0x2A], at: offset + 3) else { throw bytes.corrupt("no key frame") }
    let (width, height) = (try bytes.littleEndian16(offset + 6) & 0x3FFF, try bytes.littleEndian16(offset + 8) & 0x3FFF)
    return try header(bytes, width: width, height: height, isLossy: true)
  }

  private static func lossless(_ bytes: ByteReader, at offset: Int) throws -> ImageHeader {
    guard try bytes.byte(offset) == 0x2F else { throw bytes.corrupt("no lossless stream") }
    let fields = try bytes.littleEndian32(offset + 1)
    var header = try header(bytes, width: fields & 0x3FFF + 1, height: fields >> 14 & 0x3FFF + 1, isLossy: false)
    header.hasAlpha = fields >> 28 & 1 == 1
    return header
  }

  /// A canvas with chunks: the pixels, perhaps an alpha plane, perhaps EXIF.
  private static func extended(_ bytes: ByteReader) throws -> ImageHeader {
    let flags = try bytes.byte(20)
    guard flags & 0x02 == 0 else { throw bytes.unsupported("an animated WebP; save one picture of it as PNG") }
    func three(_ at: Int) throws -> Int { try bytes.littleEndian16(at) | bytes.byte(at + 2) << 16 }
    let (width, height) = (try three(24) + 1, try three(27) + 1)
    var header = try header(bytes, width: width, height: height, isLossy: false)
    header.hasAlpha = flags & 0x10 != 0
    var (offset, hasPixels) = (12, false)
    while offset + 8 <= bytes.count {
      let (length, content) = (try bytes.littleEndian32(offset + 4), offset + 8)
      if bytes.hasASCII("VP8 ", at: offset) { (header.isLossy, hasPixels) = (true, true) }
      if bytes.hasASCII("VP8L", at: offset) { hasPixels = true }
      if bytes.hasASCII("EXIF", at: offset) {
        let start = bytes.hasASCII("Exif\0\0", at: content) ? content + 6 : content
        header.orient(Orientation(exif: bytes, at: start, end: content + length))
      }
      offset = content + length + length % 2
    }
    guard hasPixels else { throw bytes.corrupt("no pixels after the header") }
    return header
  }

  private static func header(_ bytes: ByteReader, width: Int, height: Int, isLossy: Bool) throws -> ImageHeader {
    guard width > 0, height > 0 else { throw bytes.corrupt("width and height are \(width) and \(height)") }
    return ImageHeader(
      format: .webp, width: width, height: height, channels: 3, bitDepth: 8, isLossy: isLossy)
  }
}
