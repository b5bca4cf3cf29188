import Foundation
import Randomness

/// Parameters of a network of shrinkage cracks.
public struct CrazingParameters: DefectParameters {
  /// Radius of the zone that shrinks, µm.
  public var radius_um: Double
  /// Length over which the ground holds the layer back, L = √(E t/k), µm: cracks stand some of these lengths apart.
  public var lag_um: Double
  /// Shrinkage against Griffith's, at which a long crack runs.
  public var shrinkage: Double
  /// Shrinkage along one direction against that across it: 1 a network of cells, near 0 parallel cracks.
  public var isotropy: Double
  /// Young's modulus of the layer, MPa.
  public var youngsModulus_MPa: Double
  /// Poisson's ratio of the layer.
  public var poissonsRatio: Double
  /// Toughness G_c of the layer, N/m.
  public var toughness_N_m: Double
  /// Standard deviation of the logarithm of the toughness.
  public var scatter: Double
  /// Size of grains, over which the toughness is alike, µm.
  public var grain_um: Double
  /// How far the edges have drawn back beyond the elastic opening, µm.
  public var separation_um: Double
  /// Depth against the opening.
  public var aspect: Double
  /// Deflection of stretches too short for the simulation, degrees.
  public var deflection_deg: Double
  /// Relative variation of the opening along the line and of its edges.
  public var roughness: Double
  /// Height of the lips against the opening: layers curl up at their edges.
  public var lip: Double
  /// Scattering in the damaged zone.
  public var whitening: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] = [
    .init("radius_um", \.radius_um, 1...1e7, "radius of the zone that shrinks"),
    .init("lag_um", \.lag_um, 0.05...1e6, "length over which the ground holds the layer back"),
    .init("shrinkage", \.shrinkage, 1.4...6, "shrinkage against Griffith's"),
    .init("isotropy", \.isotropy, 0...1, "shrinkage along against across"),
    .init("youngsModulus_MPa", \.youngsModulus_MPa, 1...1e6, "Young's modulus of the layer"),
    .init("poissonsRatio", \.poissonsRatio, 0...0.49, "Poisson's ratio of the layer"),
    .init("toughness_N_m", \.toughness_N_m, 0.1...1e6, "toughness G_c of the layer"),
    .init("scatter", \.scatter, 0...1.5, "standard deviation of the toughness's logarithm"),
    .init("grain_um", \.grain_um, 0.01...1e6, "size of grains"),
    .init("separation_um", \.separation_um, 0...1e5, "opening beyond the elastic one"),
    .init("aspect", \.aspect, 0.05...20, "depth against the opening"),
    .init("deflection_deg", \.deflection_deg, 0...60, "deflection of short stretches"),
    .init("roughness", \.roughness, 0...1, "variation of the opening and of the edges"),
    .init("lip", \.lip, -1...1, "height of the lips against the opening"),
    .init("whitening", \.whitening, 0...1, "scattering in the damaged zone"),
  ]

  /// Glazes, varnishes, paints and dried mud: hairlines as often as gaping joints; the zone from a spot to all of the
  /// picture.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    radius_um = fieldOfView * stream.logUniform(0.12...0.6) * (0.7 + 0.5 * severity)
    lag_um = radius_um * stream.logUniform(0.13...0.32)
    shrinkage = stream.uniform(2...2.8 + severity)
    isotropy = stream.bernoulli(0.75) ? stream.uniform(0.7...1) : stream.uniform(0...0.6)
    youngsModulus_MPa = stream.logUniform(50...1e5)
    poissonsRatio = stream.uniform(0.1...0.4)
    toughness_N_m = stream.logUniform(1...200)
    scatter = stream.uniform(0.25...0.5)
    grain_um = lag_um * stream.uniform(0.2...0.6)
    let widest = fieldOfView * (0.005 + 0.008 * severity)
    separation_um = stream.logUniform(fieldOfView * 0.003...widest)
    aspect = stream.logUniform(0.5...3) * (0.5 + severity)
    deflection_deg = stream.uniform(2...14)
    roughness = stream.uniform(0.05...0.6)
    lip = stream.bernoulli(0.4) ? stream.uniform(0...0.4) : 0
    whitening = stream.bernoulli(0.25) ? stream.uniform(0.25...1) : 0
  }
}
