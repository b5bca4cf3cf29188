import Foundation
import Imaging
import Randomness

/// Parameters of pits, blowholes and chips.
public struct PittingLossParameters: ColouredParameters {
  /// Mean number of pits.
  public var count: Double
  /// Typical radius of a pit, µm.
  public var radius_um: Double
  /// Standard deviation of the logarithm of the radius.
  public var radiusSpread: Double
  /// Standard deviation of the pits' distance from the centre of the field, µm.
  public var cluster_um: Double
  /// Long over short side of a pit.
  public var elongation: Double
  /// Corners of the polygon that a pit grows from; 12 and more are round.
  public var corners: Double
  /// Raggedness of the edges.
  public var raggedness: Double
  /// Depth against the radius.
  public var aspect: Double
  /// Share of the radius taken by the wall.
  public var wall: Double
  /// Roughness of the floor against the depth.
  public var floorRoughness: Double
  /// Share of the floor's relief that is made of flat facets, as on broken glass or stone.
  public var facets: Double
  /// Thickness of the corrosion product.
  public var product: Double
  /// Hiding power of the corrosion product: 0 dye, 1 paint.
  public var hiding: Double
  /// Linear reflectance of the thick product.
  public var colour: ColourParameters
  /// Gloss of the floor.
  public var gloss: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    [
      .init("count", \.count, 1...400, "mean number of pits"),
      .init("radius_um", \.radius_um, 0.1...1e5, "typical radius"),
      .init("radiusSpread", \.radiusSpread, 0...1.5, "standard deviation of the radius's logarithm"),
      .init("cluster_um", \.cluster_um, 0...1e6, "standard deviation of the distance from the centre"),
      .init("elongation", \.elongation, 1...12, "long over short side"),
      .init("corners", \.corners, 3...24, "corners of the polygon that a pit grows from"),
      .init("raggedness", \.raggedness, 0...1, "raggedness of the edges"),
      .init("aspect", \.aspect, 0.01...4, "depth against the radius"),
      .init("wall", \.wall, 0.05...1, "share of the radius taken by the wall"),
      .init("floorRoughness", \.floorRoughness, 0...1, "roughness of the floor against the depth"),
      .init("facets", \.facets, 0...1, "share of the floor's relief in flat facets"),
      .init("product", \.product, 0...5, "thickness of the corrosion product"),
      .init("hiding", \.hiding, 0...1, "hiding power of the product"),
    ] + colourFields(of: "reflectance of the thick product") + [
      .init("gloss", \.gloss, 0...2, "gloss of the floor")
    ]

  /// A few large pits or chips, a field of small ones, or a deep, round blowhole; the area grows with severity.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    let many = stream.bernoulli(0.35)
    count = many ? stream.logUniform(4...30) : stream.uniform(1...2.5)
    let largest = fieldOfView * (many ? 0.02 : 0.06) * (0.5 + 1.5 * severity)
    radius_um = stream.logUniform(fieldOfView * (many ? 0.007 : 0.011)...largest)
    radiusSpread = stream.uniform(0.1...0.6)
    cluster_um = many ? fieldOfView * stream.uniform(0.04...0.15) : radius_um * stream.uniform(0.3...1.5)
    elongation = stream.bernoulli(0.4) ? stream.uniform(1.5...5) : stream.uniform(1...1.4)
    corners = Double(stream.integer(3...12))
    raggedness = stream.uniform(0...0.9)
    wall = stream.uniform(0.15...1)
    floorRoughness = stream.uniform(0...0.7)
    facets = stream.bernoulli(0.4) ? stream.uniform(0.4...1) : 0
    aspect = stream.logUniform(0.1...0.8) * (0.5 + severity) * (1 + facets)
    product = stream.bernoulli(0.5) ? stream.logUniform(0.1...2.5) * (0.4 + severity) : 0
    hiding = stream.uniform()
    colour = ColourParameters(using: &stream)
    gloss = facets > 0 ? stream.uniform(0.3...2) : stream.bernoulli(0.4) ? stream.uniform(0...0.5) : 0
    if !many && stream.bernoulli(0.4) { becomeBlowhole(severity, fieldOfView, using: &stream) }
  }

  /// Gas leaves single, smooth and steep holes, so deep that little light returns from them.
  private mutating func becomeBlowhole(_ severity: Double, _ fieldOfView: Double, using stream: inout RandomStream) {
    radius_um = fieldOfView * stream.logUniform(0.007...(0.015 + 0.03 * severity))
    (corners, elongation, raggedness) = (12, stream.uniform(1...1.8), stream.uniform(0...0.4))
    (aspect, wall) = (stream.logUniform(0.7...3), stream.uniform(0.1...0.4))
    (facets, product, gloss) = (0, 0, 0)
  }
}

/// Pitting loss: material lost from random polygons that grew with noise — corrosion pits, blowholes, chips, spalls.
///
/// After the pitting-loss family of MaPhC2F (arXiv 2504.12970). Our construction: each pit has walls and a floor, rough
/// or faceted; the optics see the relief and a film of corrosion product.
public struct PittingLoss: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.pittingLoss
  /// What this instance is made from.
  public let parameters: PittingLossParameters

  /// A model with the given parameters.
  public init(_ parameters: PittingLossParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    guard let pits = field(on: surface, at: seat, using: &stream) else { return nil }
    let radius = max(1, surface.pixels(parameters.radius_um))
    let relief = relief(pits, radius: radius, surface, using: &stream)
    var defect = Defect(family: Self.family, parameters: parameters.named, box: pits.box, coverage: pits.coverage())
    defect.relief = relief
    if parameters.product > 0 { defect.films = [product(pits, radius: radius, using: &stream)] }
    if parameters.gloss > 0 {
      defect.finish = Finish(gloss: Float(parameters.gloss), exponent: Float(stream.logUniform(8...60)))
    }
    return defect
  }

  /// The union of all pits.
  private func field(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Region? {
    let count = max(1, min(60, stream.poisson(parameters.count - 1) + 1))
    let angle = stream.uniform(0...Double.pi)
    var pits: [Region] = []
    for index in 0..<count {
      let spread = index == 0 ? 0 : surface.pixels(parameters.cluster_um)
      let centre = seat + SIMD2(stream.normal(deviation: spread), stream.normal(deviation: spread))
      let radius = surface.pixels(parameters.radius_um) * exp(stream.normal(deviation: parameters.radiusSpread))
      let round = parameters.corners >= 12
      let outline = Region.Outline(
        shape: round ? .drop : .polygon, radius: max(0.9, radius), elongation: parameters.elongation,
        angle: angle + stream.normal(deviation: 0.3), raggedness: parameters.raggedness,
        corners: Int(parameters.corners))
      if let pit = Region(outline, at: centre, on: surface, using: &stream) { pits.append(pit) }
    }
    return Region.union(of: pits)
  }

  /// Walls that fall smoothly, then a floor of noise and facets; µm.
  private func relief(
    _ pits: Region, radius: Double, _ surface: Surface, using stream: inout RandomStream
  ) -> Plane {
    let depth = Float(parameters.aspect * radius * surface.pixelPitch)
    let wall = Float(max(1, parameters.wall * radius))
    var relief = pits.margin
    relief.apply { -depth * smoothStep(0, wall, $0) }
    if parameters.floorRoughness > 0 {
      let noise = GradientNoise(using: &stream).fractal(pits.box, cell: max(2.5, radius / 2), octaves: 4, gain: 0.6)
      let amount = Float(parameters.floorRoughness) * 0.5
      relief.combine(with: noise) { $0 * (1 + amount * $1) }
    }
    if parameters.facets > 0 {
      let facets = Facets.rough(pits.box, size: max(3, radius * stream.uniform(0.3...0.8)), using: &stream)
      let share = Float(parameters.facets)
      relief.combine(with: facets) { $0 * (1 + 1.2 * share * $1) }
    }
    return relief
  }

  private func product(_ pits: Region, radius: Double, using stream: inout RandomStream) -> Film {
    let mottle = GradientNoise(using: &stream).fractal(pits.box, cell: max(3, radius * 0.7), octaves: 4, gain: 0.6)
    let amount = Float(parameters.product)
    var thickness = pits.coverage(softness: stream.uniform(0...2))
    thickness.combine(with: mottle) { $0 * amount * max(0.1, 1 + 0.9 * $1) }
    return Pigment.film(
      parameters.colour.linear, thickness: thickness, hiding: parameters.hiding)
  }
}
