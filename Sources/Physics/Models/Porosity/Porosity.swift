import Foundation
import Imaging
import Randomness

/// Pores cut open by the surface: a Boolean model of spheres, seen as cavities.
///
/// The darkness of a cavity follows from what its wall sees of the sky: with wall reflectance ρ and openness F, the
/// light in a sphere is F / (1 - ρ (1 - F)) of that outside (the integrating sphere).
public struct Porosity: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.porosity
  /// What this instance is made from.
  public let parameters: PorosityParameters

  /// A model with the given parameters.
  public init(_ parameters: PorosityParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let sections = sections(using: &stream).map { surface.pixels($0, around: seat) }.filter { $0.radius > 0.45 }
    guard let cavities = Cavities(sections, parameters, on: surface, using: &stream) else { return nil }
    let box = cavities.box
    let region = Region(box: box, margin: cavities.margin)
    var defect = Defect(family: Self.family, parameters: parameters.named, box: box, coverage: region.coverage())
    defect.relief = relief(cavities, surface)
    defect.occlusion = occlusion(cavities, defect.coverage, using: &stream)
    if parameters.lip_um > 0 { defect.coverage.combine(with: lip(cavities)) { max($0, min(1, 4 * $1)) } }
    if parameters.residue > 0 { defect.films = [residue(defect.coverage, box, using: &stream)] }
    if parameters.gloss > 0 {
      defect.finish = Finish(gloss: Float(parameters.gloss), exponent: Float(stream.logUniform(8...60)))
    }
    return defect
  }

  /// The cut spheres about the origin, µm; one at least.
  private func sections(using stream: inout RandomStream) -> [BooleanModel.Section] {
    let model = BooleanModel(
      areaFraction: parameters.areaFraction, medianRadius: parameters.radius_um, spread: parameters.radiusSpread)
    let clusters =
      parameters.clusterSize > 1
      ? BooleanModel.Clusters(size: parameters.clusterSize, radius: parameters.cluster_um) : nil
    let sections = model.sections(inDiscOf: parameters.field_um, clusters: clusters, limit: 400, using: &stream)
    return sections.isEmpty ? [model.section(at: .zero, using: &stream)] : sections
  }

  private func relief(_ cavities: Cavities, _ surface: Surface) -> Plane {
    let scale = Float(-parameters.aspect * surface.pixelPitch)
    var relief = cavities.depth
    relief.apply { $0 * scale }
    guard parameters.lip_um > 0 else { return relief }
    let height = Float(parameters.lip_um)
    relief.combine(with: lip(cavities)) { $0 + height * $1 }
    return relief
  }

  /// A ridge of one or two pixels' width just outside the edge, 0…1.
  private func lip(_ cavities: Cavities) -> Plane {
    var lip = cavities.margin
    lip.apply { $0 > 0 || $0 < -3 ? 0 : expf(-($0 + 1.2) * ($0 + 1.2)) }
    return lip
  }

  private func occlusion(_ cavities: Cavities, _ coverage: Plane, using stream: inout RandomStream) -> Plane {
    let (wall, mottle) = (Float(parameters.wall), Float(parameters.mottle))
    let size = max(2.5, cavities.meanRadius * stream.uniform(0.3...1))
    let noise = GradientNoise(using: &stream).fractal(cavities.box, cell: size, octaves: 3, gain: 0.6)
    var occlusion = cavities.openness
    occlusion.apply { 1 - wall * $0 / (1 - wall * (1 - $0)) }
    occlusion.combine(with: noise) { clamp01($0 * (1 + mottle * 0.6 * $1)) }
    occlusion.combine(with: coverage, *)
    return occlusion
  }

  private func residue(_ coverage: Plane, _ box: PixelBox, using stream: inout RandomStream) -> Film {
    let noise = GradientNoise(using: &stream).fractal(box, cell: 6, octaves: 3)
    let amount = Float(parameters.residue)
    var thickness = coverage
    thickness.combine(with: noise) { $0 * amount * max(0, 1 + $1) }
    return Pigment.film(
      SIMD3(repeating: stream.uniform(0.5...0.9)), thickness: thickness, hiding: stream.uniform(0.6...1))
  }
}

extension Surface {
  /// A section in µm about the origin, in pixels about `seat`.
  fileprivate func pixels(_ section: BooleanModel.Section, around seat: SIMD2<Double>) -> BooleanModel.Section {
    BooleanModel.Section(
      centre: seat + section.centre / pixelPitch, sphereRadius: section.sphereRadius / pixelPitch,
      depth: section.depth / pixelPitch)
  }
}
