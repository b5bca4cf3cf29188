import Foundation

/// The fields of a PNG's IHDR chunk, and its EXIF orientation. Source: PNG Specification, 3rd edition, §11.2.1, §11.3.5.4.
enum PNGHeader {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func matches(_ data: Data) -> Bool { data.starts(with: signature) }

  /// Samples a pixel and allowed depths: grey, RGB, palette, grey with alpha, RGB with alpha.
  private static let colourTypes: [Int: (samples: Int, depths: [Int])] = [
    0: (1, [1, 2, 4, 8, 16]), 2: (3, [8, 16]), 3: (1, [1, 2, 4, 8]), 4: (2, [8, 16]), 6: (4, [8, 16]),
  ]

  static func parse(_ bytes: ByteReader) throws -> ImageHeader {
    guard try bytes.bigEndian32(8) == 13, bytes.hasASCII("IHDR", at: 12) else {
      throw bytes.corrupt("a PNG starts with an IHDR chunk")
    }
    let (width, height) = (try bytes.bigEndian32(16), try bytes.bigEndian32(20))
    let (bitDepth, colourType) = (try bytes.byte(24), try bytes.byte(25))
    guard (1...0x7FFF_FFFF).contains(width), (1...0x7FFF_FFFF).contains(height) else {
      throw bytes.corrupt("width and height are \(width) and \(height)")
    }
    guard let (samplesPerPixel, depths) = colourTypes[colourType], depths.contains(bitDepth) else {
      throw bytes.corrupt("colour type \(colourType) with \(bitDepth) bits does not exist")
    }
    var header = ImageHeader(
      format: .png, width: width, height: height, channels: colourType & 2 == 0 ? 1 : 3,
      bitDepth: bitDepth == 16 ? 16 : 8)
    header.hasAlpha = colourType & 4 != 0
    // A byte of deflate gives at most 1032.
    header.mostPixelsPerByte = 1032 * 8 / (bitDepth * samplesPerPixel)
    readAncillaryChunks(bytes, into: &header)
    return header
  }

  /// Looks for a transparent colour and for EXIF, which may follow the pixels, as far as the chunks are whole.
  private static func readAncillaryChunks(_ bytes: ByteReader, into header: inout ImageHeader) {
    var offset = 8
    while let length = try? bytes.bigEndian32(offset), !bytes.hasASCII("IEND", at: offset + 4) {
      if bytes.hasASCII("tRNS", at: offset + 4) { header.hasAlpha = true }
      if bytes.hasASCII("eXIf", at: offset + 4) {
        header.orient(Orientation(exif: bytes, at: offset + 8, end: offset + 8 + length))
      }
      offset += 12 + length
    }
  }
}
