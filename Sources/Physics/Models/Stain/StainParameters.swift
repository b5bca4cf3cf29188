import Foundation
import Randomness

/// Parameters of spilt liquids that wet the surface, creep into it and dry.
public struct StainParameters: ColouredParameters {
  /// Radius of the drop, µm.
  public var radius_um: Double
  /// Long over short side of the drop.
  public var elongation: Double
  /// Raggedness of the drop's own edge.
  public var raggedness: Double
  /// Mean number of splashed droplets beside it.
  public var satellites: Double
  /// Length to which the drop has run down, µm.
  public var run_um: Double
  /// Surface tension of the liquid, mN/m.
  public var tension_mN_m: Double
  /// Viscosity of the liquid, mPa·s.
  public var viscosity_mPas: Double
  /// Contact angle in the pores, deg.
  public var contactAngle_deg: Double
  /// Radius of the surface's pores, µm.
  public var poreRadius_um: Double
  /// Time for which the liquid creeps, s.
  public var time_s: Double
  /// Standard deviation of the logarithm of the permeability.
  public var unevenness: Double
  /// Size of the permeability's variations, µm.
  public var grain_um: Double
  /// How much farther the liquid creeps along the surface's grain than across.
  public var lay: Double
  /// Share of the stain that was dissolved in liquid that has evaporated; the rest stays where the liquid is (oil).
  public var volatile: Double
  /// Exponent of the evaporation's growth towards the edge: 0 even, 0.5 a flat droplet in still air.
  public var edgeEvaporation: Double
  /// Share of the liquid that has gone when the edge lets go or the rest sets.
  public var dryness: Double
  /// How often the edge was pinned.
  public var rings: Double
  /// Width of a ring, µm.
  public var ringWidth_um: Double
  /// Mean thickness of the dried film, in units of its absorption and scattering.
  public var thickness: Double
  /// Hiding power: 0 a clear dye, 1 a paint.
  public var hiding: Double
  /// Linear colour of the thick film.
  public var colour: ColourParameters
  /// Variation of the thickness.
  public var mottle: Double
  /// Height of the dried film, µm.
  public var height_um: Double
  /// Gloss of the dried film.
  public var gloss: Double

  /// Washburn's rate W = γ r cos ϑ / 2η of the front, L² = W t, in µm²/s.
  public var washburnRate: Double {
    let pressure = tension_mN_m * 1e-3 * cos(contactAngle_deg * .pi / 180)
    return pressure * poreRadius_um * 1e-6 / (2 * viscosity_mPas * 1e-3) * 1e12
  }

  /// How far the liquid has crept beyond the drop on an even surface, µm.
  public var reach_um: Double { (washburnRate * time_s).squareRoot() }

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    [
      .init("radius_um", \.radius_um, 0.1...1e6, "radius of the drop"),
      .init("elongation", \.elongation, 1...8, "long over short side of the drop"),
      .init("raggedness", \.raggedness, 0...1, "raggedness of the drop's own edge"),
      .init("satellites", \.satellites, 0...30, "mean number of splashed droplets"),
      .init("run_um", \.run_um, 0...1e6, "length to which the drop has run down"),
      .init("tension_mN_m", \.tension_mN_m, 15...80, "surface tension"),
      .init("viscosity_mPas", \.viscosity_mPas, 0.3...5000, "viscosity"),
      .init("contactAngle_deg", \.contactAngle_deg, 0...89, "contact angle in the pores"),
      .init("poreRadius_um", \.poreRadius_um, 0.01...100, "radius of the surface's pores"),
      .init("time_s", \.time_s, 0...1e15, "time for which the liquid creeps"),
      .init("unevenness", \.unevenness, 0...1.2, "standard deviation of the permeability's logarithm"),
      .init("grain_um", \.grain_um, 0.01...1e6, "size of the permeability's variations"),
      .init("lay", \.lay, 1...6, "reach along the grain against across"),
      .init("volatile", \.volatile, 0...1, "share that was dissolved in liquid which evaporated"),
      .init("edgeEvaporation", \.edgeEvaporation, 0...0.9, "growth of evaporation towards the edge"),
      .init("dryness", \.dryness, 0.05...0.995, "share that has evaporated when the edge lets go or the rest sets"),
      .init("rings", \.rings, 1...5, "how often the edge was pinned"),
      .init("ringWidth_um", \.ringWidth_um, 0.01...1e5, "width of a ring"),
      .init("thickness", \.thickness, 0.01...20, "mean thickness of the film"),
      .init("hiding", \.hiding, 0...1, "hiding power: 0 dye, 1 paint"),
    ] + colourFields(of: "colour of the thick film") + [
      .init("mottle", \.mottle, 0...1.5, "variation of the thickness"),
      .init("height_um", \.height_um, 0...1e5, "height of the film"),
      .init("gloss", \.gloss, 0...2, "gloss of the film"),
    ]

  /// Drops on tight surfaces and blots in open ones; water marks, coffee, oil, ink and paint.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    radius_um = fieldOfView * stream.regionRadius(0.025...(0.06 + 0.12 * severity))
    elongation = stream.bernoulli(0.4) ? stream.logUniform(1.2...4) : stream.uniform(1...1.2)
    raggedness = stream.bernoulli(0.5) ? stream.uniform(0...0.3) : stream.uniform(0.2...1)
    satellites = stream.bernoulli(0.3) ? stream.logUniform(1...12) : 0
    run_um = stream.bernoulli(0.2) ? radius_um * stream.uniform(1.5...5) : 0
    tension_mN_m = stream.uniform(20...72)
    viscosity_mPas = stream.logUniform(0.7...200)
    contactAngle_deg = stream.uniform(0...80)
    poreRadius_um = stream.logUniform(0.05...20)
    unevenness = stream.uniform(0.1...0.9)
    grain_um = radius_um * stream.logUniform(0.12...0.8)
    lay = stream.bernoulli(0.35) ? stream.uniform(1.5...4) : 1
    let oily = stream.bernoulli(0.35)
    volatile = oily ? stream.uniform(0...0.3) : stream.uniform(0.6...1)
    edgeEvaporation = stream.uniform(0...0.5)
    dryness = stream.uniform(0.3...0.97)
    rings = stream.bernoulli(0.3) ? Double(stream.integer(2...4)) : 1
    ringWidth_um = radius_um * stream.logUniform(0.02...0.12)
    thickness = stream.logUniform(0.15...1.5) * (0.4 + severity)
    hiding = stream.bernoulli(0.5) ? 0 : stream.uniform()
    colour = ColourParameters(using: &stream)
    mottle = stream.bernoulli(0.5) ? stream.uniform(0.1...0.8) : 0
    height_um = stream.bernoulli(0.3) ? fieldOfView * stream.logUniform(0.0005...0.008) : 0
    gloss = stream.bernoulli(0.3) ? stream.uniform(0.1...0.8) : 0
    time_s = 0
    let reach = stream.bernoulli(0.6) ? radius_um * stream.uniform(0.1...0.9) : 0
    time_s = reach * reach / washburnRate
  }
}
