import Foundation
import Imaging
import Randomness

/// A spilt liquid: it wets a ragged footprint, creeps into the surface by Washburn's law, and dries with its edge pinned,
/// so that the solute gathers in rings. What stays is a film in the sense of Kubelka and Munk.
public struct Stain: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.stain
  /// What this instance is made from.
  public let parameters: StainParameters

  /// A model with the given parameters.
  public init(_ parameters: StainParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let spill = Spill(parameters, pitch: surface.pixelPitch, at: seat, using: &stream)
    let box = spill.grid.pixels.intersection(surface.frame)
    guard box.area > 0 else { return nil }
    let wetting = spill.wet(parameters, pitch: surface.pixelPitch, using: &stream)
    let drying = DriedStain(wetting, parameters, using: &stream)
    let film = StainFilm(drying, on: spill.grid, box, parameters, pitch: surface.pixelPitch, using: &stream)
    guard film.thickness.values.contains(where: { $0 > 0.01 }) else { return nil }
    var defect = Defect(family: Self.family, parameters: parameters.named, box: box, coverage: film.coverage)
    defect.films = [
      Pigment.film(parameters.colour.linear, thickness: film.thickness, hiding: parameters.hiding)
    ]
    if parameters.height_um > 0 {
      let height = Float(parameters.height_um / parameters.thickness)
      var relief = film.thickness.blurred(sigma: 0.8)
      relief.apply { height * min($0, 6) }
      defect.relief = relief
    }
    if parameters.gloss > 0 {
      defect.finish = Finish(gloss: Float(parameters.gloss), exponent: Float(stream.logUniform(10...80)))
    }
    return defect
  }
}
