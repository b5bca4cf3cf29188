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
    let heading = surface.lay.heading(using: &stream)
    let walk = CrackWalk(parameters, from: seat, heading: heading, pitch: surface.pixelPitch, using: &stream)
    let look = CrackAppearance(
      aspect: parameters.aspect, lip: parameters.lip, whitening: parameters.whitening, roughness: parameters.roughness)
    return look.defect(
      walk.segments, family: Self.family, parameters: parameters.named, on: surface, using: &stream)
  }
}
