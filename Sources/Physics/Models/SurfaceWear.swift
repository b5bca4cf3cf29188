import Foundation
import Imaging
import Randomness

/// Parameters of abrasion, polish, roughening and smear.
public struct SurfaceWearParameters: OutlinedParameters {
  /// Outline.
  public var outline: OutlineParameters
  /// Width over which the edge fades, µm.
  public var softness_um: Double
  /// Contrast of the texture that is left: 0 none, 1 unchanged, 2 doubled.
  public var textureContrast: Double
  /// Brightness against the sound surface.
  public var brightness: Double
  /// Length over which the texture is smeared, µm.
  public var smear_um: Double
  /// Height of new roughness, µm.
  public var roughness_um: Double
  /// Size of the new roughness, µm.
  public var grain_um: Double
  /// Long over short side of the new roughness: high values are grinding marks.
  public var lay: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    outlineFields() + [
      .init("softness_um", \.softness_um, 0...1e5, "width over which the edge fades"),
      .init("textureContrast", \.textureContrast, 0...3, "contrast of the texture that is left"),
      .init("brightness", \.brightness, 0.2...3, "brightness against the sound surface"),
      .init("smear_um", \.smear_um, 0...1e5, "length over which the texture is smeared"),
      .init("roughness_um", \.roughness_um, 0...1e4, "height of new roughness"),
      .init("grain_um", \.grain_um, 0.1...1e5, "size of the new roughness"),
      .init("lay", \.lay, 1...30, "long over short side of the new roughness"),
    ]

  /// Texture taken away, strengthened or smeared, brighter or darker, with or without new roughness.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    outline = OutlineParameters(
      shape: stream.pick([.polygon, .drop, .islands, .islands, .stroke, .strip, .strip]),
      radius_um: fieldOfView * stream.regionRadius(0.03...(0.09 + 0.19 * severity)),
      elongation: stream.bernoulli(0.5) ? stream.logUniform(1.2...6) : stream.uniform(1...1.5),
      raggedness: stream.uniform())
    softness_um = stream.bernoulli(0.4) ? 0 : outline.radius_um * stream.uniform(0.05...0.7)
    textureContrast = stream.bernoulli(0.6) ? stream.uniform(0...0.6) : stream.uniform(0.8...2.2)
    let change = stream.uniform(0.05...0.4) + 0.4 * severity
    brightness = stream.bernoulli(0.5) ? 1 + change : 1 / (1 + change)
    smear_um = stream.bernoulli(0.4) ? outline.radius_um * stream.uniform(0.1...0.6) : 0
    let rough = stream.bernoulli(0.6)
    grain_um = fieldOfView * stream.logUniform(0.008...0.04)
    roughness_um = rough ? grain_um * stream.logUniform(0.05...0.5) * (0.5 + severity) : 0
    lay = stream.bernoulli(0.5) ? stream.logUniform(2...20) : 1
  }
}

/// Wear: the surface's own texture, weakened, strengthened or smeared, and new roughness. Our construction.
public struct SurfaceWear: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.surfaceWear
  /// What this instance is made from.
  public let parameters: SurfaceWearParameters

  /// A model with the given parameters.
  public init(_ parameters: SurfaceWearParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let softness = surface.pixels(parameters.softness_um)
    let angle = stream.uniform(0...Double.pi)
    let outline = Region.Outline(
      parameters.outline, on: surface, angle: angle, reach: 2 + softness, using: &stream)
    guard let region = Region(outline, at: seat, on: surface, using: &stream) else { return nil }
    let box = region.box
    let coverage = region.coverage(softness: softness)
    var defect = Defect(family: Self.family, parameters: parameters.named, box: box, coverage: coverage)
    let light = (0..<surface.image.channels).map { worn(surface.linearLight(channel: $0, box), surface, angle) }
    defect.patch = Patch(light: light, opacity: coverage, isPhotographed: true)
    if parameters.roughness_um > 0 {
      let noise = GradientNoise(using: &stream).fractal(
        box, cell: max(2, surface.pixels(parameters.grain_um)), octaves: 3, gain: 0.7, stretch: parameters.lay,
        angle: angle)
      var relief = noise
      let height = Float(parameters.roughness_um)
      relief.combine(with: coverage) { $0 * $1 * height }
      defect.relief = relief
    }
    return defect
  }

  /// mean + contrast · (light - mean), brighter or darker, smeared along the lay.
  private func worn(_ light: Plane, _ surface: Surface, _ angle: Double) -> Plane {
    let smear = surface.pixels(parameters.smear_um)
    var worn = smear >= 1 ? light.smeared(along: angle, length: smear) : light
    let mean = light.values.reduce(0, +) / Float(light.values.count)
    let (contrast, brightness) = (Float(parameters.textureContrast), Float(parameters.brightness))
    let local = light.blurred(sigma: 6)
    worn.combine(with: local) { sample, around in
      let level = 0.5 * (mean + around)
      return clamp01(brightness * (level + contrast * (sample - level)))
    }
    return worn
  }
}

extension Plane {
  /// The mean along a line of `length` px through each pixel; the border is repeated.
  func smeared(along angle: Double, length: Double) -> Plane {
    let taps = max(2, min(24, Int(length.rounded())))
    let offsets = (0..<taps).map { k in
      let distance = (Double(k) / Double(taps - 1) - 0.5) * length
      return (x: Int((distance * cos(angle)).rounded()), y: Int((distance * sin(angle)).rounded()))
    }
    return values.withUnsafeBufferPointer { v in
      Plane(PixelBox(x: 0, y: 0, width: width, height: height)) { y, row in
        for offset in offsets {
          let start = min(height - 1, max(0, y + offset.y)) * width
          for x in 0..<width { row[x] += v[start + min(width - 1, max(0, x + offset.x))] }
        }
        for x in 0..<width { row[x] /= Float(taps) }
      }
    }
  }
}
