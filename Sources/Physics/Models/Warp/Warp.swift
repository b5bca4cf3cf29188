import Foundation
import Imaging
import Randomness

/// In-plane warp: the displacement of a sheet in plane stress under local loads; the picture moves with the material.
///
/// Navier–Cauchy's equation with the sheet tied to its ground, solved on a coarse grid and read from there as a cubic
/// spline. The loads are scaled so that the most compressed material keeps a given share of its area
/// (det(I + ∇u) > 0.2: no folds). In plane stress the thickness changes by ε_zz = -ν/(1 - ν) (ε_xx + ε_yy), which is seen
/// as relief.
public struct Warp: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.warp
  /// What this instance is made from.
  public let parameters: WarpParameters

  /// A model with the given parameters.
  public init(_ parameters: WarpParameters) { self.parameters = parameters }

  /// The side of the sheet against the radius of the zone.
  private static let room = 2.6

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let side = Self.room * surface.pixels(parameters.radius_um)
    let elements = [8, 16, 24, 32, 48].last { Double($0) * 3 <= side } ?? 8
    let sheet = LoadedSheet(parameters, elements: elements, room: Self.room, using: &stream)
    let half = side / 2
    let box = PixelBox(covering: (seat.x - half)...(seat.x + half), (seat.y - half)...(seat.y + half))
      .intersection(surface.frame)
    guard box.area > 0 else { return nil }
    let scale = side / Double(elements)
    let corner = seat - half
    func picture(_ nodes: [Float], factor: Double) -> Plane {
      let scaled = nodes.map { Float(factor) * $0 }
      let first = SIMD2<Float>(SIMD2(Double(box.x), Double(box.y)) - corner)
      return SmoothGrid(width: elements + 1, height: elements + 1, values: scaled, edges: .constant)
        .plane(width: box.width, height: box.height) { x, y in
          (first + SIMD2(Float(x), Float(y))) / Float(scale)
        }
    }
    // The material now seen here was where it has not been moved from.
    let displacement = Displacement(
      dx: picture(sheet.x, factor: -scale), dy: picture(sheet.y, factor: -scale)
    ).withoutFolds()
    var defect = Defect(
      family: Self.family, parameters: parameters.named, box: box,
      coverage: coverage(displacement))
    defect.displacement = displacement
    if parameters.thickness_um > 0 {
      let nu = parameters.poissonsRatio
      var relief = picture(sheet.dilation(), factor: -nu / (1 - nu) * parameters.thickness_um)
      relief = relief.multiplied(by: defect.coverage)
      defect.relief = relief
    }
    return defect
  }

  /// 1 where the material has moved by a pixel; less than a third of one nobody could outline.
  private func coverage(_ displacement: Displacement) -> Plane {
    var coverage = displacement.dx
    coverage.combine(with: displacement.dy) { smoothStep(0.3, 1, ($0 * $0 + $1 * $1).squareRoot()) }
    let whole = Mask(coverage, above: 0.5).holesFilled()
    coverage.combine(with: whole.plane) { max($0, $1) }
    return coverage
  }
}
