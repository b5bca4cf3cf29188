/// A brittle material and what its open cracks look like, shared by the models whose cracks grow.
public struct BrittleParameters: Codable, Sendable, Equatable {
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
  /// How far the broken parts have moved apart beyond the elastic opening, µm.
  public var separation_um: Double
  /// Depth against the opening.
  public var aspect: Double
  /// Deflection of stretches too short for the simulation, degrees.
  public var deflection_deg: Double
  /// Relative variation of the opening along the line and of its edges.
  public var roughness: Double
  /// Height of the lips against the opening: layers curl up at their edges; negative where the edges have broken away.
  public var lip: Double
  /// Scattering in the damaged zone.
  public var whitening: Double

  /// What an open crack looks like.
  var appearance: CrackAppearance {
    CrackAppearance(aspect: aspect, lip: lip, whitening: whitening, roughness: roughness)
  }

  /// From jumps of the simulated displacement to openings.
  /// - Parameter spacing_um: side of an element, µm.
  func opening(spacing_um: Double) -> CrackOpening {
    CrackOpening(
      youngsModulus_MPa: youngsModulus_MPa, toughness_N_m: toughness_N_m, separation_um: separation_um,
      spacing_um: spacing_um)
  }
}

/// Parameters that contain a brittle material.
public protocol BrittleMaterialParameters: DefectParameters {
  /// The material and its cracks.
  var brittle: BrittleParameters { get set }
}

extension BrittleMaterialParameters {
  /// The material's numbers as parameters of the whole.
  static var brittleFields: [ParameterField<Self>] {
    [
      .init("youngsModulus_MPa", \.brittle.youngsModulus_MPa, 1...1e6, "Young's modulus"),
      .init("poissonsRatio", \.brittle.poissonsRatio, 0...0.49, "Poisson's ratio"),
      .init("toughness_N_m", \.brittle.toughness_N_m, 0.1...1e6, "toughness G_c"),
      .init("scatter", \.brittle.scatter, 0...1.5, "standard deviation of the toughness's logarithm"),
      .init("grain_um", \.brittle.grain_um, 0.01...1e6, "size of grains"),
      .init("separation_um", \.brittle.separation_um, 0...1e5, "opening beyond the elastic one"),
      .init("aspect", \.brittle.aspect, 0.05...20, "depth against the opening"),
      .init("deflection_deg", \.brittle.deflection_deg, 0...60, "deflection of short stretches"),
      .init("roughness", \.brittle.roughness, 0...1, "variation of the opening and of the edges"),
      .init("lip", \.brittle.lip, -1...1, "height of the lips against the opening"),
      .init("whitening", \.brittle.whitening, 0...1, "scattering in the damaged zone"),
    ]
  }
}
