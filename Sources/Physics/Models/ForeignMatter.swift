import Foundation
import Imaging
import Randomness

/// Parameters of foreign particles, fibres, patches and misplaced pieces.
public struct ForeignMatterParameters: OutlinedParameters, ColouredParameters {
  /// Outline.
  public var outline: OutlineParameters
  /// Linear colour of the material.
  public var colour: ColourParameters
  /// Contrast of the material's own texture.
  public var texture: Double
  /// Size of the texture, µm.
  public var grain_um: Double
  /// Share of the look that comes from another place of the product: 1 a misplaced piece.
  public var borrowed: Double
  /// 0 clear … 1 opaque.
  public var opacity: Double
  /// Height above the surface, µm.
  public var height_um: Double
  /// Gloss.
  public var gloss: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    outlineFields(longest: 60) + colourFields(of: "colour") + [
      .init("texture", \.texture, 0...2, "contrast of its own texture"),
      .init("grain_um", \.grain_um, 0.1...1e5, "size of the texture"),
      .init("borrowed", \.borrowed, 0...1, "share of the look from another place of the product"),
      .init("opacity", \.opacity, 0.05...1, "0 clear … 1 opaque"),
      .init("height_um", \.height_um, 0...1e5, "height above the surface"),
      .init("gloss", \.gloss, 0...2, "gloss"),
    ]

  /// A quarter fibres, a quarter misplaced pieces of the product, the rest particles and patches of any texture.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    let kind = stream.uniform()
    let (fibre, piece) = (kind < 0.25, kind >= 0.25 && kind < 0.55)
    outline = OutlineParameters(
      shape: fibre ? .stroke : stream.pick([.polygon, .polygon, .drop, .islands, .islands, .strip, .splatter]),
      radius_um: fieldOfView * stream.regionRadius(0.018...(0.07 + 0.16 * severity)),
      elongation: fibre ? stream.logUniform(10...60) : stream.logUniform(1...4),
      raggedness: fibre ? 0 : stream.uniform(0...0.8))
    colour = ColourParameters(using: &stream)
    texture = stream.bernoulli(0.75) ? stream.uniform(0.2...1.5) : 0
    grain_um = fieldOfView * stream.logUniform(0.006...0.08)
    borrowed = piece ? stream.uniform(0.7...1) : 0
    opacity = stream.bernoulli(0.6) ? 1 : stream.uniform(0.3...1) * (0.4 + 0.6 * severity)
    let breadth = outline.radius_um / outline.elongation.squareRoot()
    height_um = stream.bernoulli(0.6) ? breadth * stream.uniform(0.05...0.5) : 0
    gloss = stream.bernoulli(0.35) ? stream.uniform(0.1...1.2) : 0
  }
}

/// Foreign matter: something opaque in front of the surface, with a texture, an edge and a shadow of its own. Our
/// construction; a borrowed look is a turned piece of the same product, as where a part is doubled or misplaced.
public struct ForeignMatter: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.foreignMatter
  /// What this instance is made from.
  public let parameters: ForeignMatterParameters

  /// A model with the given parameters.
  public init(_ parameters: ForeignMatterParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let outline = Region.Outline(
      parameters.outline, on: surface, reach: 6, using: &stream)
    guard let region = Region(outline, at: seat, on: surface, using: &stream) else { return nil }
    let body = region.coverage()
    let opaque = Float(parameters.opacity)
    var opacity = body
    opacity.apply { $0 * opaque }
    var defect = Defect(family: Self.family, parameters: parameters.named, box: region.box, coverage: body)
    defect.patch = Patch(
      light: material(region.box, surface, using: &stream), opacity: opacity,
      isPhotographed: parameters.borrowed > 0.5)
    if parameters.height_um > 0 {
      let (height, shoulder) = (Float(parameters.height_um), Float(max(1.5, outline.radius * 0.4)))
      var relief = region.margin
      relief.apply { height * smoothStep(-0.5, shoulder, $0) }
      defect.relief = relief
    }
    if parameters.gloss > 0 {
      defect.finish = Finish(gloss: Float(parameters.gloss), exponent: Float(stream.logUniform(8...80)))
    }
    return defect
  }

  private func material(_ box: PixelBox, _ surface: Surface, using stream: inout RandomStream) -> [Plane] {
    let colour = SIMD3<Float>(parameters.colour.linear)
    let grain = max(1.5, surface.pixels(parameters.grain_um))
    let (gain, stretch) = (stream.uniform(0.3...0.9), stream.logUniform(1...8))
    let angle = stream.uniform(0...Double.pi)
    let shared = GradientNoise(using: &stream).fractal(
      box, cell: grain, octaves: 4, gain: gain, stretch: stretch, angle: angle)
    let borrow = parameters.borrowed > 0 ? Displacement.elsewhere(box, surface, using: &stream) : nil
    return (0..<surface.image.channels).map { channel in
      let level = surface.image.channels == 1 ? colour.rec709 : colour[channel]
      let contrast = Float(parameters.texture)
      var light = shared
      light.apply { clamp01(level * expf(contrast * $0)) }
      if let borrow {
        let share = Float(parameters.borrowed)
        light.combine(with: surface.warpedLight(channel: channel, box, by: borrow)) { $0 * (1 - share) + $1 * share }
      }
      return light
    }
  }
}

extension Displacement {
  /// Points every pixel of `box` to a turned, possibly mirrored and scaled copy of another place of the picture.
  static func elsewhere(_ box: PixelBox, _ surface: Surface, using stream: inout RandomStream) -> Displacement {
    let target = SIMD2(Double(box.x) + Double(box.width) / 2, Double(box.y) + Double(box.height) / 2)
    let source = surface.seat(using: &stream)
    let (angle, scale) = (stream.uniform(-Double.pi...Double.pi), stream.logUniform(0.6...1.6))
    let mirror = stream.bernoulli(0.5) ? -1.0 : 1.0
    let (c, s) = (cos(angle) * scale, sin(angle) * scale)
    let (width, height) = (Double(surface.image.width - 1), Double(surface.image.height - 1))
    func place(_ x: Int, _ y: Int) -> SIMD2<Double> {
      let offset = SIMD2(Double(x), Double(y)) - target
      let point = source + SIMD2(c * offset.x - s * offset.y, mirror * (s * offset.x + c * offset.y))
      return SIMD2(reflected(point.x, width), reflected(point.y, height))
    }
    return Displacement(
      dx: Plane(box) { y, row in
        for x in 0..<box.width { row[x] = Float(place(box.x + x, y).x) - Float(box.x + x) }
      },
      dy: Plane(box) { y, row in
        for x in 0..<box.width { row[x] = Float(place(box.x + x, y).y) - Float(y) }
      })
  }

  /// A coordinate beyond 0…`last` thrown back as by a mirror.
  private static func reflected(_ value: Double, _ last: Double) -> Double {
    guard last > 0 else { return 0 }
    let period = value.truncatingRemainder(dividingBy: 2 * last)
    let positive = period < 0 ? period + 2 * last : period
    return positive <= last ? positive : 2 * last - positive
  }
}
