import Randomness

/// Parameters of gas pores, blowholes and shrinkage cavities that a surface has cut open.
public struct PorosityParameters: DefectParameters {
  /// Share of the field's area that pores cover.
  public var areaFraction: Double
  /// Median radius of the pores, µm.
  public var radius_um: Double
  /// Standard deviation of the logarithm of the radius.
  public var radiusSpread: Double
  /// Radius of the porous field, µm.
  public var field_um: Double
  /// Mean number of pores in a cluster; 1 for independent pores.
  public var clusterSize: Double
  /// Radius of a cluster, µm.
  public var cluster_um: Double
  /// Long over short side of a pore.
  public var elongation: Double
  /// Raggedness of the walls: 0 gas, 1 shrinkage.
  public var raggedness: Double
  /// Depth against that of a sphere.
  public var aspect: Double
  /// Reflectance of the wall against the surface's.
  public var wall: Double
  /// Variation of the wall's brightness.
  public var mottle: Double
  /// Height of the lip around a pore, µm.
  public var lip_um: Double
  /// Thickness of light residue in the pores.
  public var residue: Double
  /// Gloss of the walls.
  public var gloss: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] = [
    .init("areaFraction", \.areaFraction, 1e-4...0.9, "share of the field's area that pores cover"),
    .init("radius_um", \.radius_um, 0.01...1e5, "median radius"),
    .init("radiusSpread", \.radiusSpread, 0...1.2, "standard deviation of the radius's logarithm"),
    .init("field_um", \.field_um, 0.01...1e6, "radius of the porous field"),
    .init("clusterSize", \.clusterSize, 1...60, "mean number of pores in a cluster"),
    .init("cluster_um", \.cluster_um, 0.01...1e6, "radius of a cluster"),
    .init("elongation", \.elongation, 1...8, "long over short side"),
    .init("raggedness", \.raggedness, 0...1, "raggedness of the walls: 0 gas, 1 shrinkage"),
    .init("aspect", \.aspect, 0.05...3, "depth against that of a sphere"),
    .init("wall", \.wall, 0...1, "reflectance of the wall against the surface's"),
    .init("mottle", \.mottle, 0...1, "variation of the wall's brightness"),
    .init("lip_um", \.lip_um, 0...1e4, "height of the lip around a pore"),
    .init("residue", \.residue, 0...3, "thickness of light residue in the pores"),
    .init("gloss", \.gloss, 0...2, "gloss of the walls"),
  ]

  /// A third single blowholes, a third fields of gas pores, a third ragged shrinkage cavities.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    let kind = stream.integer(0...2)
    let (single, shrinkage) = (kind == 0, kind == 2)
    radius_um =
      fieldOfView
      * stream.logUniform(
        single ? (0.014)...(0.025 + 0.07 * severity) : 0.006...(0.009 + 0.017 * severity))
    radiusSpread = stream.uniform(0.1...0.6)
    field_um = single ? radius_um : max(3 * radius_um, fieldOfView * stream.uniform(0.04...(0.1 + 0.15 * severity)))
    areaFraction = single ? 0.05 : stream.logUniform(0.04...(0.1 + 0.35 * severity))
    clusterSize = !single && stream.bernoulli(0.5) ? stream.logUniform(2...20) : 1
    cluster_um = radius_um * stream.uniform(2...8)
    elongation = stream.bernoulli(0.4) ? stream.logUniform(1.3...5) : stream.uniform(1...1.3)
    raggedness = shrinkage || (single && stream.bernoulli(0.5)) ? stream.uniform(0.4...1) : stream.uniform(0...0.25)
    aspect = stream.logUniform(0.2...1.5)
    wall = stream.uniform(0.1...0.9) * (1 - 0.4 * severity)
    mottle = stream.uniform(0...0.7)
    lip_um = stream.bernoulli(0.4) ? radius_um * stream.uniform(0.02...0.15) : 0
    residue = stream.bernoulli(0.2) ? stream.logUniform(0.3...2) : 0
    gloss = stream.bernoulli(0.3) ? stream.uniform(0.1...1) : 0
  }
}
