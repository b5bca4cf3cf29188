import Foundation

/// The frame header and the EXIF orientation of a JPEG. Source: ITU-T T.81, Annex B; CIPA DC-008 (EXIF), §4.6.
enum JPEGHeader {
  static func matches(_ data: Data) -> Bool { data.starts(with: [0xFF, 0xD8, 0xFF]) }

  static func parse(_ bytes: ByteReader) throws -> ImageHeader {
    var orientation = Orientation.upright
    var offset = 2
    while true {
      let marker: Int
      (marker, offset) = try nextMarker(bytes, from: offset)
      // Markers that stand alone.
      if marker == 0x01 || (0xD0...0xD8).contains(marker) { continue }
      let length = try bytes.bigEndian16(offset)
      guard length >= 2 else { throw bytes.corrupt("a segment of \(length) bytes at byte \(offset - 2)") }
      if isFrame(marker) { return try frame(bytes, at: offset + 2, marker: marker, orientation: orientation) }
      if marker == 0xE1, bytes.hasASCII("Exif\0\0", at: offset + 2) {
        orientation = Orientation(exif: bytes, at: offset + 8, end: offset + length) ?? orientation
      }
      if marker == 0xDA || marker == 0xD9 { throw bytes.corrupt("no frame header before the pixels") }
      offset += length
    }
  }

  /// The next marker and the offset behind it. Bytes before it are passed over, as libjpeg does: cameras leave some
  /// between segments.
  private static func nextMarker(_ bytes: ByteReader, from start: Int) throws -> (marker: Int, end: Int) {
    var offset = start
    while true {
      while try bytes.byte(offset) != 0xFF { offset += 1 }
      while try bytes.byte(offset) == 0xFF { offset += 1 }
      let marker = try bytes.byte(offset)
      offset += 1
      if marker != 0 { return (marker, offset) }
    }
  }

  /// SOF0 to SOF15 without DHT, JPG and DAC, which share their range.
  private static func isFrame(_ marker: Int) -> Bool {
    (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
  }

  private static func frame(
    _ bytes: ByteReader, at offset: Int, marker: Int, orientation: Orientation
  ) throws -> ImageHeader {
    let (precision, components) = (try bytes.byte(offset), try bytes.byte(offset + 5))
    let (height, width) = (try bytes.bigEndian16(offset + 1), try bytes.bigEndian16(offset + 3))
    guard marker == 0xC0 || marker == 0xC1 || marker == 0xC2, precision == 8 else {
      throw bytes.unsupported("a lossless, arithmetic-coded or \(precision)-bit JPEG; convert it to PNG first")
    }
    guard components == 1 || components == 3 else {
      throw bytes.unsupported("a JPEG of \(components) channels (CMYK?); convert it to RGB first")
    }
    guard width > 0, height > 0 else { throw bytes.corrupt("width and height are \(width) and \(height)") }
    var header = ImageHeader(
      format: .jpeg, width: width, height: height, channels: components, bitDepth: 8, isLossy: true)
    header.orient(orientation)
    // At least one bit for a block of 64 pixels.
    header.mostPixelsPerByte = 8 * 64
    return header
  }
}
