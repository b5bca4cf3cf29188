import Foundation

/// What can go wrong with image files. `source` is the path (or the name given to bytes in memory).
public enum ImagingError: Error, Equatable, Sendable {
  /// There is no such file, or it may not be read.
  case unreadable(source: String, reason: String)
  /// The bytes are no image of a known format.
  case unknownFormat(source: String, reason: String)
  /// An image, but of a kind that is not read here (CMYK, floating-point TIFF, compressed BMP …).
  case unsupported(source: String, reason: String)
  /// Damaged: truncated, contradictory, a checksum that does not match.
  case corrupt(source: String, reason: String)
  /// The header claims more pixels than `DecodeLimits` allows.
  case tooLarge(source: String, width: Int, height: Int, limit: Int)
  /// The file could not be written; nothing was left behind.
  case unwritable(path: String, reason: String)
}

extension ImagingError: LocalizedError, CustomStringConvertible {
  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .unreadable(let source, let reason): "\(source): cannot be read: \(reason)"
    case .unknownFormat(let source, let reason): "\(source): not a \(ImageFormat.list) image: \(reason)"
    case .unsupported(let source, let reason): "\(source): \(reason)"
    case .corrupt(let source, let reason): "\(source): damaged image: \(reason); replace or remove the file"
    case .tooLarge(let source, let width, let height, let limit):
      "\(source): claims \(width) x \(height) pixels, over the limit of \(limit); reduce the image or raise the limit"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    }
  }

  /// The same, for `localizedDescription`.
  public var errorDescription: String? { description }
}
