/// The eight ways in which a camera can lay an image into a file; raw values are those of EXIF tag 0x0112.
public enum Orientation: Int, Sendable, Equatable, CaseIterable {
  case upright = 1
  case mirrored, upsideDown, flipped, transposed, turnedLeft, transversed, turnedRight

  /// Whether the stored columns are the rows that a viewer sees.
  public var swapsAxes: Bool { rawValue >= 5 }

  /// Finds the orientation in the TIFF structure of an EXIF segment; nil where it is absent or malformed, as a
  /// photograph with odd metadata is still a photograph.
  init?(exif bytes: ByteReader, at start: Int, end: Int) {
    let little = bytes.hasASCII("II", at: start)
    guard little || bytes.hasASCII("MM", at: start) else { return nil }
    func short(_ offset: Int) -> Int? { try? little ? bytes.littleEndian16(offset) : bytes.bigEndian16(offset) }
    func long(_ offset: Int) -> Int? { try? little ? bytes.littleEndian32(offset) : bytes.bigEndian32(offset) }
    guard let directory = long(start + 4), let count = short(start + directory) else { return nil }
    for entry in 0..<count {
      let offset = start + directory + 2 + 12 * entry
      guard offset + 12 <= end, let tag = short(offset) else { return nil }
      if tag == 0x0112 {
        self.init(rawValue: short(offset + 8) ?? 0)
        return
      }
    }
    return nil
  }
}

extension ImageHeader {
  /// Turns the size with the rows, unless they are known to be turned already.
  mutating func orient(_ found: Orientation?) {
    guard let found, orientation == .upright else { return }
    orientation = found
    if found.swapsAxes { (width, height) = (height, width) }
  }
}

extension Image {
  /// The image as a viewer sees it, from rows stored in `orientation`.
  func oriented(_ orientation: Orientation) -> Image {
    switch orientation {
    case .upright: self
    case .mirrored: flippedHorizontally()
    case .upsideDown: rotated90(times: 2)
    case .flipped: flippedVertically()
    case .transposed: transposed()
    case .turnedLeft: rotated90(times: 3)
    case .transversed: rotated90(times: 2).transposed()
    case .turnedRight: rotated90(times: 1)
    }
  }
}
