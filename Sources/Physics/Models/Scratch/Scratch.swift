import Foundation
import Imaging
import Randomness

/// Scratches, gouges and scuffs: what a hard body carries away and ploughs aside while it slides over the surface.
///
/// Our construction on Archard's law (`ArchardWear`): each asperity leaves a groove whose section follows from its share
/// of the load, so the volume missing from the relief is k F s / H. Where a groove is deeper than the coating the
/// substrate shows; the damaged material scatters (whitens) or holds dirt.
public struct Scratch: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.scratch
  /// What this instance is made from.
  public let parameters: ScratchParameters

  /// A model with the given parameters.
  public init(_ parameters: ScratchParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let strokes = parameters.strokes(around: seat, pitch: surface.pixelPitch, using: &stream)
    let tracks = strokes.map { AsperityTrack($0, parameters, pitch: surface.pixelPitch, using: &stream) }
    guard let box = bounds(strokes, tracks, within: surface.frame) else { return nil }
    var field = GrooveField(box)
    for (stroke, track) in zip(strokes, tracks) { field.plough(stroke, track) }
    return optics(field, surface, using: &stream)
  }

  private func bounds(_ strokes: [Stroke], _ tracks: [AsperityTrack], within frame: PixelBox) -> PixelBox? {
    let boxes = zip(strokes, tracks).map { stroke, track in
      let margin = Double(track.reach) + 3
      let low = stroke.points.reduce(stroke.points[0], pointwiseMin) - margin
      let high = stroke.points.reduce(stroke.points[0], pointwiseMax) + margin
      return PixelBox(covering: low.x...high.x, low.y...high.y).intersection(frame)
    }.filter { $0.area > 0 }
    return boxes.dropFirst().reduce(boxes.first) { $0?.union($1) }
  }

  private func optics(_ field: GrooveField, _ surface: Surface, using stream: inout RandomStream) -> Defect {
    var defect = Defect(
      family: Self.family, parameters: parameters.named, box: field.box, coverage: field.coverage)
    defect.relief = field.relief
    if field.bare.values.contains(where: { $0 > 0 }) {
      defect.patch = Patch(light: substrate(field.box, surface, using: &stream), opacity: field.bare)
    }
    if parameters.whitening != 0 { defect.films = [damage(field, using: &stream)] }
    if parameters.gloss > 0 {
      defect.finish = Finish(gloss: Float(parameters.gloss), exponent: Float(stream.logUniform(6...60)))
    }
    return defect
  }

  /// Scattering cracks in the damaged skin, or dirt, in uneven measure.
  private func damage(_ field: GrooveField, using stream: inout RandomStream) -> Film {
    let mottle = GradientNoise(using: &stream).fractal(field.box, cell: 7, octaves: 3)
    let amount = 2 * Float(abs(parameters.whitening))
    var thickness = field.grooved
    thickness.combine(with: mottle) { $0 * amount * max(0.2, 1 + 0.7 * $1) }
    let (dark, white): (SIMD3<Float>, SIMD3<Float>) = (SIMD3(0.5, 0.55, 0.6), SIMD3(0.03, 0.03, 0.03))
    return parameters.whitening > 0
      ? Film(thickness: thickness, absorption: white, scattering: SIMD3(repeating: 0.6))
      : Film(thickness: thickness, absorption: dark, scattering: SIMD3(repeating: 0.04))
  }

  /// The fresh material below the coating: the surface's mean light, brighter or darker, and nearer to grey.
  private func substrate(_ box: PixelBox, _ surface: Surface, using stream: inout RandomStream) -> [Plane] {
    let channels = surface.image.channels
    let means = (0..<channels).map { channel in
      let light = surface.linearLight(channel: channel, box).multiplied(by: surface.foregroundPlane(box)).values
      return light.reduce(0, +) / Float(max(1, light.reduce(into: 0) { $0 += $1 > 0 ? 1 : 0 }))
    }
    let grey = means.reduce(0, +) / Float(channels)
    let grain = GradientNoise(using: &stream).fractal(box, cell: 4, octaves: 2)
    return means.map { mean in
      let tone = grey + Float(parameters.saturation) * (mean - grey)
      // Even under a black coating metal is not black.
      let light = Float(parameters.brightness) * (tone + 0.03)
      var plane = grain
      plane.apply { clamp01(light * (1 + 0.25 * $0)) }
      return plane
    }
  }
}
