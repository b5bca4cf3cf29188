import Foundation
import Randomness

/// Parameters of burns, scorch marks, laser tracks and temper colours.
public struct BurnParameters: DefectParameters {
  /// Radius of the heat source, µm: where a Gaussian one has fallen to 1/e.
  public var radius_um: Double
  /// Long over short side of the source.
  public var elongation: Double
  /// Profile of the source: 0 Gaussian (beam, flame), 1 even with a sharp edge (face of a tool).
  public var flatness: Double
  /// Length of the source's way, µm; 0 stays in its place.
  public var length_um: Double
  /// Bend of the way, degrees.
  public var bend_deg: Double
  /// Amplitude of a weave across the way, µm.
  public var weave_um: Double
  /// Sources at once, of unequal strength (spatter).
  public var count: Double
  /// Standard deviation of their places, µm.
  public var scatter_um: Double
  /// Power that a source brings into the sheet, W.
  public var power_W: Double
  /// Standard deviation of the logarithm of the power in time.
  public var flicker: Double
  /// Time that the source is on, s.
  public var time_s: Double
  /// Thermal diffusivity, mm²/s.
  public var diffusivity_mm2ps: Double
  /// Heat capacity of a square millimetre of the heated skin, J/K.
  public var capacity_JpK: Double
  /// Time constant of the loss of heat, s.
  public var loss_s: Double
  /// Temperature of browning (or of oxidation) within about a second, °C.
  public var onset_C: Double
  /// How much hotter charring takes place, K.
  public var charring_K: Double
  /// Activation energy, kJ/mol.
  public var activation_kJpmol: Double
  /// Optical depth of the fully browned skin in blue light.
  public var depth: Double
  /// Brown against yellow: share of blue's absorption that green light meets.
  public var redness: Double
  /// Oxide after a second at the onset, nm; 0 for material that browns instead of tempering.
  public var oxide_nm: Double
  /// Variation of the material: standard deviation of the logarithm of its rate of reaction.
  public var unevenness: Double
  /// Size of this variation, µm.
  public var grain_um: Double
  /// Depth to which charred material is gone, µm.
  public var recession_um: Double
  /// Gloss of the changed skin.
  public var gloss: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] = [
    .init("radius_um", \.radius_um, 0.1...1e6, "radius of the heat source"),
    .init("elongation", \.elongation, 1...12, "long over short side of the source"),
    .init("flatness", \.flatness, 0...1, "0 a Gaussian source, 1 the even face of a tool"),
    .init("length_um", \.length_um, 0...1e7, "length of the source's way"),
    .init("bend_deg", \.bend_deg, -360...360, "bend of the way"),
    .init("weave_um", \.weave_um, 0...1e6, "amplitude of a weave across the way"),
    .init("count", \.count, 1...64, "sources at once"),
    .init("scatter_um", \.scatter_um, 0...1e6, "standard deviation of their places"),
    .init("power_W", \.power_W, 1e-12...1e12, "power of a source"),
    .init("flicker", \.flicker, 0...2, "deviation of the logarithm of the power"),
    .init("time_s", \.time_s, 1e-9...1e9, "time that the source is on"),
    .init("diffusivity_mm2ps", \.diffusivity_mm2ps, 1e-3...1e3, "thermal diffusivity"),
    .init("capacity_JpK", \.capacity_JpK, 1e-9...10, "heat capacity of a square millimetre of skin"),
    .init("loss_s", \.loss_s, 1e-9...1e9, "time constant of the loss of heat"),
    .init("onset_C", \.onset_C, 80...900, "temperature of browning within a second"),
    .init("charring_K", \.charring_K, 0...600, "how much hotter charring takes place"),
    .init("activation_kJpmol", \.activation_kJpmol, 40...400, "activation energy"),
    .init("depth", \.depth, 0.05...20, "optical depth of the browned skin in blue light"),
    .init("redness", \.redness, 0...1, "0 yellow, 1 grey"),
    .init("oxide_nm", \.oxide_nm, 0...300, "oxide after a second at the onset, 0 none"),
    .init("unevenness", \.unevenness, 0...3, "deviation of the logarithm of the rate of reaction"),
    .init("grain_um", \.grain_um, 0.1...1e6, "size of the variation"),
    .init("recession_um", \.recession_um, 0...1e5, "depth to which charred material is gone"),
    .init("gloss", \.gloss, 0...2, "gloss of the changed skin"),
  ]
}

extension BurnParameters {
  private enum Cause: CaseIterable {
    /// A beam or a spark that stays.
    case spot
    /// A beam, an iron or a torch on its way.
    case track
    /// The hot face of a tool.
    case face
    /// A flame that licks over the surface.
    case flame
    /// Spatter of a weld or of ash.
    case spatter
  }

  /// Sizes follow the field of view; times follow from them and the diffusivity, and the power from the damage that the
  /// severity asks for: a light yellow at 0, a charred centre at 1.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    let cause = stream.pick([Cause.spot, .track, .track, .face, .flame, .spatter])
    self.init(fieldOfView: fieldOfView, using: &stream)
    switch cause {
    case .spot:
      radius_um = fieldOfView * stream.logUniform(0.015...(0.04 + 0.08 * severity))
      elongation = stream.uniform(1...1.8)
    case .track:
      radius_um = fieldOfView * stream.logUniform(0.013...(0.02 + 0.03 * severity))
      length_um = fieldOfView * stream.logUniform(0.12...0.8)
      bend_deg = stream.bernoulli(0.5) ? min(300, max(-300, stream.normal(deviation: 60))) : 0
      weave_um = stream.bernoulli(0.3) ? radius_um * stream.uniform(0.5...2) : 0
    case .face:
      radius_um = fieldOfView * stream.logUniform(0.025...(0.06 + 0.08 * severity))
      (flatness, elongation) = (stream.uniform(0.6...1), stream.logUniform(1...6))
    case .flame:
      radius_um = fieldOfView * stream.logUniform(0.04...(0.08 + 0.08 * severity))
      length_um = fieldOfView * stream.uniform(0.1...0.5)
      (weave_um, flicker) = (radius_um * stream.uniform(0.3...1), stream.uniform(0.1...0.4))
      bend_deg = stream.normal(deviation: 50)
    case .spatter:
      radius_um = fieldOfView * stream.logUniform(0.01...(0.018 + 0.016 * severity))
      count = Double(stream.integer(3...(6 + Int(12 * severity))))
      scatter_um = fieldOfView * stream.uniform(0.04...0.14)
    }
    // Metals conduct well: their tints lie far around the source.
    let metal = oxide_nm > 0
    let fourier = stream.logUniform(metal ? 1...5 : 0.15...(cause == .spatter ? 0.6 : 2))
    time_s = fourier * pow(radius_um / 1000, 2) / diffusivity_mm2ps * (1 + length_um / radius_um / 2)
    loss_s = time_s * stream.logUniform(0.5...8)
    bend_deg = min(360, max(-360, bend_deg))
    let excess = metal ? 1.5 : cause == .face ? 4 : 6
    heat(damage: stream.logUniform(0.5...3) * exp(excess * severity * stream.uniform(0.4...1)))
  }

  /// A Gaussian source at rest; material and optics are drawn.
  private init(fieldOfView: Double, using stream: inout RandomStream) {
    (radius_um, elongation, flatness, length_um, bend_deg, weave_um) = (1, 1, 0, 0, 0, 0)
    (count, scatter_um, power_W, flicker, time_s, loss_s) = (1, 0, 1, 0, 1, 1)
    let metal = stream.bernoulli(0.25)
    diffusivity_mm2ps = metal ? stream.logUniform(4...60) : stream.logUniform(0.08...0.4)
    capacity_JpK = stream.logUniform(2e-4...4e-3)
    onset_C = metal ? stream.uniform(280...420) : stream.uniform(180...320)
    charring_K = metal ? 600 : stream.uniform(50...180)
    activation_kJpmol = metal ? stream.uniform(60...110) : stream.uniform(90...170)
    depth = stream.logUniform(0.8...5)
    redness = stream.uniform(0.2...0.6)
    oxide_nm = metal ? stream.uniform(18...40) : 0
    unevenness = stream.uniform(0...0.9)
    grain_um = fieldOfView * stream.logUniform(0.008...0.06)
    recession_um = stream.bernoulli(0.5) ? fieldOfView * stream.logUniform(0.001...0.008) : 0
    gloss = stream.bernoulli(0.3) ? stream.uniform(0.05...0.4) : 0
  }

  /// The power that makes Ω about `damage` where the source is strongest.
  private mutating func heat(damage: Double) {
    let reaction = Arrhenius(energy: activation_kJpmol, onset: onset_C)
    // The hottest moment lasts about as long as the source needs to pass a point, or a fifth of its time at rest.
    let moment = length_um > 0 ? time_s * min(0.2, radius_um / length_um) : 0.2 * time_s
    let peak = min(2500, reaction.temperature(forRate: damage / moment))
    power_W = (peak - Burn.surroundings) / peakRise(ofPower: 1)
  }

  /// Temperature that a moving Gaussian source of the same radius reaches at its centre, K: the rise of an instant of
  /// heating, spread by diffusion, carried off by the motion and lost, summed over the time before.
  func peakRise(ofPower power: Double) -> Double {
    let radius = radius_um / 1000
    let speed = length_um / 1000 / time_s
    let steps = 200
    let sum = (0..<steps).reduce(0.0) { sum, k in
      let age = (Double(k) + 0.5) / Double(steps) * time_s
      let spread = radius * radius + 4 * diffusivity_mm2ps * age
      return sum + exp(-pow(speed * age, 2) / spread - age / loss_s) / spread * time_s / Double(steps)
    }
    return power / (.pi * capacity_JpK) * sum
  }
}
