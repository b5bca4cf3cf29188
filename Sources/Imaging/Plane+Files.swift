import Foundation

extension Plane {
  /// The plane as a grey image; writing that clamps to [0, 1].
  public func image(bitDepth: Int = 8) -> Image {
    Image(width: width, height: height, channels: 1, bitDepth: bitDepth, pixels: values)
  }

  /// Writes a 16-bit grey PNG, atomically: [0, 1] becomes 0 to 65535, values outside are clamped.
  ///
  /// - Throws: `ImagingError.unwritable`.
  public func writePNG16(to url: URL) throws { try image(bitDepth: 16).writePNG(to: url) }

  /// Reads a grey image as a plane in [0, 1], such as `writePNG16` wrote.
  ///
  /// - Throws: `ImagingError`; `.unsupported` for an image in colour.
  public static func read(_ url: URL, limits: DecodeLimits = .default) throws -> Plane {
    let image = try Image.read(url, limits: limits)
    guard image.channels == 1 else {
      throw ImagingError.unsupported(
        source: url.path, reason: "a map must be grey, this image has \(image.channels) channels")
    }
    return Plane(width: image.width, height: image.height, values: image.pixels)
  }
}
