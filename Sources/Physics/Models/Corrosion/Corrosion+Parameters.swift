import Foundation
import Randomness

/// Parameters of corrosion pits and their products.
public struct CorrosionParameters: ColouredParameters {
  /// Radius of the attacked area, µm.
  public var field_um: Double
  /// Long over short side of the attacked area.
  public var elongation: Double
  /// Nuclei that would form without inhibition, 1/mm².
  public var density_per_mm2: Double
  /// Radius around a pit in which no younger one nucleates, µm.
  public var inhibition_um: Double
  /// Rate of dissolution into pure electrolyte, µm/s.
  public var rate_um_per_s: Double
  /// Diffusivity of the metal's ions, µm²/s.
  public var diffusivity_um2_per_s: Double
  /// Concentration of the salt film over the density of the metal.
  public var saturation: Double
  /// How far ions diffuse before they escape into the bulk of the electrolyte, µm.
  public var escape_um: Double
  /// Time of attack, s.
  public var time_s: Double
  /// Size of the grains, µm.
  public var grain_um: Double
  /// Standard deviation of the logarithm of the rate from grain to grain.
  public var grainContrast: Double
  /// Share of the area taken by inclusions.
  public var inclusions: Double
  /// Rate of dissolution of the inclusions over that of the metal: below 1 they stay behind.
  public var inclusionRate: Double
  /// Rate at which the floor of a pit sinks over that of its walls.
  public var floorRatio: Double
  /// Roughness of edges and floors below the size of the computing grid.
  public var roughness: Double
  /// Thickness of the dark inner oxide, in units of its absorption.
  public var oxide: Double
  /// Linear reflectance of the inner oxide where it is thick.
  public var oxideReflectance: Double
  /// Thickness of the outer porous layer over the pits, in units of its scattering.
  public var product: Double
  /// Linear colour of the outer layer where it is thick.
  public var colour: ColourParameters
  /// Hiding power of the outer layer: 0 dye, 1 paint.
  public var hiding: Double
  /// Share of the outer layer that has been washed out of the pits.
  public var washed: Double
  /// How far the product settles from where ions escaped, µm.
  public var spread_um: Double
  /// How far the product runs downwards in the picture, µm.
  public var streak_um: Double
  /// Height of the crust of the outer layer, µm.
  public var crust_um: Double
  /// Gloss of the floors.
  public var gloss: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    [
      .init("field_um", \.field_um, 0.1...1e6, "radius of the attacked area"),
      .init("elongation", \.elongation, 1...6, "long over short side of the attacked area"),
      .init("density_per_mm2", \.density_per_mm2, 0...1e10, "nuclei without inhibition"),
      .init("inhibition_um", \.inhibition_um, 0...1e6, "radius in which no younger pit nucleates"),
      .init("rate_um_per_s", \.rate_um_per_s, 1e-7...1e5, "rate of dissolution into pure electrolyte"),
      .init("diffusivity_um2_per_s", \.diffusivity_um2_per_s, 10...1e4, "diffusivity of the ions"),
      .init("saturation", \.saturation, 0.005...0.5, "concentration of the salt film over the metal's density"),
      .init("escape_um", \.escape_um, 0.01...1e6, "how far ions diffuse before they escape"),
      .init("time_s", \.time_s, 1e-6...1e12, "time of attack"),
      .init("grain_um", \.grain_um, 0.01...1e6, "size of the grains"),
      .init("grainContrast", \.grainContrast, 0...1.5, "spread of the rate from grain to grain"),
      .init("inclusions", \.inclusions, 0...0.5, "share of the area taken by inclusions"),
      .init("inclusionRate", \.inclusionRate, 0...2, "rate of dissolution of inclusions over the metal's"),
      .init("floorRatio", \.floorRatio, 0...4, "rate of the floors over that of the walls"),
      .init("roughness", \.roughness, 0...1, "roughness of edges and floors"),
      .init("oxide", \.oxide, 0...6, "thickness of the dark inner oxide"),
      .init("oxideReflectance", \.oxideReflectance, 0...0.5, "reflectance of the thick inner oxide"),
      .init("product", \.product, 0...8, "thickness of the outer layer over the pits"),
    ] + colourFields(of: "colour of the outer layer") + [
      .init("hiding", \.hiding, 0...1, "hiding power of the outer layer: 0 dye, 1 paint"),
      .init("washed", \.washed, 0...1, "share of the outer layer washed out of the pits"),
      .init("spread_um", \.spread_um, 0...1e6, "how far the product settles from the pits"),
      .init("streak_um", \.streak_um, 0...1e6, "how far the product runs downwards"),
      .init("crust_um", \.crust_um, 0...1e5, "height of the outer layer's crust"),
      .init("gloss", \.gloss, 0...2, "gloss of the floors"),
    ]

  /// Radius that a pit reaches alone, µm: r + k r² / (3 c_sat D) = kt. The first term is the reaction's pace, the
  /// second, with a factor that suits pits open to the bulk, that of diffusion.
  var reach: Double {
    let slowing = rate_um_per_s / (3 * saturation * diffusivity_um2_per_s)
    return 2 * rate_um_per_s * time_s / (1 + (1 + 4 * slowing * rate_um_per_s * time_s).squareRoot())
  }

  /// A lone pit, a group or a field of them, bare, under an oxide, rusty or chalky; size and depth grow with severity.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    let many = stream.bernoulli(0.55)
    let sizes =
      many ? 0.009 * (1 + severity)...(0.018 + 0.022 * severity) : 0.014 * (1 + severity)...(0.026 + 0.064 * severity)
    let radius = fieldOfView * stream.logUniform(sizes)
    (field_um, elongation) = (
      radius * (many ? stream.uniform(2.5...7) : stream.uniform(0.5...1.6)),
      stream.bernoulli(0.4) ? stream.uniform(1.5...4) : 1
    )
    let pits = many ? stream.logUniform(5...40) : stream.uniform(1...3.5)
    density_per_mm2 = pits / (.pi * field_um * field_um * 1e-6)
    inhibition_um = radius * stream.uniform(0.4...2.2)
    // Which of reaction and diffusion sets the pace: k r / (c_sat D).
    let control = stream.logUniform(0.03...3)
    saturation = stream.uniform(0.025...0.09)
    diffusivity_um2_per_s = stream.logUniform(300...1500)
    rate_um_per_s = control * saturation * diffusivity_um2_per_s / radius
    time_s = (1 + control / 3) * radius / rate_um_per_s
    escape_um = radius * stream.logUniform(0.3...2)
    grain_um = radius * stream.logUniform(0.15...1)
    grainContrast = stream.uniform(0.2...1.1)
    inclusions = stream.bernoulli(0.5) ? stream.uniform(0.02...0.2) : 0
    inclusionRate = stream.bernoulli(0.6) ? stream.uniform(0...0.2) : stream.uniform(1.2...1.8)
    floorRatio = stream.logUniform(0.2...0.8) * (0.5 + severity)
    roughness = stream.uniform(0.2...1)
    gloss = stream.bernoulli(0.3) ? stream.uniform(0.05...0.5) : 0
    let look = Look(radius: radius, severity: severity, using: &stream)
    (oxide, oxideReflectance) = (look.oxide, look.oxideReflectance)
    (product, colour, hiding, washed) = (look.product, look.colour, look.hiding, look.washed)
    spread_um = radius * stream.logUniform(0.25...1.7)
    streak_um = look.product > 0 && stream.bernoulli(0.25) ? radius * stream.logUniform(2...9) : 0
    crust_um = look.product > 0 ? radius * stream.uniform(0...0.2) : 0
  }
}

/// What corrosion leaves behind: nothing, a dark oxide, or one of the common products upon it.
private struct Look {
  var oxide: Double
  var oxideReflectance: Double
  var product = 0.0
  var colour: ColourParameters
  var hiding = 1.0
  var washed = 0.0

  init(radius: Double, severity: Double, using stream: inout RandomStream) {
    oxide = stream.bernoulli(0.85) ? stream.logUniform(0.25...1.4) * (0.5 + severity) : 0
    oxideReflectance = stream.logUniform(0.012...0.1)
    colour = ColourParameters(Self.pigment(using: &stream))
    guard stream.bernoulli(0.65) else { return }
    product = stream.logUniform(0.15...2.2) * (0.5 + severity)
    hiding = stream.uniform(0.6...1)
    washed = stream.bernoulli(0.5) ? stream.uniform(0.3...1) : 0
  }

  /// Rust from ochre to dark brown, the white of aluminium and zinc, the green of copper, soot black, or anything.
  private static func pigment(using stream: inout RandomStream) -> SIMD3<Double> {
    let kind = stream.uniform()
    switch kind {
    case ..<0.45:
      let red = stream.logUniform(0.06...0.5)
      return SIMD3(red, red * stream.uniform(0.2...0.45), red * stream.uniform(0.04...0.2))
    case ..<0.75:
      let grey = stream.uniform(0.45...0.92)
      return SIMD3(grey * stream.uniform(0.92...1), grey, grey * stream.uniform(0.85...1))
    case ..<0.82:
      let green = stream.uniform(0.2...0.5)
      return SIMD3(green * stream.uniform(0.2...0.5), green, green * stream.uniform(0.6...0.95))
    case ..<0.92: return SIMD3(repeating: stream.logUniform(0.01...0.08))
    default: return Pigment.random(using: &stream)
    }
  }
}
