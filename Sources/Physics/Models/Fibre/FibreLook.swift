import Foundation
import Imaging
import Randomness

/// How light meets fibres: Kajiya and Kay's law for thin ones, a lit cylinder for thick ones, the groove between twisted
/// filaments for threads, and Beer–Lambert through the chord for translucent ones.
///
/// Source: J. T. Kajiya, T. L. Kay, "Rendering fur with three dimensional textures", SIGGRAPH 1989.
struct FibreLook {
  /// Linear colour, a channel of the photograph each.
  let colour: [Float]
  private let light: SIMD3<Float>
  private let ambient: Float
  private let gloss: Float
  private let exponent: Float
  private let opticalDepth: Float
  private let strands: Float
  private let turn: Float

  init(_ parameters: FibreParameters, on surface: Surface, using stream: inout RandomStream) {
    let linear = SIMD3<Float>(parameters.colour.linear)
    colour = surface.image.channels == 1 ? [linear.rec709] : [linear.x, linear.y, linear.z]
    light = surface.light.direction
    ambient = Float(surface.light.ambient)
    gloss = Float(parameters.gloss)
    exponent = Float(stream.logUniform(8...60))
    opticalDepth = Float(parameters.opticalDepth)
    strands = Float(parameters.strands)
    turn = 2 * .pi / Float(max(2, parameters.lay * surface.pixels(parameters.thickness_um)))
  }

  /// Brightness against the colour, and highlight, of a place on a fibre.
  /// - Parameters:
  ///   - tangent: direction; its z is the slope out of the plane.
  ///   - across: -1…1; along: px; radius: px.
  @inline(__always)
  func shade(tangent: SIMD3<Float>, across: Float, along: Float, radius: Float) -> (factor: Float, highlight: Float) {
    let direction = tangent / (tangent * tangent).sum().squareRoot()
    let lengthwise = (direction * light).sum()
    let sine = max(0, 1 - lengthwise * lengthwise).squareRoot()
    let toCamera = max(0, 1 - direction.z * direction.z).squareRoot()
    let thin = ambient + (1 - ambient) * sine
    let up = max(0, 1 - across * across).squareRoot()
    let normal = SIMD3(-direction.y * across, direction.x * across, up)
    let facing = max(0, (normal * light).sum()) / max(0.3, light.z)
    let thick = ambient * (0.4 + 0.6 * up) + (1 - ambient) * facing
    let share = smoothStep(0.6, 1.6, radius)
    let highlight = gloss * powf(max(0, sine * toCamera - lengthwise * direction.z), exponent) * (0.3 + 0.7 * up)
    let grooves = strands > 1 ? groove(across: across, along: along, share: share) : 1
    return ((thin + share * (thick - thin)) * grooves, highlight * grooves)
  }

  /// Dark where two twisted filaments meet: on the visible half of a helix the phase is 2π s/lay + asin q.
  @inline(__always)
  private func groove(across: Float, along: Float, share: Float) -> Float {
    let phase = 0.5 * strands * (turn * along + asinf(max(-1, min(1, across))))
    return 1 - share * 0.65 * powf(abs(cosf(phase)), 5)
  }

  /// Opacity at a place across: absorption along the chord, opticalDepth · √(1 - q²).
  @inline(__always)
  func opacity(across: Float) -> Float { 1 - expf(-opticalDepth * max(0.05, 1 - across * across).squareRoot()) }
}

/// Fibres laid one over the other, as light and opacity.
struct FibreLayer {
  let box: PixelBox
  /// Share of each pixel that fibres cover, 0…1.
  private(set) var coverage: Plane
  /// 0 clear … 1 opaque.
  private(set) var opacity: Plane
  private var light: [Plane]

  init(_ box: PixelBox, channels: Int) {
    self.box = box
    coverage = Plane(box)
    opacity = coverage
    light = [Plane](repeating: coverage, count: channels)
  }

  /// The layer as material in front of the surface.
  var patch: Patch {
    let material = light.map { plane in
      var plane = plane
      plane.combine(with: opacity) { $1 > 1e-4 ? clamp01($0 / $1) : 0 }
      return plane
    }
    return Patch(light: material, opacity: opacity)
  }

  /// Lays one more filament over those before.
  mutating func add(_ field: FilamentField, _ look: FibreLook) {
    for y in 0..<field.box.height {
      for x in 0..<field.box.width {
        let source = y * field.box.width + x
        let covered = field.coverage[source]
        guard covered > 0.01 else { continue }
        let i = (field.box.y - box.y + y) * box.width + field.box.x - box.x + x
        let (factor, highlight) = look.shade(
          tangent: field.tangent[source], across: field.across[source], along: field.along[source],
          radius: field.radius[source])
        let opaque = covered * look.opacity(across: field.across[source])
        coverage.values[i] = max(coverage.values[i], covered)
        opacity.values[i] += opaque * (1 - opacity.values[i])
        for channel in light.indices {
          let sent = clamp01(look.colour[channel] * factor + highlight)
          light[channel].values[i] += opaque * (sent - light[channel].values[i])
        }
      }
    }
  }
}
