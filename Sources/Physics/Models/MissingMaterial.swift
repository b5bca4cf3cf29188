import Foundation
import Imaging
import Randomness

/// Parameters of holes, tears and pieces broken off.
public struct MissingMaterialParameters: OutlinedParameters {
  /// Outline.
  public var outline: OutlineParameters
  /// What shows behind: 0 a dark void … 1 what lies beside the product, or another place of the picture.
  public var ground: Double
  /// Whether what shows is the surface without its pattern, as where print, a coating or a component is missing: 0 the
  /// void or ground, 1 the harmonic continuation of the surroundings.
  public var continuation: Double
  /// Linear light of the void.
  public var void: Double
  /// Shadow that the edge throws on what shows behind.
  public var shadow: Double
  /// Width of the broken face around the hole, µm.
  public var face_um: Double
  /// Share of the broken face that is made of flat facets, as on glass or stone.
  public var faceFacets: Double
  /// Contrast of the ground's own pattern.
  public var groundTexture: Double
  /// Size of the ground's pattern, µm.
  public var groundGrain_um: Double
  /// Scattering of the broken face: 0 as the surface, 1 white.
  public var faceWhitening: Double
  /// How far the material around is pushed aside, µm.
  public var pull_um: Double
  /// Distance over which the push fades, µm.
  public var pullReach_um: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    outlineFields() + [
      .init("ground", \.ground, 0...1, "0 a dark void, 1 what lies beside the product or elsewhere in the picture"),
      .init("continuation", \.continuation, 0...1, "0 the void or ground, 1 the surroundings without their pattern"),
      .init("void", \.void, 0...1, "light of the void"),
      .init("shadow", \.shadow, 0...1, "shadow of the edge on what shows behind"),
      .init("face_um", \.face_um, 0...1e5, "width of the broken face"),
      .init("faceFacets", \.faceFacets, 0...1, "share of the broken face in flat facets"),
      .init("groundTexture", \.groundTexture, 0...2, "contrast of the ground's own pattern"),
      .init("groundGrain_um", \.groundGrain_um, 0.1...1e5, "size of the ground's pattern"),
      .init("faceWhitening", \.faceWhitening, 0...1, "scattering of the broken face"),
      .init("pull_um", \.pull_um, 0...1e5, "how far the material around is pushed aside"),
      .init("pullReach_um", \.pullReach_um, 0.1...1e5, "distance over which the push fades"),
    ]

  /// Half of the holes are dark, half show a ground; two in three are torn, with the material pushed aside. In three of
  /// ten only what lay on the surface is missing.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    outline = OutlineParameters(
      shape: stream.pick([.polygon, .drop, .islands, .islands, .stroke, .strip]),
      radius_um: fieldOfView * stream.regionRadius(0.018...(0.05 + 0.1 * severity)),
      elongation: stream.bernoulli(0.5) ? stream.logUniform(1.2...6) : stream.uniform(1...1.5),
      raggedness: stream.uniform(0.1...0.9))
    ground = stream.bernoulli(0.5) ? 0 : stream.uniform(0.6...1)
    void = stream.logUniform(0.002...0.08)
    shadow = stream.uniform(0...0.8)
    face_um = stream.bernoulli(0.6) ? outline.radius_um * stream.uniform(0.05...0.4) : 0
    faceFacets = face_um > 0 && stream.bernoulli(0.5) ? stream.uniform(0.3...1) : 0
    groundTexture = stream.bernoulli(0.6) ? stream.uniform(0.2...1.2) : 0
    groundGrain_um = fieldOfView * stream.logUniform(0.008...0.06)
    faceWhitening = stream.uniform(0...0.8) * (0.4 + 0.6 * severity)
    let torn = stream.bernoulli(2.0 / 3)
    pullReach_um = outline.radius_um * stream.uniform(0.3...1.2)
    pull_um = torn ? pullReach_um * stream.uniform(0.2...0.7) : 0
    continuation = stream.bernoulli(0.3) ? stream.uniform(0.75...1) : 0
    if continuation > 0 {
      // What is missing was thin: nothing is torn, and hardly any shadow falls.
      (pull_um, shadow) = (0, 0.3 * shadow)
      if stream.bernoulli(0.7) { face_um = 0 }
    }
  }
}

/// Missing material: a hole, a tear or a piece broken off, with a broken face and material pushed aside. Our construction.
public struct MissingMaterial: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.missingMaterial
  /// What this instance is made from.
  public let parameters: MissingMaterialParameters

  /// A model with the given parameters.
  public init(_ parameters: MissingMaterialParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let (face, reach) = (surface.pixels(parameters.face_um), surface.pixels(parameters.pullReach_um))
    let rim = max(face, parameters.pull_um > 0 ? 2.5 * reach : 0)
    let outline = Region.Outline(
      parameters.outline, on: surface, reach: rim + (parameters.continuation > 0 ? 9 : 3), using: &stream)
    guard let region = Region(outline, at: seat, on: surface, using: &stream) else { return nil }
    let hole = region.coverage()
    var defect = Defect(family: Self.family, parameters: parameters.named, box: region.box, coverage: hole)
    defect.patch = Patch(light: ground(region, surface, using: &stream), opacity: hole)
    if parameters.pull_um > 0 { push(region, surface, onto: &defect) }
    if face > 0.5 { breakFace(region, width: Float(face), surface, onto: &defect, using: &stream) }
    return defect
  }

  /// What shows through the hole, darker along the edge that faces the lamp.
  private func ground(_ region: Region, _ surface: Surface, using stream: inout RandomStream) -> [Plane] {
    let beside = surface.hasBackground && stream.bernoulli(0.6)
    let place = beside ? surface.backgroundSeat(using: &stream) : surface.seat(using: &stream)
    let (share, dark) = (Float(parameters.ground), Float(parameters.void))
    let depth = Float(max(2, surface.pixels(parameters.outline.radius_um) * 0.5))
    let shadow = Float(parameters.shadow)
    let bare = parameters.continuation > 0 ? continuation(region, surface) : []
    let texture = groundTexture(region.box, surface, using: &stream)
    return (0..<surface.image.channels).map { channel in
      let level = surface.meanLight(channel: channel, around: place)
      let behind = share * level + (1 - share) * dark
      var light = region.margin
      if bare.isEmpty {
        light.apply { behind * (1 - shadow * expf(-max(0, $0) / depth)) }
        light.combine(with: texture, *)
      } else {
        let seen = Float(parameters.continuation)
        light.combine(with: bare[channel]) {
          (seen * $1 + (1 - seen) * behind) * (1 - shadow * expf(-max(0, $0) / depth))
        }
      }
      return light
    }
  }

  /// The ground's own pattern, about 1: what lies beneath is no more even than the surface was.
  private func groundTexture(_ box: PixelBox, _ surface: Surface, using stream: inout RandomStream) -> Plane {
    guard parameters.groundTexture > 0 else { return Plane(box, filledWith: 1) }
    let cell = max(2, surface.pixels(parameters.groundGrain_um))
    var texture = GradientNoise(using: &stream).fractal(box, cell: cell, octaves: 4, gain: stream.uniform(0.4...0.8))
    let contrast = Float(2 * parameters.groundTexture)
    texture.apply { expf(contrast * $0) }
    return texture
  }

  /// The light around the hole, continued into it by the harmonic function.
  private func continuation(_ region: Region, _ surface: Surface) -> [Plane] {
    // What the camera's blur has mixed with the missing part is filled too.
    let rim = Float(1 + 2 * surface.camera.blur)
    let hole = Mask(
      width: region.box.width, height: region.box.height, values: region.margin.values.map { $0 > -rim ? 1 : 0 })
    let light = (0..<surface.image.channels).map { surface.linearLight(channel: $0, region.box).blurred(sigma: 1) }
    return hole.harmonicFill(light, tolerance: 1e-3)
  }

  /// Moves the material around the hole outwards, by pull · exp(-distance/reach); the gradient of the margin points in.
  private func push(_ region: Region, _ surface: Surface, onto defect: inout Defect) {
    let pull = Float(surface.pixels(parameters.pull_um))
    let reach = Float(max(0.5, surface.pixels(parameters.pullReach_um)))
    let smooth = region.margin.blurred(sigma: 1.5)
    let inward = smooth.slopes(pitch: 1)
    var amount = region.margin
    // Beyond the last visible step the material rests.
    amount.apply { $0 > 0 ? 0 : max(0, pull * expf($0 / reach) - 0.08 * pull) }
    let field = Displacement(dx: inward.x.multiplied(by: amount), dy: inward.y.multiplied(by: amount)).withoutFolds()
    var moved = field.dx
    moved.combine(with: field.dy) { smoothStep(0.3, 1, ($0 * $0 + $1 * $1).squareRoot()) }
    defect.displacement = field
    defect.coverage.combine(with: moved) { max($0, $1) }
  }

  /// A bright band around the hole; a brittle one breaks into facets that glitter.
  private func breakFace(
    _ region: Region, width: Float, _ surface: Surface, onto defect: inout Defect, using stream: inout RandomStream
  ) {
    var band = region.margin
    band.apply { $0 > 0.5 ? 0 : smoothStep(-width, 0, $0) }
    let white = Float(parameters.faceWhitening)
    var thickness = band
    thickness.apply { 1.2 * white * $0 }
    defect.films = [
      Film(thickness: thickness, absorption: SIMD3(repeating: 0.05), scattering: SIMD3(repeating: 1))
    ]
    defect.coverage.combine(with: band) { max($0, min(1, 2 * $1)) }
    guard parameters.faceFacets > 0 else { return }
    var relief = Facets.rough(region.box, size: max(2.5, Double(width) * stream.uniform(0.3...0.8)), using: &stream)
    let height = Float(parameters.faceFacets * parameters.face_um) * 0.5
    relief.combine(with: band) { height * $0 * min(1, 2 * $1) }
    defect.relief = relief
    defect.finish = Finish(gloss: Float(stream.uniform(0.3...2)), exponent: Float(stream.logUniform(20...80)))
  }
}

extension Surface {
  /// Whether a part of the picture worth speaking of is not the product.
  var hasBackground: Bool { foregroundArea < image.area - image.area / 50 }

  /// A random pixel beside the product; any pixel where there is none.
  func backgroundSeat(using stream: inout RandomStream) -> SIMD2<Double> {
    var (x, y) = (0, 0)
    for _ in 0..<64 {
      (x, y) = (stream.integer(0...(image.width - 1)), stream.integer(0...(image.height - 1)))
      if !foreground[y, x] { break }
    }
    return SIMD2(Double(x), Double(y))
  }

  /// Mean linear light of one channel in a window of 7 px.
  func meanLight(channel: Int, around place: SIMD2<Double>) -> Float {
    let window = PixelBox(x: Int(place.x) - 3, y: Int(place.y) - 3, width: 7, height: 7).intersection(frame)
    let light = linearLight(channel: channel, window)
    return light.values.reduce(0, +) / Float(light.values.count)
  }
}
