import Foundation
import Randomness

/// Parameters of a crack that grows from a flaw under load.
public struct CrackParameters: DefectParameters {
  /// Length to which the crack grows, µm, as long as the material lets it.
  public var length_um: Double
  /// Length of the flaw that it starts from, µm.
  public var flaw_um: Double
  /// 1 for a flaw at the edge of the part, 0 for one inside, from which the crack runs both ways.
  public var edge: Double
  /// Number of further flaws along the way.
  public var flaws: Double
  /// Young's modulus, MPa.
  public var youngsModulus_MPa: Double
  /// Poisson's ratio.
  public var poissonsRatio: Double
  /// Toughness G_c, N/m.
  public var toughness_N_m: Double
  /// Standard deviation of the logarithm of the toughness.
  public var scatter: Double
  /// Size of grains, over which the toughness is alike, µm.
  public var grain_um: Double
  /// What the boundaries between grains lack of the toughness.
  public var weakness: Double
  /// Width l over which the phase field smears a crack, against the length of the crack.
  public var smearing: Double
  /// Angle of the load against the flaw's normal, degrees: 0 opens it, 90 shears it.
  public var mode_deg: Double
  /// How far the load turns while the crack grows, degrees.
  public var turn_deg: Double
  /// Strain along the flaw against that across it.
  public var biaxiality: Double
  /// Load against Griffith's when the crack starts.
  public var overload: Double
  /// How far the broken parts have moved apart beyond the elastic opening, µm.
  public var separation_um: Double
  /// Depth against the opening.
  public var aspect: Double
  /// Deflection of stretches too short for the simulation, degrees.
  public var deflection_deg: Double
  /// Relative variation of the opening along the line and of its edges.
  public var roughness: Double
  /// Height of the lips against the opening; negative where the edges have broken away.
  public var lip: Double
  /// Scattering in the damaged zone.
  public var whitening: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] = [
    .init("length_um", \.length_um, 1...1e7, "length to which the crack grows"),
    .init("flaw_um", \.flaw_um, 0.1...1e6, "length of the flaw that it starts from"),
    .init("edge", \.edge, 0...1, "1 for a flaw at the part's edge, 0 inside"),
    .init("flaws", \.flaws, 0...8, "further flaws along the way"),
    .init("youngsModulus_MPa", \.youngsModulus_MPa, 1...1e6, "Young's modulus"),
    .init("poissonsRatio", \.poissonsRatio, 0...0.49, "Poisson's ratio"),
    .init("toughness_N_m", \.toughness_N_m, 0.1...1e6, "toughness G_c"),
    .init("scatter", \.scatter, 0...1.5, "standard deviation of the toughness's logarithm"),
    .init("grain_um", \.grain_um, 0.1...1e6, "size of grains"),
    .init("weakness", \.weakness, 0...0.9, "toughness that grain boundaries lack"),
    .init("smearing", \.smearing, 0.005...0.1, "length scale l against the crack's length"),
    .init("mode_deg", \.mode_deg, -90...90, "angle of the load against the flaw's normal"),
    .init("turn_deg", \.turn_deg, -120...120, "turn of the load while the crack grows"),
    .init("biaxiality", \.biaxiality, 0...1, "strain along the flaw against that across it"),
    .init("overload", \.overload, 0.5...4, "load against Griffith's at the start"),
    .init("separation_um", \.separation_um, 0...1e5, "opening beyond the elastic one"),
    .init("aspect", \.aspect, 0.05...20, "depth against the opening"),
    .init("deflection_deg", \.deflection_deg, 0...60, "deflection of short stretches"),
    .init("roughness", \.roughness, 0...1, "variation of the opening and of the edges"),
    .init("lip", \.lip, -1...1, "height of the lips against the opening"),
    .init("whitening", \.whitening, 0...1, "scattering in the damaged zone"),
  ]

  /// A brittle material at random, from glass (stiff, fine-grained, straight cracks) over stone and ceramics to asphalt
  /// (coarse grains with weak boundaries, tortuous cracks).
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    let coarseness = stream.uniform()
    length_um = fieldOfView * stream.logUniform(0.22...1.2) * (0.7 + 0.5 * severity)
    flaw_um = length_um * stream.uniform(0.08...0.2)
    edge = stream.bernoulli(0.4) ? 1 : 0
    flaws = Double(stream.bernoulli(0.5) ? stream.integer(1...5) : 0)
    youngsModulus_MPa = stream.logUniform(2e3...3e5)
    poissonsRatio = stream.uniform(0.1...0.4)
    toughness_N_m = stream.logUniform(5...500)
    scatter = 0.05 + coarseness * stream.uniform(0.15...0.6)
    grain_um = length_um * stream.logUniform(0.02...0.12)
    weakness = stream.bernoulli(coarseness) ? stream.uniform(0.2...0.75) : 0
    smearing = stream.uniform(0.012...0.018)
    mode_deg = stream.bernoulli(0.5) ? stream.normal(deviation: 10) : stream.uniform(-50...50)
    turn_deg = stream.bernoulli(0.4) ? stream.normal(deviation: 35) : 0
    biaxiality = edge == 0 && stream.bernoulli(0.35) ? stream.uniform(0.3...1) : 0
    overload = stream.logUniform(0.9...1.5)
    let widest = fieldOfView * (0.005 + 0.017 * severity)
    separation_um = stream.logUniform(fieldOfView * 0.002...widest)
    aspect = stream.logUniform(0.6...4) * (0.5 + severity)
    deflection_deg = 4 + coarseness * stream.uniform(10...42)
    roughness = 0.1 + coarseness * stream.uniform(0.1...0.7)
    lip = stream.bernoulli(0.3) ? stream.uniform(-0.3...0.4) : 0
    whitening = stream.bernoulli(0.15) ? stream.uniform(0.25...1) : 0
    mode_deg = min(90, max(-90, mode_deg))
    turn_deg = min(120, max(-120, turn_deg))
  }
}
