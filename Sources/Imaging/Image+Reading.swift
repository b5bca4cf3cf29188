import CImageCodecs
import Foundation

extension Image {
  /// Reads a PNG, JPEG or BMP file, told apart by content.
  ///
  /// Samples are taken as sRGB; colour profiles and gamma chunks are ignored and alpha is dropped. A JPEG's EXIF
  /// orientation is applied, so that the image is as viewers show it. Either the whole image is returned or an error is
  /// thrown: a truncated file never gives half a picture.
  ///
  /// - Throws: `ImagingError`; `.tooLarge` before anything is allocated.
  public static func read(_ url: URL, limits: DecodeLimits = .default) throws -> Image {
    // An image over the limit is refused without reading a file that may be as large.
    try ImageHeader.read(url).check(limits, source: url.path)
    do {
      return try decode(Data(contentsOf: url), source: url.path, limits: limits)
    } catch let error as ImagingError {
      throw error
    } catch {
      throw ImageHeader.unreadable(url, because: error)
    }
  }

  /// Decodes a PNG, JPEG or BMP from memory; `source` names it in errors.
  public static func decode(_ data: Data, source: String = "image data", limits: DecodeLimits = .default) throws
    -> Image
  {
    let header = try ImageHeader.parse(data, source: source)
    try header.check(limits, source: source)
    try header.checkPlausible(byteCount: data.count, source: source)
    switch header.format {
    case .bmp: return try BMPHeader(ByteReader(data, source: source)).decode()
    case .png: return try decode(data, header, source, with: cic_png_decode)
    case .jpeg: return try decode(data, header, source, with: cic_jpeg_decode).oriented(header.orientation)
    }
  }

  private typealias Decoder = (
    UnsafePointer<UInt8>?, Int, cic_shape, UnsafeMutablePointer<Float>?, UnsafeMutablePointer<CChar>?
  ) -> Int32

  private static func decode(
    _ data: Data, _ header: ImageHeader, _ source: String, with decoder: Decoder
  ) throws -> Image {
    let (width, height) =
      header.orientation.swapsAxes ? (header.height, header.width) : (header.width, header.height)
    let shape = cic_shape(
      width: UInt32(width), height: UInt32(height), channels: UInt32(header.channels),
      bit_depth: UInt32(header.bitDepth))
    let pixels = try [Float](unsafeUninitializedCapacity: width * height * header.channels) { planes, count in
      try withMessage { message in
        data.withUnsafeBytes { bytes in
          let bytes = bytes.assumingMemoryBound(to: UInt8.self)
          return decoder(bytes.baseAddress, bytes.count, shape, planes.baseAddress, message)
        }
      } orThrow: {
        ImagingError.corrupt(source: source, reason: $0)
      }
      count = planes.count
    }
    return Image(width: width, height: height, channels: header.channels, bitDepth: header.bitDepth, pixels: pixels)
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
