import Foundation
import Randomness

/// Parameters of a crack or scratch.
public struct FractureLineParameters: DefectParameters {
  /// Arc length of the main line, µm.
  public var length_um: Double
  /// Opening at the root, µm.
  public var opening_um: Double
  /// Exponent g of the opening w(s) = w₀ (1 - s/L)^g: 0 constant, 1/2 elliptic, 1 wedge.
  public var taper: Double
  /// Depth against the opening.
  public var aspect: Double
  /// Standard deviation of the direction about its mean, degrees.
  public var deflection_deg: Double
  /// Length along the line over which the direction is remembered, µm.
  public var grain_um: Double
  /// Bend of the mean direction over the whole length, degrees.
  public var bend_deg: Double
  /// Branches per millimetre of line.
  public var branching_per_mm: Double
  /// Mean angle between a branch and its parent, degrees.
  public var branchAngle_deg: Double
  /// Relative variation of the opening along the line and of its edges.
  public var roughness: Double
  /// Height of the lips against the opening; negative where the edges have broken away.
  public var lip: Double
  /// Scattering in the damaged zone: 0 an open, dark line, 1 a white one (crazing, scratched polymer or glass).
  public var whitening: Double
  /// Share of the main line that is interrupted by bridges.
  public var bridging: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] = [
    .init("length_um", \.length_um, 1...1e6, "arc length of the main line"),
    .init("opening_um", \.opening_um, 0.01...1e5, "opening at the root"),
    .init("taper", \.taper, 0...2, "exponent of the opening against arc length"),
    .init("aspect", \.aspect, 0.05...20, "depth against the opening"),
    .init("deflection_deg", \.deflection_deg, 0...80, "standard deviation of the direction"),
    .init("grain_um", \.grain_um, 0.1...1e5, "length over which the direction is remembered"),
    .init("bend_deg", \.bend_deg, -360...360, "bend of the mean direction over the length"),
    .init("branching_per_mm", \.branching_per_mm, 0...100, "branches per millimetre"),
    .init("branchAngle_deg", \.branchAngle_deg, 5...90, "angle between a branch and its parent"),
    .init("roughness", \.roughness, 0...1, "variation of the opening and of the edges"),
    .init("lip", \.lip, -1...1, "height of the lips against the opening"),
    .init("whitening", \.whitening, 0...1, "scattering in the damaged zone"),
    .init("bridging", \.bridging, 0...0.9, "interrupted share of the line"),
  ]

  /// Half of the lines are cracks (rough, branching, tapered), a third scratches (straight, even, shallow), the rest
  /// crazing (fine, white, branching); openings are log-uniform, so hairlines are as common as gaping cracks.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    let kind = stream.uniform()
    let (crack, scratch) = (kind < 0.5, kind >= 0.5 && kind < 0.82)
    length_um = fieldOfView * stream.logUniform(0.12...1.1) * (0.7 + 0.6 * severity)
    let widest = fieldOfView * (0.008 + (crack ? 0.035 : 0.014) * severity)
    opening_um = stream.logUniform(fieldOfView * 0.0045...widest)
    taper = crack ? stream.uniform(0.1...0.8) : stream.uniform(0...0.5)
    aspect = scratch ? stream.logUniform(0.1...0.8) * (0.6 + severity) : stream.logUniform(0.6...4) * (0.5 + severity)
    deflection_deg = scratch ? stream.uniform(0...6) : stream.uniform(12...48)
    grain_um = fieldOfView * stream.logUniform(0.008...0.06)
    bend_deg = stream.normal(deviation: scratch ? 25 : 30)
    let branches = scratch ? 0 : stream.logUniform(0.3...(crack ? 4 : 10))
    branching_per_mm = branches / (length_um / 1000)
    branchAngle_deg = stream.uniform(20...75)
    roughness = scratch ? stream.uniform(0...0.3) : stream.uniform(0.2...0.9)
    lip = stream.bernoulli(0.5) ? stream.uniform(-0.3...0.5) : 0
    whitening = stream.bernoulli(crack ? 0.15 : 0.6) ? stream.uniform(0.25...1) : 0
    bridging = stream.bernoulli(0.3) ? stream.uniform(0...0.5) : 0
    bend_deg = min(360, max(-360, bend_deg))
    branching_per_mm = min(100, branching_per_mm)
  }
}
