import Foundation
import Randomness

/// Parameters of hairs, lint and threads.
public struct FibreParameters: ColouredParameters {
  /// Mean number of fibres.
  public var count: Double
  /// Contour length, µm.
  public var length_um: Double
  /// Thickness, µm.
  public var thickness_um: Double
  /// Persistence length, µm: how straight the fibre is.
  public var persistence_um: Double
  /// Turn of the direction from end to end, deg.
  public var curl_deg: Double
  /// Share of the thickness that is lost towards the ends.
  public var taper: Double
  /// Height to which arcs rise above the surface, µm.
  public var rise_um: Double
  /// Standard deviation of the fibres' starts from the seat, µm.
  public var cluster_um: Double
  /// Number of filaments twisted into a thread; 1 for a single hair.
  public var strands: Double
  /// Length of one turn of the twist, in units of the thickness.
  public var lay: Double
  /// Number of loose filaments at each end of a thread.
  public var fray: Double
  /// Linear colour.
  public var colour: ColourParameters
  /// Absorption along the diameter: 0.2 translucent, 5 opaque.
  public var opticalDepth: Double
  /// Gloss.
  public var gloss: Double
  /// Strength of the cast shadow.
  public var shadow: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    [
      .init("count", \.count, 1...60, "mean number of fibres"),
      .init("length_um", \.length_um, 0.1...1e7, "contour length"),
      .init("thickness_um", \.thickness_um, 0.01...1e5, "thickness"),
      .init("persistence_um", \.persistence_um, 0.01...1e8, "persistence length: how straight it is"),
      .init("curl_deg", \.curl_deg, -1500...1500, "turn of the direction from end to end"),
      .init("taper", \.taper, 0...1, "share of the thickness lost towards the ends"),
      .init("rise_um", \.rise_um, 0...1e6, "height of the arcs above the surface"),
      .init("cluster_um", \.cluster_um, 0...1e6, "standard deviation of the fibres' starts"),
      .init("strands", \.strands, 1...8, "filaments twisted into a thread; 1 a hair"),
      .init("lay", \.lay, 1...20, "length of a turn of the twist against the thickness"),
      .init("fray", \.fray, 0...12, "loose filaments at each end"),
    ] + colourFields(of: "colour") + [
      .init("opticalDepth", \.opticalDepth, 0.05...20, "absorption along the diameter"),
      .init("gloss", \.gloss, 0...2, "gloss"),
      .init("shadow", \.shadow, 0...1, "strength of the cast shadow"),
    ]

  /// Two in five single hairs, two in five threads, the rest bundles of lint.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    let kind = stream.uniform()
    let (thread, lint) = (kind < 0.4, kind >= 0.8)
    count = thread ? 1 : lint ? stream.logUniform(4...26) : stream.uniform(1...2.5)
    let longest = lint ? 0.1 + 0.15 * severity : thread ? 0.16 + 0.7 * severity : 0.3 + 1.1 * severity
    length_um = fieldOfView * stream.logUniform(0.6 * longest...longest)
    let finest = thread ? 0.012...(0.02 + 0.03 * severity) : 0.003...(0.006 + 0.006 * severity)
    thickness_um = fieldOfView * stream.logUniform(finest)
    persistence_um = length_um * stream.logUniform(lint ? 0.08...1 : 0.3...8)
    curl_deg = stream.bernoulli(0.4) ? stream.normal(deviation: lint || !thread ? 260 : 120).clamped(to: 1400) : 0
    taper = stream.uniform(0...0.6)
    rise_um = stream.bernoulli(0.6) ? length_um * stream.logUniform(0.005...0.06) : 0
    cluster_um = lint ? length_um * stream.uniform(0.05...0.3) : length_um * stream.uniform(0...0.2)
    strands = thread && stream.bernoulli(0.75) ? Double(stream.integer(2...4)) : 1
    lay = stream.uniform(2.5...7)
    fray = thread && stream.bernoulli(0.6) ? Double(stream.integer(1...6)) : 0
    colour = ColourParameters(using: &stream)
    opticalDepth = thread ? stream.logUniform(2...10) : stream.logUniform(0.5...6) * (0.5 + severity)
    gloss = stream.bernoulli(0.4) ? stream.uniform(0.1...1) : 0
    shadow = rise_um > 0 || thread ? stream.uniform(0.1...0.7) : 0
  }
}

extension Double {
  /// The number held within ±`bound`.
  fileprivate func clamped(to bound: Double) -> Double { Swift.min(bound, Swift.max(-bound, self)) }
}
