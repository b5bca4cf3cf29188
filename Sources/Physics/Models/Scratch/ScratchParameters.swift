import Foundation
import Randomness

/// Parameters of scratches, gouges and scuffs.
public struct ScratchParameters: DefectParameters {
  /// Arc length of a stroke, µm.
  public var length_um: Double
  /// Load on the sliding body, N.
  public var force_N: Double
  /// Indentation hardness of the surface, MPa.
  public var hardness_MPa: Double
  /// Archard's wear coefficient.
  public var wear: Double
  /// Share of the groove that is carried away; the rest is ploughed into ridges.
  public var cutting: Double
  /// Tip of an asperity: 0 a cone, 1 a sphere.
  public var bluntness: Double
  /// Asperities that share the load.
  public var asperities: Double
  /// Width over which the asperities lie, µm.
  public var contact_um: Double
  /// Standard deviation of the logarithm of the load along the stroke and among the asperities.
  public var unevenness: Double
  /// Share of the length over which the load comes on.
  public var runIn: Double
  /// Share of the length over which the load goes off.
  public var liftOff: Double
  /// Share of the load that stick-slip takes away and gives back.
  public var chatter: Double
  /// Length of a stick-slip cycle, µm.
  public var chatterPeriod_um: Double
  /// Bend over the whole length, degrees.
  public var bend_deg: Double
  /// Standard deviation of the direction, degrees.
  public var wander_deg: Double
  /// Strokes to and fro of one zig-zag.
  public var passes: Double
  /// Scratches that belong together.
  public var count: Double
  /// Width over which they lie, µm.
  public var bundle_um: Double
  /// Standard deviation of their directions, degrees.
  public var spread_deg: Double
  /// Thickness of the coating, oxide or soiled skin; what is deeper shows the substrate, µm.
  public var coating_um: Double
  /// Brightness of the substrate against the sound surface.
  public var brightness: Double
  /// Colour of the substrate: 0 grey, 1 that of the surface.
  public var saturation: Double
  /// Scattering by the damaged material; negative where the groove holds dirt or absorbs.
  public var whitening: Double
  /// Gloss of the fresh flanks.
  public var gloss: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] = [
    .init("length_um", \.length_um, 1...1e7, "arc length of a stroke"),
    .init("force_N", \.force_N, 1e-9...1e8, "load on the sliding body"),
    .init("hardness_MPa", \.hardness_MPa, 1...1e5, "indentation hardness"),
    .init("wear", \.wear, 1e-6...1, "Archard's wear coefficient"),
    .init("cutting", \.cutting, 0.05...1, "share of the groove that is carried away"),
    .init("bluntness", \.bluntness, 0...1, "0 a cone, 1 a sphere"),
    .init("asperities", \.asperities, 1...64, "asperities that share the load"),
    .init("contact_um", \.contact_um, 0...1e6, "width over which the asperities lie"),
    .init("unevenness", \.unevenness, 0...2, "deviation of the logarithm of the load"),
    .init("runIn", \.runIn, 0...0.5, "share of the length over which the load comes on"),
    .init("liftOff", \.liftOff, 0...0.5, "share of the length over which the load goes off"),
    .init("chatter", \.chatter, 0...1, "share of the load that stick-slip takes away"),
    .init("chatterPeriod_um", \.chatterPeriod_um, 0.1...1e6, "length of a stick-slip cycle"),
    .init("bend_deg", \.bend_deg, -360...360, "bend over the whole length"),
    .init("wander_deg", \.wander_deg, 0...60, "standard deviation of the direction"),
    .init("passes", \.passes, 1...12, "strokes to and fro"),
    .init("count", \.count, 1...64, "scratches that belong together"),
    .init("bundle_um", \.bundle_um, 0...1e6, "width over which they lie"),
    .init("spread_deg", \.spread_deg, 0...180, "standard deviation of their directions"),
    .init("coating_um", \.coating_um, 0...1e5, "thickness of the coating that hides the substrate"),
    .init("brightness", \.brightness, 0.1...5, "brightness of the substrate against the surface"),
    .init("saturation", \.saturation, 0...1, "colour of the substrate: 0 grey, 1 that of the surface"),
    .init("whitening", \.whitening, -1...1, "scattering of the damaged material, negative for dirt"),
    .init("gloss", \.gloss, 0...2, "gloss of the fresh flanks"),
  ]
}

extension ScratchParameters {
  /// What does the scratching.
  private enum Cause: CaseIterable {
    /// One tip: a hairline to a clean groove.
    case tip
    /// A hard edge or a rough lump: a gouge of many grooves.
    case lump
    /// A rough body drawn over the surface: hairlines side by side.
    case grit
    /// Rubbing to and fro.
    case rub
    /// Handling: short marks in many directions.
    case handling
  }

  /// Single tips are the most frequent; widths are log-uniform from a hairline of about 1.2 px at 256 px upwards.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    let cause = stream.pick([Cause.tip, .tip, .tip, .lump, .lump, .grit, .grit, .rub, .handling])
    self.init(fieldOfView: fieldOfView, using: &stream)
    let hairline = fieldOfView * 0.0048
    switch cause {
    case .tip:
      length_um = fieldOfView * stream.logUniform(0.1...0.9) * (0.7 + 0.6 * severity)
      load(width: stream.logUniform(hairline...hairline * (1.5 + 5 * severity)), severity, using: &stream)
    case .lump:
      length_um = fieldOfView * stream.logUniform(0.12...0.8) * (0.7 + 0.5 * severity)
      contact_um = fieldOfView * stream.logUniform(0.015...(0.04 + 0.12 * severity))
      asperities = Double(stream.integer(4...24)).rounded()
      let closeness = stream.uniform(0.4...1.3)
      load(width: max(0.6 * hairline, closeness * contact_um / asperities), severity, using: &stream)
      unevenness = stream.uniform(0.4...1.2)
    case .grit:
      count = Double(stream.integer(3...(8 + Int(14 * severity))))
      length_um = fieldOfView * stream.logUniform(0.15...0.7) * (0.7 + 0.5 * severity)
      bundle_um = fieldOfView * stream.logUniform(0.02...0.2)
      spread_deg = stream.bernoulli(0.6) ? stream.uniform(0...4) : stream.uniform(4...14)
      load(width: hairline * stream.logUniform(0.8...(1.2 + 1.2 * severity)), severity, using: &stream)
    case .rub:
      passes = Double(stream.integer(3...9))
      length_um = fieldOfView * stream.logUniform(0.08...0.35) * (0.7 + 0.5 * severity)
      load(width: hairline * stream.logUniform(0.8...(1.4 + 2 * severity)), severity, using: &stream)
    case .handling:
      count = Double(stream.integer(4...(10 + Int(16 * severity))))
      length_um = fieldOfView * stream.logUniform(0.03...0.16)
      bundle_um = fieldOfView * stream.logUniform(0.06...0.25)
      spread_deg = stream.uniform(20...180)
      load(width: hairline * stream.logUniform(0.8...(1.2 + severity)), severity, using: &stream)
    }
    chatterPeriod_um = max(hairline * 1.5, length_um * stream.logUniform(0.01...0.1))
  }

  /// One even stroke; material, path and optics are drawn, sizes and load are left to the caller.
  private init(fieldOfView: Double, using stream: inout RandomStream) {
    (length_um, force_N, wear, contact_um) = (fieldOfView / 2, 1, 0.1, 0)
    (asperities, passes, count, bundle_um, spread_deg) = (1, 1, 1, 0, 0)
    hardness_MPa = stream.logUniform(60...9000)
    cutting = stream.uniform(0.15...0.95)
    bluntness = stream.uniform()
    unevenness = stream.uniform(0.05...0.7)
    runIn = stream.uniform(0.02...0.5)
    liftOff = stream.uniform(0.02...0.5)
    chatter = stream.bernoulli(0.2) ? stream.uniform(0.3...1) : 0
    chatterPeriod_um = length_um
    bend_deg = stream.bernoulli(0.5) ? min(120, max(-120, stream.normal(deviation: 40))) : stream.normal(deviation: 4)
    wander_deg = stream.bernoulli(0.3) ? stream.uniform(3...20) : stream.uniform(0...2)
    coating_um = 0
    brightness = stream.bernoulli(0.7) ? stream.uniform(1.1...2.4) : stream.uniform(0.25...0.8)
    saturation = stream.uniform()
    whitening = stream.pick([stream.uniform(0.05...1), stream.uniform(0.05...0.5), stream.uniform(-1 ... -0.1), 0])
    gloss = stream.bernoulli(0.5) ? stream.uniform(0.05...0.7) : 0
  }

  /// The load that makes grooves `width` µm wide, and the wear that gives them a likely slope.
  private mutating func load(width: Double, _ severity: Double, using stream: inout RandomStream) {
    force_N = asperities * hardness_MPa * .pi / 2 * pow(width / 2000, 2)
    let slope = stream.logUniform(0.12...0.6) * (0.6 + 0.6 * severity)
    wear = 2 / .pi * cutting * slope
    // Half of the scratches go through a skin, thin or thick against their depth.
    coating_um = stream.bernoulli(0.5) ? slope * width / 2 * stream.uniform(0...0.8) : slope * width * 10
  }
}
