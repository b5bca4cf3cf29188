import Foundation
import Randomness

/// Parameters of a crack that grows from a flaw under load.
public struct CrackParameters: BrittleMaterialParameters {
  /// Length to which the crack grows, µm, as long as the material lets it.
  public var length_um: Double
  /// Length of the flaw that it starts from, µm.
  public var flaw_um: Double
  /// 1 for a flaw at the edge of the part, 0 for one inside, from which the crack runs both ways.
  public var edge: Double
  /// Number of further flaws along the way.
  public var flaws: Double
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
  /// The material and its cracks.
  public var brittle: BrittleParameters

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    [
      .init("length_um", \.length_um, 1...1e7, "length to which the crack grows"),
      .init("flaw_um", \.flaw_um, 0.1...1e6, "length of the flaw that it starts from"),
      .init("edge", \.edge, 0...1, "1 for a flaw at the part's edge, 0 inside"),
      .init("flaws", \.flaws, 0...8, "further flaws along the way"),
      .init("weakness", \.weakness, 0...0.9, "toughness that grain boundaries lack"),
      .init("smearing", \.smearing, 0.005...0.1, "length scale l against the crack's length"),
      .init("mode_deg", \.mode_deg, -90...90, "angle of the load against the flaw's normal"),
      .init("turn_deg", \.turn_deg, -120...120, "turn of the load while the crack grows"),
      .init("biaxiality", \.biaxiality, 0...1, "strain along the flaw against that across it"),
      .init("overload", \.overload, 0.5...4, "load against Griffith's at the start"),
    ] + brittleFields

  /// A brittle material at random, from glass (stiff, fine-grained, straight cracks) over stone and ceramics to asphalt
  /// (coarse grains with weak boundaries, tortuous cracks).
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    let coarseness = stream.uniform()
    length_um = fieldOfView * stream.logUniform(0.22...1.2) * (0.7 + 0.5 * severity)
    flaw_um = length_um * stream.uniform(0.08...0.2)
    edge = stream.bernoulli(0.4) ? 1 : 0
    flaws = Double(stream.bernoulli(0.5) ? stream.integer(1...5) : 0)
    let youngsModulus_MPa = stream.logUniform(2e3...3e5)
    let poissonsRatio = stream.uniform(0.1...0.4)
    let toughness_N_m = stream.logUniform(5...500)
    let scatter = 0.05 + coarseness * stream.uniform(0.15...0.6)
    let grain_um = length_um * stream.logUniform(0.02...0.12)
    weakness = stream.bernoulli(coarseness) ? stream.uniform(0.2...0.75) : 0
    smearing = stream.uniform(0.012...0.018)
    mode_deg = stream.bernoulli(0.5) ? stream.normal(deviation: 10) : stream.uniform(-50...50)
    turn_deg = stream.bernoulli(0.4) ? stream.normal(deviation: 35) : 0
    biaxiality = edge == 0 && stream.bernoulli(0.35) ? stream.uniform(0.3...1) : 0
    overload = stream.logUniform(0.9...1.5)
    let widest = fieldOfView * (0.005 + 0.017 * severity)
    let separation_um = stream.logUniform(fieldOfView * 0.002...widest)
    let aspect = stream.logUniform(0.6...4) * (0.5 + severity)
    let deflection_deg = 4 + coarseness * stream.uniform(10...42)
    let roughness = 0.1 + coarseness * stream.uniform(0.1...0.7)
    let lip = stream.bernoulli(0.3) ? stream.uniform(-0.3...0.4) : 0
    let whitening = stream.bernoulli(0.15) ? stream.uniform(0.25...1) : 0
    brittle = BrittleParameters(
      youngsModulus_MPa: youngsModulus_MPa, poissonsRatio: poissonsRatio, toughness_N_m: toughness_N_m,
      scatter: scatter,
      grain_um: grain_um, separation_um: separation_um, aspect: aspect, deflection_deg: deflection_deg,
      roughness: roughness, lip: lip, whitening: whitening)
    mode_deg = min(90, max(-90, mode_deg))
    turn_deg = min(120, max(-120, turn_deg))
  }
}
