import Foundation
import Imaging
import Randomness

/// A dried stain carried to the pixels: crisp edges from smooth indicators, and the thickness of the film.
struct StainFilm {
  /// Thickness, in units of the film's absorption and scattering.
  private(set) var thickness: Plane
  /// Share of each pixel that is stained, 0…1.
  private(set) var coverage: Plane

  init(
    _ stain: DriedStain, on grid: CoarseGrid, _ box: PixelBox, _ parameters: StainParameters, pitch: Double,
    using stream: inout RandomStream
  ) {
    let shake = Self.shake(grid, box, parameters, using: &stream)
    (thickness, coverage) = (grid.enlarge(stain.deposit.blurred(sigma: 0.6), onto: box), Plane(box))
    let width = max(0.7, parameters.ringWidth_um / pitch)
    var outermost: Plane?
    for ring in stain.rings {
      let margin = Self.margin(ring.inside, grid, box, shake)
      if outermost == nil { outermost = margin }
      addRing(grid.enlarge(ring.strength, onto: box), margin, width: Float(width), cell: Float(grid.cell))
    }
    let spread = outermost ?? thickness
    mixOil(grid.enlarge(stain.saturation, onto: box), spread, volatile: Float(parameters.volatile))
    let (amount, mottle) = (Float(parameters.thickness), Self.mottle(grid, box, parameters, using: &stream))
    thickness.combine(with: mottle) { amount * $0 * $1 }
    coverage = thickness
    // Where the film is too thin to be seen nothing is covered.
    coverage.apply { min(1, $0 * 14) }
  }

  /// Detail of the edges below the grid's cells, px.
  private static func shake(
    _ grid: CoarseGrid, _ box: PixelBox, _ parameters: StainParameters, using stream: inout RandomStream
  ) -> Plane {
    let rough = max(parameters.raggedness, parameters.time_s > 0 ? parameters.unevenness : 0)
    var noise = GradientNoise(using: &stream).fractal(box, cell: max(2, 2.5 * grid.cell), octaves: 4, gain: 0.6)
    let amplitude = Float(0.5 * rough * grid.cell)
    noise.apply { $0 * amplitude }
    return noise
  }

  /// How far inside an edge each pixel lies, px: the blurred indicator of a straight edge is the normal distribution,
  /// whose inverse is near 0.61 ln(p/(1 - p)).
  private static func margin(_ inside: Plane, _ grid: CoarseGrid, _ box: PixelBox, _ shake: Plane) -> Plane {
    var margin = grid.enlarge(inside, onto: box)
    // The spline adds a third of a cell squared to the blur's variance.
    let deviation = (DriedStain.smoothness * DriedStain.smoothness + 1.0 / 3).squareRoot()
    let scale = Float(0.61 * deviation * grid.cell)
    margin.combine(with: shake) { p, shift in
      let held = min(0.999, max(0.001, p))
      return scale * logf(held / (1 - held)) + shift
    }
    return margin
  }

  /// A ridge that is steep outside and fades inwards over `width` px; it holds the strength per length of the edge.
  private mutating func addRing(_ strength: Plane, _ margin: Plane, width: Float, cell: Float) {
    var ridge = margin
    ridge.apply { $0 < -0.5 ? 0 : clamp01($0 + 0.5) * expf(-max(0, $0) / width) }
    // Solute per cell of the line, over the ridge's width in cells.
    let density = cell / width
    ridge.combine(with: strength) { min(12, $0 * $1 * density) }
    thickness.combine(with: ridge, +)
  }

  /// Liquid that stays where it is gives a film as even as the saturation.
  private mutating func mixOil(_ saturation: Plane, _ margin: Plane, volatile: Float) {
    thickness.combine(with: saturation) { volatile * $0 + (1 - volatile) * $1 }
    thickness.combine(with: margin) { $0 * clamp01($1 + 0.5) }
  }

  private static func mottle(
    _ grid: CoarseGrid, _ box: PixelBox, _ parameters: StainParameters, using stream: inout RandomStream
  ) -> Plane {
    guard parameters.mottle > 0 else { return Plane(box, filledWith: 1) }
    var noise = GradientNoise(using: &stream).fractal(
      box, cell: max(2, grid.cell * stream.uniform(1...6)), octaves: 4, gain: 0.65)
    let amount = Float(parameters.mottle)
    noise.apply { max(0, 1 + amount * $0) }
    return noise
  }
}
