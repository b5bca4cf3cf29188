/// A photograph: `channels` planes of `height` × `width` samples in [0, 1], sRGB-encoded, stored plane after plane.
public struct Image: Sendable, Equatable {
  /// Columns, px.
  public let width: Int
  /// Rows, px.
  public let height: Int
  /// 1 (grey) or 3 (red, green, blue).
  public let channels: Int
  /// Bits a sample in the file it came from, 8 or 16; writers keep it, so untouched pixels survive bit for bit.
  public var bitDepth: Int
  /// Samples `[channels, height, width]`, row-major, in [0, 1].
  public var pixels: [Float]

  /// An image of one value.
  public init(width: Int, height: Int, channels: Int, bitDepth: Int = 8, filledWith value: Float = 0) {
    self.init(
      width: width, height: height, channels: channels, bitDepth: bitDepth,
      pixels: [Float](repeating: value, count: width * height * channels))
  }

  /// An image of samples `[channels, height, width]`.
  public init(width: Int, height: Int, channels: Int, bitDepth: Int = 8, pixels: [Float]) {
    precondition(width > 0 && height > 0 && (channels == 1 || channels == 3), "an image is [1 or 3, height, width]")
    precondition(bitDepth == 8 || bitDepth == 16, "8 or 16 bits a sample")
    precondition(pixels.count == width * height * channels, "pixels.count is channels * height * width")
    (self.width, self.height, self.channels, self.bitDepth, self.pixels) = (width, height, channels, bitDepth, pixels)
  }

  /// Samples in one plane.
  public var area: Int { width * height }

  /// The sample of one channel at a pixel.
  public subscript(channel: Int, y: Int, x: Int) -> Float {
    get { pixels[(channel * height + y) * width + x] }
    set { pixels[(channel * height + y) * width + x] = newValue }
  }
}
