/// A closed interval of a measure, `[lower, upper]` in JSON.
public struct Interval: Codable, Sendable, Equatable {
  /// Lower end.
  public var lower: Double
  /// Upper end.
  public var upper: Double

  /// An interval from its ends.
  public init(lower: Double, upper: Double) { (self.lower, self.upper) = (lower, upper) }

  /// Reads `[lower, upper]`.
  public init(from decoder: any Decoder) throws {
    var values = try decoder.unkeyedContainer()
    lower = try values.decode(Double.self)
    upper = try values.decode(Double.self)
  }

  /// Writes `[lower, upper]`.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.unkeyedContainer()
    try values.encode(lower)
    try values.encode(upper)
  }
}
