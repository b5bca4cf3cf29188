import Foundation

extension Mask {
  /// Reads a mask from an image file: a pixel is set where any channel is above 0, whether the file is grey, colour or
  /// has a palette, so masks of small label numbers (which look black) are whole. In a JPEG, where compression leaves
  /// ripples around every edge, a pixel is set from half of full scale.
  ///
  /// - Throws: `ImagingError`, as `Image.read`.
  public static func read(_ url: URL, limits: DecodeLimits = .default) throws -> Mask {
    let lossy = try ImageHeader.read(url).format == .jpeg
    return Mask(try Image.read(url, limits: limits), above: lossy ? 127.5 / 255 : 0)
  }

  /// Set where any channel of `image` is above `threshold`.
  public init(_ image: Image, above threshold: Float = 0) {
    var values = [UInt8](repeating: 0, count: image.area)
    image.pixels.withUnsafeBufferPointer { pixels in
      values.withUnsafeMutableBufferPointer { values in
        for channel in 0..<image.channels {
          let plane = UnsafeBufferPointer(rebasing: pixels[channel * image.area..<(channel + 1) * image.area])
          for i in values.indices where plane[i] > threshold { values[i] = 1 }
        }
      }
    }
    self.init(width: image.width, height: image.height, values: values)
  }

  /// Set where `plane` is above `threshold`.
  public init(_ plane: Plane, above threshold: Float) {
    self.init(width: plane.width, height: plane.height, values: plane.values.map { $0 > threshold ? 1 : 0 })
  }

  /// The mask as a grey image of 0 and 1.
  public var image: Image { plane.image() }

  /// The mask as a plane of 0 and 1.
  public var plane: Plane { Plane(width: width, height: height, values: values.map(Float.init)) }

  /// The mask as an 8-bit grey PNG of 0 and 255.
  public func pngData() throws -> Data { try image.pngData() }

  /// Writes an 8-bit grey PNG of 0 and 255, atomically.
  ///
  /// - Throws: `ImagingError.unwritable`.
  public func writePNG(to url: URL) throws { try image.writePNG(to: url) }
}
