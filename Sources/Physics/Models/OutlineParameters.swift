import Randomness

/// The outline of a region, shared by all models that fill one.
public struct OutlineParameters: Codable, Sendable, Equatable {
  /// Kind of outline.
  public var shape: RegionShape
  /// Root of the area over π, µm.
  public var radius_um: Double
  /// Long over short side.
  public var elongation: Double
  /// Raggedness of the edge, 0…1.
  public var raggedness: Double

  /// An outline.
  public init(shape: RegionShape, radius_um: Double, elongation: Double, raggedness: Double) {
    (self.shape, self.radius_um) = (shape, radius_um)
    (self.elongation, self.raggedness) = (elongation, raggedness)
  }

  /// The kind of outline as a number, for manifests.
  var shapeIndex: Double { Double(shape.rawValue) }
}

/// Parameters that contain an outline.
public protocol OutlinedParameters: DefectParameters {
  /// Where the defect lies and how its edge runs.
  var outline: OutlineParameters { get set }
}

extension OutlinedParameters {
  /// The outline's numbers as parameters of the whole.
  /// - Parameter longest: greatest elongation that makes sense.
  static func outlineFields(longest: Double = 12) -> [ParameterField<Self>] {
    [
      .init(
        "shape", \.outline.shapeIndex, 0...5, "outline: 0 polygon, 1 drop, 2 islands, 3 stroke, 4 strip, 5 splatter"),
      .init("radius_um", \.outline.radius_um, 0.1...1e6, "root of the area over π"),
      .init("elongation", \.outline.elongation, 1...longest, "long over short side"),
      .init("raggedness", \.outline.raggedness, 0...1, "raggedness of the edge"),
    ]
  }
}

extension Region.Outline {
  /// The outline on a surface, with a random number of corners.
  /// - Parameters:
  ///   - angle: direction of the long side, rad; nil for a random one.
  ///   - smallest: radius below which the outline is not drawn, px.
  ///   - reach: how far from the edge the region is of interest, px.
  init(
    _ parameters: OutlineParameters, on surface: Surface, angle: Double? = nil, smallest: Double = 1.5, reach: Double,
    using stream: inout RandomStream
  ) {
    let angle = angle ?? stream.uniform(0...Double.pi)
    self.init(
      shape: parameters.shape, radius: max(smallest, surface.pixels(parameters.radius_um)),
      elongation: parameters.elongation, angle: angle, raggedness: parameters.raggedness,
      corners: stream.integer(3...9), reach: reach)
  }
}
