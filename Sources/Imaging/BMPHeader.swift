import Foundation

/// The headers of a Windows bitmap: file header, info header (BITMAPINFOHEADER and its successors) and palette.
struct BMPHeader {
  private let bytes: ByteReader
  let width: Int
  let height: Int
  let topDown: Bool
  /// 1, 4, 8 (palette), 24 or 32 (blue, green, red and an unused or alpha byte).
  let bitsPerPixel: Int
  let pixelOffset: Int
  /// Byte of red, green and blue in a 24- or 32-bit pixel.
  let channelBytes: [Int]
  /// Red, green and blue of each palette entry.
  let palette: [(UInt8, UInt8, UInt8)]
  /// A palette of greys makes a grey image, since that is how a BMP stores one.
  let channels: Int

  static func matches(_ data: Data) -> Bool { data.starts(with: "BM".utf8) && data.count >= 26 }

  init(_ bytes: ByteReader) throws {
    self.bytes = bytes
    let headerSize = try bytes.littleEndian32(14)
    guard headerSize >= 40, headerSize <= 256 else {
      throw bytes.unsupported("a BMP with a header of \(headerSize) bytes (OS/2?); convert it to PNG first")
    }
    let signedWidth = Int(Int32(truncatingIfNeeded: try bytes.littleEndian32(18)))
    let signedHeight = Int(Int32(truncatingIfNeeded: try bytes.littleEndian32(22)))
    guard signedWidth > 0, signedHeight != 0 else {
      throw bytes.corrupt("width and height are \(signedWidth) and \(signedHeight)")
    }
    (width, height, topDown) = (signedWidth, abs(signedHeight), signedHeight < 0)
    bitsPerPixel = try bytes.littleEndian16(28)
    guard [1, 4, 8, 24, 32].contains(bitsPerPixel) else {
      throw bytes.unsupported("a BMP of \(bitsPerPixel) bits a pixel; convert it to PNG first")
    }
    channelBytes = try Self.channelBytes(bytes, compression: bytes.littleEndian32(30), bitsPerPixel: bitsPerPixel)
    palette = try bitsPerPixel <= 8 ? Self.palette(bytes, at: 14 + headerSize, bitsPerPixel: bitsPerPixel) : []
    channels = bitsPerPixel <= 8 && palette.allSatisfy { $0.0 == $0.1 && $0.1 == $0.2 } ? 1 : 3
    pixelOffset = try bytes.littleEndian32(10)
  }

  private static func channelBytes(_ bytes: ByteReader, compression: Int, bitsPerPixel: Int) throws -> [Int] {
    if compression == 0 { return [2, 1, 0] }
    guard compression == 3 || compression == 6, bitsPerPixel == 32 else {
      throw bytes.unsupported("a compressed BMP; convert it to PNG first")
    }
    return try [54, 58, 62].map { offset in
      let byteOfMask = [0xFF: 0, 0xFF00: 1, 0xFF_0000: 2, 0xFF00_0000: 3]
      guard let byte = byteOfMask[try bytes.littleEndian32(offset)] else {
        throw bytes.unsupported("a BMP whose channels are not whole bytes; convert it to PNG first")
      }
      return byte
    }
  }

  private static func palette(
    _ bytes: ByteReader, at offset: Int, bitsPerPixel: Int
  ) throws -> [(UInt8, UInt8, UInt8)] {
    let used = try bytes.littleEndian32(46)
    guard used <= 1 << bitsPerPixel else { throw bytes.corrupt("a palette of \(used) colours") }
    return try (0..<(used == 0 ? 1 << bitsPerPixel : used)).map { entry in
      let at = offset + 4 * entry
      return (UInt8(try bytes.byte(at + 2)), UInt8(try bytes.byte(at + 1)), UInt8(try bytes.byte(at)))
    }
  }

  var imageHeader: ImageHeader {
    ImageHeader(format: .bmp, width: width, height: height, channels: channels, bitDepth: 8)
  }
}

extension BMPHeader {
  /// The image of the bytes that the header was read from; rows are padded to four bytes and stored from the bottom up
  /// unless `topDown`.
  func decode(_ data: Data) throws -> Image {
    let stride = (width * bitsPerPixel + 31) / 32 * 4
    guard pixelOffset >= 54, pixelOffset <= bytes.count, (bytes.count - pixelOffset) / stride >= height else {
      throw bytes.corrupt("the file ends early (truncated)")
    }
    var image = Image(width: width, height: height, channels: channels)
    try data.withUnsafeBytes { raw in
      try image.pixels.withUnsafeMutableBufferPointer { planes in
        for y in 0..<height {
          let start = pixelOffset + (topDown ? y : height - 1 - y) * stride
          let row = UnsafeRawBufferPointer(rebasing: raw[start..<start + stride])
          if bitsPerPixel <= 8 {
            try unpackIndices(row, y, planes)
          } else {
            unpackColours(row, y, planes)
          }
        }
      }
    }
    return image
  }

  private func unpackIndices(_ row: UnsafeRawBufferPointer, _ y: Int, _ planes: UnsafeMutableBufferPointer<Float>)
    throws
  {
    let (perByte, mask) = (8 / bitsPerPixel, UInt8(1 << bitsPerPixel - 1))
    for x in 0..<width {
      let shift = 8 - bitsPerPixel * (x % perByte + 1)
      let index = Int(row[x / perByte] >> UInt8(shift) & mask)
      guard index < palette.count else {
        throw bytes.corrupt("a pixel of colour \(index) in a palette of \(palette.count)")
      }
      let (red, green, blue) = palette[index]
      planes[y * width + x] = Float(red) / 255
      if channels == 3 {
        planes[(height + y) * width + x] = Float(green) / 255
        planes[(2 * height + y) * width + x] = Float(blue) / 255
      }
    }
  }

  private func unpackColours(_ row: UnsafeRawBufferPointer, _ y: Int, _ planes: UnsafeMutableBufferPointer<Float>) {
    let bytesPerPixel = bitsPerPixel / 8
    for channel in 0..<3 {
      let (first, target) = (channelBytes[channel], (channel * height + y) * width)
      for x in 0..<width { planes[target + x] = Float(row[x * bytesPerPixel + first]) / 255 }
    }
  }
}
