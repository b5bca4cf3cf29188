import Foundation
import Imaging
import Randomness

/// What a crack looks like, however its course was found: a notch whose depth follows the opening, lips, and the white
/// of damaged material.
struct CrackAppearance {
  /// Depth against the opening.
  var aspect: Double
  /// Height of the lips against the opening; negative where the edges have broken away.
  var lip: Double
  /// Scattering in the damaged zone, 0…1.
  var whitening: Double
  /// Variation of the edges.
  var roughness: Double

  /// The fields of a crack with the given stretches; nil where none is in the picture.
  func defect(
    _ segments: [CrackSegment], family: DefectFamily, parameters: [String: Double], on surface: Surface,
    using stream: inout RandomStream
  ) -> Defect? {
    let widest = segments.reduce(0) { max($0, $1.startRadius, $1.endRadius) }
    let margin = lip == 0 ? 2 : 2 + 1.5 * widest
    guard let box = bounds(segments, widest + margin + 3, on: surface) else { return nil }
    let noise = GradientNoise(using: &stream)
    let shake = roughness * min(2, 0.3 + 0.4 * widest)
    let field = CrackField(segments, box, reach: margin, shake: Float(shake), noise: noise)
    var defect = Defect(family: family, parameters: parameters, box: box, coverage: coverage(field))
    fill(&defect, field, pitch: Float(surface.pixelPitch), using: &stream)
    return defect
  }

  private func coverage(_ field: CrackField) -> Plane {
    var coverage = field.coverage
    if lip != 0 { coverage.combine(with: field.lip) { max($0, min(1, 3 * $1)) } }
    return coverage
  }

  private func bounds(_ segments: [CrackSegment], _ margin: Double, on surface: Surface) -> PixelBox? {
    guard let first = segments.first else { return nil }
    var (low, high) = (first.start, first.start)
    for segment in segments {
      low = pointwiseMin(low, pointwiseMin(segment.start, segment.end))
      high = pointwiseMax(high, pointwiseMax(segment.start, segment.end))
    }
    let box = PixelBox(covering: (low.x - margin)...(high.x + margin), (low.y - margin)...(high.y + margin))
      .intersection(surface.frame)
    return box.area > 0 ? box : nil
  }

  private func fill(_ defect: inout Defect, _ field: CrackField, pitch: Float, using stream: inout RandomStream) {
    let (lip, depth) = (Float(lip), Float(aspect))
    // Where broken material scatters the light, the eye does not look into the notch.
    let open = 1 - 0.8 * Float(whitening)
    var relief = field.profile
    relief.combine(with: field.width) { -$0 * $1 * depth * open * pitch }
    if lip != 0 { relief.combine(with: field.lip.multiplied(by: field.width)) { $0 + lip * pitch * $1 } }
    defect.relief = relief
    // The sky that the floor of a notch sees is the cosine of half of its hidden angle.
    let dark = 1 - 1 / (1 + 4 * depth * depth).squareRoot()
    var occlusion = field.profile
    occlusion.apply { dark * (1 - Float(whitening)) * min(1, 0.25 + $0) * ($0 > 0 ? 1 : 0) }
    defect.occlusion = occlusion
    if whitening > 0 { defect.films = [whitening(field, defect.box, using: &stream)] }
    if stream.bernoulli(0.4) { defect.finish = Finish(gloss: Float(stream.uniform(0.05...0.6)), exponent: 12) }
  }

  private func whitening(_ field: CrackField, _ box: PixelBox, using stream: inout RandomStream) -> Film {
    let mottle = GradientNoise(using: &stream).fractal(box, cell: 9, octaves: 3)
    var thickness = field.coverage
    let amount = Float(whitening) * 2
    thickness.combine(with: mottle) { $0 * amount * max(0.15, 1 + 0.8 * $1) }
    return Film(thickness: thickness, absorption: SIMD3(repeating: 0.02), scattering: SIMD3(repeating: 1))
  }
}
