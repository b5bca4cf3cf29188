import Randomness

/// Parameters of print that was touched while wet, doubled or blotted.
public struct PrintSmearParameters: OutlinedParameters {
  /// Where the print was touched.
  public var outline: OutlineParameters
  /// Direction of the stroke, deg.
  public var direction_deg: Double
  /// Share of the ink that is taken along.
  public var pickup: Double
  /// Distance over which the ink is put down again, µm.
  public var drag_um: Double
  /// Unevenness of the stroke across its direction.
  public var streaks: Double
  /// Width of the streaks, µm.
  public var streakWidth_um: Double
  /// Share of the ink that is printed again beside its place.
  public var doubling: Double
  /// Distance of the double print, µm.
  public var shift_um: Double
  /// Standard deviation of the distance over which ink bleeds, µm.
  public var bleed_um: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    outlineFields() + [
      .init("direction_deg", \.direction_deg, -180...180, "direction of the stroke, 90 is down"),
      .init("pickup", \.pickup, 0...1, "share of the ink taken along"),
      .init("drag_um", \.drag_um, 0.01...1e6, "distance over which it is put down"),
      .init("streaks", \.streaks, 0...1, "unevenness of the stroke"),
      .init("streakWidth_um", \.streakWidth_um, 0.01...1e6, "width of the streaks"),
      .init("doubling", \.doubling, 0...1, "share of the ink printed again beside its place"),
      .init("shift_um", \.shift_um, 0...1e6, "distance of the double print"),
      .init("bleed_um", \.bleed_um, 0...1e5, "distance over which ink bleeds"),
    ]

  /// Three in five smears, one in five double prints, the rest blots; sometimes two at once.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    let kind = stream.uniform()
    outline = OutlineParameters(
      shape: stream.pick([.drop, .strip, .strip, .polygon, .islands]),
      radius_um: fieldOfView * stream.regionRadius(0.04...(0.1 + 0.16 * severity)),
      elongation: stream.bernoulli(0.6) ? stream.logUniform(1.3...6) : stream.uniform(1...1.3),
      raggedness: stream.uniform(0...0.7))
    direction_deg = stream.uniform(-180...180)
    let smears = kind < 0.7
    pickup = smears ? stream.uniform(0.45...0.8) + 0.2 * severity : 0
    drag_um = outline.radius_um * stream.logUniform(0.2...(0.3 + 1.5 * severity))
    streaks = stream.uniform()
    streakWidth_um = fieldOfView * stream.logUniform(0.006...0.03)
    doubling = kind >= 0.6 && kind < 0.85 ? stream.uniform(0.35...0.6) + 0.3 * severity * stream.uniform() : 0
    shift_um = fieldOfView * stream.uniform(0.012...(0.02 + 0.06 * severity))
    bleed_um =
      kind >= 0.85 || stream.bernoulli(0.2) ? fieldOfView * stream.logUniform(0.006...(0.01 + 0.02 * severity)) : 0
  }
}
