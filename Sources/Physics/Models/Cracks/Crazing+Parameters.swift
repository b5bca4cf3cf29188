import Foundation
import Randomness

/// Parameters of a network of shrinkage cracks.
public struct CrazingParameters: BrittleMaterialParameters {
  /// Radius of the zone that shrinks, µm.
  public var radius_um: Double
  /// Length over which the ground holds the layer back, L = √(E t/k), µm: cracks stand some of these lengths apart.
  public var lag_um: Double
  /// Shrinkage against Griffith's, at which a long crack runs.
  public var shrinkage: Double
  /// Shrinkage along one direction against that across it: 1 a network of cells, near 0 parallel cracks.
  public var isotropy: Double
  /// The material and its cracks.
  public var brittle: BrittleParameters

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    [
      .init("radius_um", \.radius_um, 1...1e7, "radius of the zone that shrinks"),
      .init("lag_um", \.lag_um, 0.05...1e6, "length over which the ground holds the layer back"),
      .init("shrinkage", \.shrinkage, 1.4...6, "shrinkage against Griffith's"),
      .init("isotropy", \.isotropy, 0...1, "shrinkage along against across"),
    ] + brittleFields

  /// Glazes, varnishes, paints and dried mud: hairlines as often as gaping joints; the zone from a spot to all of the
  /// picture.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    radius_um = fieldOfView * stream.logUniform(0.12...0.6) * (0.7 + 0.5 * severity)
    lag_um = radius_um * stream.logUniform(0.13...0.32)
    shrinkage = stream.uniform(2...2.8 + severity)
    isotropy = stream.bernoulli(0.75) ? stream.uniform(0.7...1) : stream.uniform(0...0.6)
    let youngsModulus_MPa = stream.logUniform(50...1e5)
    let poissonsRatio = stream.uniform(0.1...0.4)
    let toughness_N_m = stream.logUniform(1...200)
    let scatter = stream.uniform(0.25...0.5)
    let grain_um = lag_um * stream.uniform(0.2...0.6)
    let widest = fieldOfView * (0.005 + 0.008 * severity)
    let separation_um = stream.logUniform(fieldOfView * 0.003...widest)
    let aspect = stream.logUniform(0.5...3) * (0.5 + severity)
    let deflection_deg = stream.uniform(2...14)
    let roughness = stream.uniform(0.05...0.6)
    let lip = stream.bernoulli(0.4) ? stream.uniform(0...0.4) : 0
    let whitening = stream.bernoulli(0.25) ? stream.uniform(0.25...1) : 0
    brittle = BrittleParameters(
      youngsModulus_MPa: youngsModulus_MPa, poissonsRatio: poissonsRatio, toughness_N_m: toughness_N_m,
      scatter: scatter,
      grain_um: grain_um, separation_um: separation_um, aspect: aspect, deflection_deg: deflection_deg,
      roughness: roughness, lip: lip, whitening: whitening)
  }
}
