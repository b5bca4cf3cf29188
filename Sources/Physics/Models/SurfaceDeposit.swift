import Foundation
import Imaging
import Randomness

/// Parameters of stains, paint, glue, oil and residue.
public struct SurfaceDepositParameters: OutlinedParameters, ColouredParameters {
  /// Outline.
  public var outline: OutlineParameters
  /// Width over which the edge fades, µm.
  public var softness_um: Double
  /// Thickness of the film, in units of its absorption and scattering.
  public var thickness: Double
  /// Hiding power: 0 a clear dye, 1 a paint.
  public var hiding: Double
  /// Linear colour of the thick film.
  public var colour: ColourParameters
  /// Share of the material that has dried at the edge (coffee ring).
  public var rim: Double
  /// Variation of the thickness.
  public var mottle: Double
  /// Size of the mottles, µm.
  public var mottleSize_um: Double
  /// Height of the film, µm.
  public var height_um: Double
  /// Gloss of the film.
  public var gloss: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    outlineFields() + [
      .init("softness_um", \.softness_um, 0...1e5, "width over which the edge fades"),
      .init("thickness", \.thickness, 0.01...20, "thickness of the film"),
      .init("hiding", \.hiding, 0...1, "hiding power: 0 dye, 1 paint"),
    ] + colourFields(of: "colour of the thick film") + [
      .init("rim", \.rim, 0...1, "share dried at the edge"),
      .init("mottle", \.mottle, 0...2, "variation of the thickness"),
      .init("mottleSize_um", \.mottleSize_um, 0.1...1e5, "size of the mottles"),
      .init("height_um", \.height_um, 0...1e5, "height of the film"),
      .init("gloss", \.gloss, 0...2, "gloss of the film"),
    ]

  /// Every outline, colour, thickness and edge from faint dyes to thick paint.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    outline = OutlineParameters(
      shape: stream.pick(RegionShape.allCases),
      radius_um: fieldOfView * stream.regionRadius(0.018...(0.08 + 0.17 * severity)),
      elongation: stream.bernoulli(0.5) ? stream.logUniform(1.2...8) : stream.uniform(1...1.5),
      raggedness: stream.uniform())
    softness_um = stream.bernoulli(0.5) ? 0 : outline.radius_um * stream.uniform(0.05...0.8)
    thickness = stream.logUniform(0.3...3) * (0.5 + severity)
    hiding = stream.bernoulli(0.3) ? 0 : stream.uniform()
    colour = ColourParameters(using: &stream)
    rim = stream.bernoulli(0.35) ? stream.uniform(0.2...0.9) : 0
    mottle = stream.bernoulli(0.6) ? stream.uniform(0.2...1.6) : 0
    mottleSize_um = fieldOfView * stream.logUniform(0.01...0.12)
    height_um = stream.bernoulli(0.4) ? fieldOfView * stream.logUniform(0.001...0.02) : 0
    gloss = stream.bernoulli(0.4) ? stream.uniform(0.1...1) : 0
  }
}

/// A film on the surface. Our construction: outline, drying rim and mottle give a thickness; Kubelka and Munk's law
/// gives what is seen of the film and of the surface through it.
public struct SurfaceDeposit: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.surfaceDeposit
  /// What this instance is made from.
  public let parameters: SurfaceDepositParameters

  /// A model with the given parameters.
  public init(_ parameters: SurfaceDepositParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let softness = surface.pixels(parameters.softness_um)
    let outline = Region.Outline(
      parameters.outline, on: surface, smallest: 1, reach: 2 + softness, using: &stream)
    guard let region = Region(outline, at: seat, on: surface, using: &stream) else { return nil }
    let spread = region.coverage(softness: softness)
    // A fading edge is a thinner film, not a partly covered pixel: the pixel's coverage stays anti-aliased only.
    var coverage = spread
    coverage.apply { min(1, $0 * 12) }
    var defect = Defect(
      family: Self.family, parameters: parameters.named, box: region.box,
      coverage: softness > 0 ? coverage : spread)
    let thickness = thickness(region, spread, surface, using: &stream)
    defect.films = [
      Pigment.film(
        parameters.colour.linear, thickness: thickness, hiding: parameters.hiding)
    ]
    if parameters.height_um > 0 {
      var relief = thickness
      let height = Float(parameters.height_um / parameters.thickness)
      relief.apply { $0 * height }
      defect.relief = relief.blurred(sigma: 1)
    }
    if parameters.gloss > 0 {
      defect.finish = Finish(gloss: Float(parameters.gloss), exponent: Float(stream.logUniform(10...80)))
    }
    return defect
  }

  private func thickness(
    _ region: Region, _ spread: Plane, _ surface: Surface, using stream: inout RandomStream
  ) -> Plane {
    let (mean, rim) = (Float(parameters.thickness), Float(parameters.rim))
    let width = Float(max(1.2, surface.pixels(parameters.outline.radius_um) * 0.12))
    var thickness = region.margin
    thickness.apply { margin in
      let ring = expf(-(margin - width) * (margin - width) / (width * width))
      return mean * (1 - rim + 2 * rim * ring)
    }
    thickness.combine(with: spread, *)
    if parameters.mottle > 0 {
      let size = max(2, surface.pixels(parameters.mottleSize_um))
      let noise = GradientNoise(using: &stream).fractal(
        region.box, cell: size, octaves: 4, gain: stream.uniform(0.35...0.8), stretch: stream.logUniform(1...6),
        angle: stream.uniform(0...Double.pi))
      let mottle = Float(parameters.mottle)
      thickness.combine(with: noise) { $0 * max(0, 1 + mottle * $1) }
    }
    return thickness
  }
}
