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
