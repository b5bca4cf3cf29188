import Randomness

/// The outlines that a region can have.
public enum RegionShape: Int, Codable, Sendable, CaseIterable {
  /// A convex polygon with rounded or sharp corners.
  case polygon
  /// A round or long drop.
  case drop
  /// Islands of a noise field: ragged, with bays and satellites.
  case islands
  /// A winding band.
  case stroke
  /// A straight-edged band, as of tape.
  case strip
  /// Drops of many sizes scattered about a centre.
  case splatter
}

extension RandomStream {
  /// The radius of a region: log-uniform, and in one case of six up to twice as large, since real spills and rubbed
  /// areas have a long tail.
  mutating func regionRadius(_ range: ClosedRange<Double>) -> Double {
    logUniform(range) * (bernoulli(1.0 / 6) ? uniform(1...2) : 1)
  }
}
