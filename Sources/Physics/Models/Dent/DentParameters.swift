import Foundation
import Randomness

/// What makes a dent.
public enum Indenter: Int, Codable, Sendable, CaseIterable {
  /// A ball, or any rounded body.
  case ball
  /// A rounded edge: a bar, the rim of a part.
  case edge
  /// A corner of three or four facets with a rounded tip.
  case corner
  /// The round, flat face of a hammer or a punch.
  case face
}

/// Parameters of dents and blisters.
public struct DentParameters: DefectParameters {
  /// What is pressed in.
  public var indenter: Indenter
  /// Radius of the ball, of the edge's and tip's rounding, or of the flat face, µm.
  public var radius_um: Double
  /// Length of the edge, µm; for a ball the difference between its two diameters.
  public var length_um: Double
  /// Slope of a corner's facets, degrees.
  public var facet_deg: Double
  /// Tilt of the indenter, degrees.
  public var tilt_deg: Double
  /// Load, N.
  public var force_N: Double
  /// Young's modulus, MPa.
  public var youngs_MPa: Double
  /// Poisson's ratio.
  public var poisson: Double
  /// Pressure under which the material flows, MPa.
  public var hardness_MPa: Double
  /// Share of the displaced volume that is piled up around the dent.
  public var pileUp: Double
  /// Width over which a backed sheet bends, µm; 0 a solid body.
  public var span_um: Double
  /// Thickness of the sheet or of the blistered skin, µm.
  public var thickness_um: Double
  /// Share of the sheet's bending that stays.
  public var set: Double
  /// Pressure under blisters, MPa; 0 a dent.
  public var pressure_MPa: Double
  /// Half axes' mean of a blister, µm.
  public var blister_um: Double
  /// Long over short axis of a blister.
  public var elongation: Double
  /// Dents or blisters together.
  public var count: Double
  /// Standard deviation of their places, µm.
  public var scatter_um: Double
  /// Share of the surface's texture that the contact has flattened.
  public var burnish: Double
  /// Change of brightness where the indenter has rubbed: brighter where clean, darker where it left dirt.
  public var rub: Double
  /// Gloss of the rubbed or stretched skin.
  public var gloss: Double

  /// The indenter as a number, for manifests.
  var indenterIndex: Double { Double(indenter.rawValue) }

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] = [
    .init("indenter", \.indenterIndex, 0...3, "0 ball, 1 edge, 2 corner, 3 flat face"),
    .init("radius_um", \.radius_um, 0.01...1e8, "radius of the ball, rounding or face"),
    .init("length_um", \.length_um, 0...1e7, "length of the edge"),
    .init("facet_deg", \.facet_deg, 1...60, "slope of a corner's facets"),
    .init("tilt_deg", \.tilt_deg, 0...45, "tilt of the indenter"),
    .init("force_N", \.force_N, 1e-12...1e12, "load"),
    .init("youngs_MPa", \.youngs_MPa, 1...1e6, "Young's modulus"),
    .init("poisson", \.poisson, 0...0.49, "Poisson's ratio"),
    .init("hardness_MPa", \.hardness_MPa, 0.1...1e5, "pressure under which the material flows"),
    .init("pileUp", \.pileUp, 0...1, "share of the volume piled up around the dent"),
    .init("span_um", \.span_um, 0...1e7, "width over which a backed sheet bends, 0 a solid body"),
    .init("thickness_um", \.thickness_um, 1e-3...1e8, "thickness of the sheet or skin"),
    .init("set", \.set, 0...1, "share of the bending that stays"),
    .init("pressure_MPa", \.pressure_MPa, 0...1e4, "pressure under blisters, 0 a dent"),
    .init("blister_um", \.blister_um, 0.01...1e7, "mean half axis of a blister"),
    .init("elongation", \.elongation, 1...6, "long over short axis of a blister"),
    .init("count", \.count, 1...32, "dents or blisters together"),
    .init("scatter_um", \.scatter_um, 0...1e7, "standard deviation of their places"),
    .init("burnish", \.burnish, 0...1, "share of the texture that the contact has flattened"),
    .init("rub", \.rub, -0.9...3, "change of brightness where the indenter has rubbed"),
    .init("gloss", \.gloss, 0...2, "gloss of the rubbed or stretched skin"),
  ]
}

extension DentParameters {
  /// One in four is a blister or a field of them; of the dents half lie in sheets, which bend around them.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    self.init(using: &stream)
    let size = fieldOfView * stream.logUniform(0.022...(0.045 + 0.085 * severity))
    let slope = stream.logUniform(0.25...0.8) * (0.6 + 0.7 * severity)
    if stream.bernoulli(0.25) {
      blister(mean: size, slope: slope, severity, using: &stream)
    } else {
      impress(size: size, slope: slope, using: &stream)
      if stream.bernoulli(0.5) { bend(size: size, slope: slope, fieldOfView, using: &stream) }
      if stream.bernoulli(0.2) {
        count = Double(stream.integer(2...(3 + Int(4 * severity))))
        scatter_um = size * stream.uniform(2...5)
      }
    }
  }

  /// Material and looks; no load yet.
  private init(using stream: inout RandomStream) {
    indenter = stream.pick([.ball, .ball, .edge, .corner, .face])
    (radius_um, length_um, force_N, pressure_MPa, blister_um, elongation) = (1, 0, 1, 0, 1, 1)
    (span_um, thickness_um, set, count, scatter_um) = (0, 1000, 0, 1, 0)
    facet_deg = 20
    tilt_deg = 0
    hardness_MPa = stream.logUniform(40...3000)
    // From glassy polymers to metals.
    youngs_MPa = hardness_MPa * stream.logUniform(40...300)
    poisson = stream.uniform(0.22...0.45)
    pileUp = stream.bernoulli(0.75) ? stream.uniform(0.1...0.9) : 0
    gloss = stream.bernoulli(0.65) ? stream.uniform(0.05...0.6) : 0
    burnish = stream.bernoulli(0.6) ? stream.uniform(0.3...1) : 0
    rub = burnish > 0 ? stream.uniform(-0.4...0.6) : 0
  }

  /// The load whose contact has the area of a disc of radius `size` µm, and a shape that reaches the slope there.
  private mutating func impress(size: Double, slope: Double, using stream: inout RandomStream) {
    force_N = hardness_MPa * .pi * size * size * 1e-6
    switch indenter {
    case .ball:
      radius_um = size / slope
      length_um = stream.bernoulli(0.4) ? radius_um * stream.uniform(0.3...3) : 0
    case .edge:
      length_um = size * stream.uniform(2.5...7)
      let halfWidth = .pi * size * size / length_um / 2
      radius_um = halfWidth / slope
      tilt_deg =
        stream.bernoulli(0.6) ? 0.5 * atan(slope * halfWidth / length_um) * 180 / .pi * stream.uniform(0...2) : 0
    case .corner:
      facet_deg = min(55, atan(slope) * 180 / .pi)
      radius_um = size * stream.uniform(0.02...0.3)
      tilt_deg = facet_deg * stream.uniform(0...0.7)
    case .face:
      radius_um = size * stream.uniform(1.1...2)
      tilt_deg = stream.bernoulli(0.7) ? atan(slope * stream.uniform(0.2...0.7)) * 180 / .pi : 0
    }
  }

  /// A sheet that the load bends by a likely share of the dent's own depth.
  private mutating func bend(
    size: Double, slope: Double, _ fieldOfView: Double, using stream: inout RandomStream
  ) {
    span_um = size * stream.uniform(6...12)
    set = stream.uniform(0.3...0.9)
    let depth = span_um * slope * stream.uniform(0.04...0.16)
    // A plate on a bed gives way by F l² / 8D below a load.
    let stiffness = force_N * pow(Self.bendingLength(span: span_um) / 1000, 2) / 8 / (depth / 1000) * set
    thickness_um = 1000 * cbrt(12 * (1 - poisson * poisson) * stiffness / youngs_MPa)
  }

  /// The length l = (D/κ)^¼ over which a sheet on a bed bends, such that a dent dies out within the span, µm.
  static func bendingLength(span: Double) -> Double { span / 9 }

  /// A skin lifted so far that its steepest slope is `slope`.
  private mutating func blister(mean: Double, slope: Double, _ severity: Double, using stream: inout RandomStream) {
    blister_um = mean
    elongation = stream.bernoulli(0.5) ? stream.uniform(1...3) : 1
    thickness_um = mean * stream.logUniform(0.02...0.15)
    let plate = ThinPlate(youngs: youngs_MPa, poisson: poisson, thickness: thickness_um)
    let unit = plate.blisterHeight(pressure: 1, axes: SIMD2(repeating: mean / 1000))
    // The steepest slope of w₀ (1 - ρ²)² is 1.54 w₀ / a.
    pressure_MPa = min(1e4, slope * mean / 1000 / 1.54 / unit)
    if stream.bernoulli(0.45) {
      count = Double(stream.integer(3...(6 + Int(16 * severity))))
      blister_um = mean * stream.uniform(0.3...0.6)
      pressure_MPa = min(1e4, pressure_MPa * pow(mean / blister_um, 3))
      scatter_um = mean * stream.uniform(1...3)
    }
  }
}
