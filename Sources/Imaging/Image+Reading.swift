import CImageCodecs
import Foundation

extension Image {
  /// Reads a PNG, JPEG, TIFF, WebP or BMP file, told apart by content.
  ///
  /// Samples are taken as sRGB; colour profiles and gamma chunks are ignored and alpha is dropped. An EXIF orientation
  /// is applied, so that the image is as viewers show it. Either the whole image is returned or an error is thrown: a
  /// truncated file never gives half a picture.
  ///
  /// - Parameter bits: How many bits of a 16-bit sample the camera used, where that is known: 4095 is white at 12. Files
  ///   of 8 bits are read as they are.
  /// - Throws: `ImagingError`; `.tooLarge` before anything is allocated; `.unsupported` for a value above `bits` bits.
  public static func read(_ url: URL, bits: Int? = nil, limits: DecodeLimits = .default) throws -> Image {
    let image = try readWithAlpha(url, limits: limits, wantsAlpha: false).image
    return try bits.map { try image.stretched(fromBits: $0, source: url.path) } ?? image
  }

  /// Decodes a PNG, JPEG, TIFF, WebP or BMP from memory; `source` names it in errors.
  public static func decode(_ data: Data, source: String = "image data", limits: DecodeLimits = .default) throws
    -> Image
  {
    try decodeWithAlpha(data, source: source, limits: limits, wantsAlpha: false).image
  }

  /// The image and, where it is wanted and the file has some, its alpha: 0 is transparent, 1 opaque.
  static func readWithAlpha(
    _ url: URL, limits: DecodeLimits, wantsAlpha: Bool = true
  ) throws -> (image: Image, alpha: Plane?) {
    // An image over the limit is refused without reading a file that may be as large.
    try ImageHeader.read(url).check(limits, source: url.path)
    do {
      return try decodeWithAlpha(
        Data(contentsOf: url), source: url.path, limits: limits, wantsAlpha: wantsAlpha)
    } catch let error as ImagingError {
      throw error
    } catch {
      throw ImageHeader.unreadable(url, because: error)
    }
  }

  private static func decodeWithAlpha(
    _ data: Data, source: String, limits: DecodeLimits, wantsAlpha: Bool
  ) throws -> (image: Image, alpha: Plane?) {
    let header = try ImageHeader.parse(data, source: source)
    try header.check(limits, source: source)
    try header.checkPlausible(byteCount: data.count, source: source)
    guard let decoder = decoder(of: header.format) else {
      return (try BMPHeader(ByteReader(data, source: source)).decode(data), nil)
    }
    let wantsAlpha = wantsAlpha && header.hasAlpha
    let stored = try decode(data, header, source, wantsAlpha: wantsAlpha, with: decoder)
    let alpha = stored.alpha?.image().oriented(header.orientation)
    return (stored.image.oriented(header.orientation), alpha?.plane(0))
  }

  private typealias Decoder = (
    UnsafePointer<UInt8>?, Int, cic_shape, UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?,
    UnsafeMutablePointer<CChar>?
  ) -> Int32

  /// The library's function for a format; nil for the one that is decoded here.
  private static func decoder(of format: ImageFormat) -> Decoder? {
    switch format {
    case .png: cic_png_decode
    case .jpeg: cic_jpeg_decode
    case .tiff: cic_tiff_decode
    case .webp: cic_webp_decode
    case .bmp: nil
    }
  }

  private static func decode(
    _ data: Data, _ header: ImageHeader, _ source: String, wantsAlpha: Bool, with decoder: Decoder
  ) throws -> (image: Image, alpha: Plane?) {
    let (width, height) = header.storedSize
    let shape = cic_shape(
      width: UInt32(width), height: UInt32(height), channels: UInt32(header.channels),
      bit_depth: UInt32(header.bitDepth))
    var alpha = wantsAlpha ? Plane(width: width, height: height) : nil
    let pixels = try [Float](unsafeUninitializedCapacity: width * height * header.channels) { planes, count in
      try withMessage { message in
        data.withUnsafeBytes { bytes in
          let bytes = bytes.assumingMemoryBound(to: UInt8.self)
          guard alpha != nil else {
            return decoder(bytes.baseAddress, bytes.count, shape, planes.baseAddress, nil, message)
          }
          return alpha!.values.withUnsafeMutableBufferPointer {
            decoder(bytes.baseAddress, bytes.count, shape, planes.baseAddress, $0.baseAddress, message)
          }
        }
      } orThrow: {
        ImagingError.corrupt(source: source, reason: $0)
      }
      count = planes.count
    }
    let image = Image(
      width: width, height: height, channels: header.channels, bitDepth: header.bitDepth, pixels: pixels)
    return (image, alpha)
  }

  /// Calls into the codec library; its message becomes the reason of the error when it reports failure.
  static func withMessage(
    _ call: (UnsafeMutablePointer<CChar>?) -> Int32, orThrow error: (String) -> ImagingError
  ) throws {
    var message = [CChar](repeating: 0, count: Int(CIC_MESSAGE_SIZE))
    if message.withUnsafeMutableBufferPointer({ call($0.baseAddress) }) != 0 {
      throw error(String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
  }
}
