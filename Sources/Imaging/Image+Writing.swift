import CImageCodecs
import Foundation

/// How hard a PNG is compressed; the pixels are the same.
public enum PNGCompression: Sendable {
  /// Average filter and run lengths, no search for repeats: several times quicker, and on photographs hardly larger.
  case fast
  /// zlib's usual level with adaptive filters.
  case balanced
  /// Slow, smallest.
  case small
}

extension Image {
  /// The image as a PNG of `bitDepth` bits a sample. Samples are clamped to [0, 1] and rounded to the nearest code, so
  /// an unchanged pixel keeps its code; NaN becomes 0. Equal images give equal bytes.
  public func pngData(compression: PNGCompression = .fast) throws -> Data {
    let level: Int32 =
      switch compression {
      case .fast: 0
      case .balanced: 6
      case .small: 9
      }
    return try encoded(as: "PNG") { cic_png_encode($0, $1, level, $2, $3) }
  }

  /// The image as an 8-bit JPEG.
  ///
  /// - Parameter quality: 1 to 100; from 90 on chroma keeps its full resolution.
  public func jpegData(quality: Int = 92) throws -> Data {
    precondition((1...100).contains(quality), "JPEG quality is 1 to 100")
    return try encoded(as: "JPEG") { cic_jpeg_encode($0, $1, Int32(quality), $2, $3) }
  }

  /// Writes a PNG atomically, without waiting for the disk.
  ///
  /// - Throws: `ImagingError.unwritable`.
  public func writePNG(to url: URL, compression: PNGCompression = .fast) throws {
    try AtomicFile.write(pngData(compression: compression), to: url, durable: false)
  }

  /// Writes a JPEG atomically, without waiting for the disk.
  ///
  /// - Throws: `ImagingError.unwritable`.
  public func writeJPEG(to url: URL, quality: Int = 92) throws {
    try AtomicFile.write(jpegData(quality: quality), to: url, durable: false)
  }

  private typealias Encoder = (
    UnsafePointer<Float>?, cic_shape, UnsafeMutablePointer<cic_buffer>?, UnsafeMutablePointer<CChar>?
  ) -> Int32

  private func encoded(as format: String, with encoder: Encoder) throws -> Data {
    let shape = cic_shape(
      width: UInt32(width), height: UInt32(height), channels: UInt32(channels), bit_depth: UInt32(bitDepth))
    var buffer = cic_buffer()
    defer { cic_free(&buffer) }
    try Self.withMessage { message in
      pixels.withUnsafeBufferPointer { encoder($0.baseAddress, shape, &buffer, message) }
    } orThrow: {
      ImagingError.unwritable(path: "\(format) of \(width) x \(height)", reason: $0)
    }
    return Data(bytes: buffer.bytes, count: buffer.count)
  }
}
