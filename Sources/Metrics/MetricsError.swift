import Foundation

/// Why a measure could not be computed.
public enum MetricsError: Error, Equatable, Sendable {
  /// A score or a map value is not a finite number.
  case notFinite(place: String)
  /// A map and its mask differ in size, px.
  case sizeMismatch(index: Int, map: [Int], mask: [Int])
  /// A list that must not be empty is.
  case noScores(what: String)
  /// The temporary file for large test sets could not be written or read.
  case spill(path: String, reason: String)
}

extension MetricsError: LocalizedError, CustomStringConvertible {
  /// The message.
  public var errorDescription: String? { description }

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .notFinite(let place):
      "\(place) is not a finite number. The model's weights or its input are broken."
    case .sizeMismatch(let index, let map, let mask):
      "Image \(index): the map is \(map[0]) × \(map[1]) px, its mask \(mask[0]) × \(mask[1]) px. Resample the map."
    case .noScores(let what):
      "There are no \(what)."
    case .spill(let path, let reason):
      "\(path): temporary space for the pixel measures failed (\(reason)). Free space there, or set TMPDIR."
    }
  }
}
