import Foundation
import Imaging
import Randomness

/// The fracture line: cracks, scratches and crazing, made by a walk of branching frontiers.
///
/// After the fracture-line family of MaPhC2F (arXiv 2504.12970). Our construction: the width depends on the arc length,
/// w(s) = w₀ (1 - s/L)^g, since the width rule as printed, w = w₀ exp(-α dist) + ε on the distance to the skeleton, has
/// one fixed root and so gives a constant width; distances are to the stretches themselves, exact below the pixel.
public struct FractureLine: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.fractureLine
  /// What this instance is made from.
  public let parameters: FractureLineParameters

  /// A model with the given parameters.
  public init(_ parameters: FractureLineParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let walk = CrackWalk(parameters, from: seat, pitch: surface.pixelPitch, using: &stream)
    let widest = walk.segments.reduce(0) { max($0, $1.startRadius, $1.endRadius) }
    let margin = parameters.lip == 0 ? 2 : 2 + 1.5 * widest
    guard let box = bounds(walk, widest + margin + 3, on: surface) else { return nil }
    let noise = GradientNoise(using: &stream)
    let shake = parameters.roughness * min(2, 0.3 + 0.4 * widest)
    let field = CrackField(walk, box, reach: margin, shake: Float(shake), noise: noise)
    return fields(field, box, surface, using: &stream)
  }

  private func bounds(_ walk: CrackWalk, _ margin: Double, on surface: Surface) -> PixelBox? {
    guard let first = walk.segments.first else { return nil }
    var (low, high) = (first.start, first.start)
    for segment in walk.segments {
      low = pointwiseMin(low, pointwiseMin(segment.start, segment.end))
      high = pointwiseMax(high, pointwiseMax(segment.start, segment.end))
    }
    let box = PixelBox(covering: (low.x - margin)...(high.x + margin), (low.y - margin)...(high.y + margin))
      .intersection(surface.frame)
    return box.area > 0 ? box : nil
  }

  private func fields(
    _ field: CrackField, _ box: PixelBox, _ surface: Surface, using stream: inout RandomStream
  ) -> Defect {
    let lip = Float(parameters.lip)
    var coverage = field.coverage
    if lip != 0 { coverage.combine(with: field.lip) { max($0, min(1, 3 * $1)) } }
    var defect = Defect(family: Self.family, parameters: parameters.named, box: box, coverage: coverage)
    let pitch = Float(surface.pixelPitch)
    let depth = Float(parameters.aspect)
    // Where broken material scatters the light, the eye does not look into the notch.
    let open = 1 - 0.8 * Float(parameters.whitening)
    var relief = field.profile
    relief.combine(with: field.width) { -$0 * $1 * depth * open * pitch }
    if lip != 0 { relief.combine(with: field.lip.multiplied(by: field.width)) { $0 + lip * pitch * $1 } }
    defect.relief = relief
    // The sky that the floor of a notch sees is the cosine of half of its hidden angle.
    let dark = 1 - 1 / (1 + 4 * depth * depth).squareRoot()
    var occlusion = field.profile
    occlusion.apply { dark * (1 - Float(parameters.whitening)) * min(1, 0.25 + $0) * ($0 > 0 ? 1 : 0) }
    defect.occlusion = occlusion
    if parameters.whitening > 0 { defect.films = [whitening(field, box, using: &stream)] }
    if stream.bernoulli(0.4) { defect.finish = Finish(gloss: Float(stream.uniform(0.05...0.6)), exponent: 12) }
    return defect
  }

  private func whitening(_ field: CrackField, _ box: PixelBox, using stream: inout RandomStream) -> Film {
    let mottle = GradientNoise(using: &stream).fractal(box, cell: 9, octaves: 3)
    var thickness = field.coverage
    let amount = Float(parameters.whitening) * 2
    thickness.combine(with: mottle) { $0 * amount * max(0.15, 1 + 0.8 * $1) }
    return Film(thickness: thickness, absorption: SIMD3(repeating: 0.02), scattering: SIMD3(repeating: 1))
  }
}
