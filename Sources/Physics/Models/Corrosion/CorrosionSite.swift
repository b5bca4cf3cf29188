import Foundation
import Imaging
import Randomness

/// The attack on one area, computed on a grid that is coarser than the photograph or as fine.
struct CorrosionSite {
  /// Cells along x and y.
  let size: SIMD2<Int>
  /// Size of a cell, µm.
  let cell: Double
  /// Distance from the front, cells, positive in the pits.
  let depthInPit: [Float]
  /// How far the front has moved on since it passed, µm.
  let travel: [Float]
  /// Ions that escaped above each cell.
  let emission: [Float]

  /// Computes the attack; nil where nothing was dissolved.
  /// - Parameter finest: least useful size of a cell, µm.
  init?(_ parameters: CorrosionParameters, finest: Double, using stream: inout RandomStream) {
    let reach = max(parameters.reach, 2.2 * finest)
    let shape = SIMD2(parameters.elongation.squareRoot(), 1 / parameters.elongation.squareRoot())
    let angle = stream.uniform(0...Double.pi)
    let (c, s) = (abs(cos(angle)), abs(sin(angle)))
    let half =
      SIMD2(shape.x * c + shape.y * s, shape.x * s + shape.y * c) * parameters.field_um + 1.9 * reach
    let cell = min(reach / 4, max(reach / 7, finest, 2 * half.max() / 104))
    let size = SIMD2<Int>((2 * half / cell).rounded(.up)).clamped(lowerBound: [12, 12], upperBound: [160, 160])
    self.cell = cell
    self.size = size
    let centre = (SIMD2<Double>(size) - 1) / 2
    let front = PittingFront(
      width: size.x, height: size.y,
      .init(
        cell: cell, rate: Self.rates(parameters, size, cell, using: &stream),
        diffusivity: parameters.diffusivity_um2_per_s, saturation: parameters.saturation,
        exchange: [parameters.diffusivity_um2_per_s / (parameters.escape_um * parameters.escape_um)],
        floorRate: parameters.floorRatio * parameters.rate_um_per_s / reach),
      tolerance: 1e-4)
    let sites = Self.sites(parameters, centre, cell, shape, angle, using: &stream)
    Self.grow(front, from: sites, for: parameters.time_s)
    depthInPit = front.depthInPit.map { Float($0) }
    travel = front.travel.map { Float($0) }
    emission = front.emission.map { Float($0) }
    guard depthInPit.contains(where: { $0 > 0 }) else { return nil }
  }

  /// Nuclei within the attacked ellipse, in cells; the first at its centre.
  private static func sites(
    _ parameters: CorrosionParameters, _ centre: SIMD2<Double>, _ cell: Double, _ shape: SIMD2<Double>, _ angle: Double,
    using stream: inout RandomStream
  ) -> [Nucleation.Site] {
    let radius = parameters.field_um / cell
    let axis = SIMD2(cos(angle), sin(angle))
    let side = 2 * shape.max() * radius
    let (cells, most) = (cell * cell * 1e-6, 400.0)
    let density = min(parameters.density_per_mm2 * cells, most / (side * side))
    let inhibition = parameters.inhibition_um / cell
    let field = Nucleation.sites(
      density: density, inhibition: inhibition, in: SIMD2(repeating: side), using: &stream
    ).compactMap { site -> Nucleation.Site? in
      let offset = site.position - side / 2
      let local = SIMD2((offset * axis).sum(), offset.y * axis.x - offset.x * axis.y) / (shape * radius)
      guard (local * local).sum() < 1, (offset * offset).sum() > inhibition * inhibition else { return nil }
      return Nucleation.Site(position: centre + offset, time: site.time)
    }
    return [Nucleation.Site(position: centre, time: 0)] + field
  }

  /// Pits nucleate during the first two thirds of the time.
  private static func grow(_ front: PittingFront, from sites: [Nucleation.Site], for time: Double) {
    for site in sites {
      front.advance(until: 0.65 * time * site.time)
      front.nucleate(at: site.position, radius: 2.2)
    }
    front.advance(until: time)
  }

  /// The rate of dissolution of each cell: grains that differ, a rough passive film, and inclusions.
  private static func rates(
    _ parameters: CorrosionParameters, _ size: SIMD2<Int>, _ cell: Double, using stream: inout RandomStream
  ) -> [Double] {
    let box = PixelBox(x: 0, y: 0, width: size.x, height: size.y)
    let grains = Grains(box, size: max(2, parameters.grain_um / cell), using: &stream)
    let film = GradientNoise(using: &stream).fractal(
      box, cell: max(3, 1.5 * parameters.grain_um / cell), octaves: 3, gain: 0.7)
    let specks = GradientNoise(using: &stream).fractal(box, cell: max(3.5, 0.5 * parameters.grain_um / cell))
    let threshold = specks.values.sorted()[
      min(specks.values.count - 1, Int((1 - parameters.inclusions) * Double(specks.values.count)))]
    return specks.values.indices.map { i in
      if parameters.inclusions > 0, specks.values[i] > threshold {
        return parameters.rate_um_per_s * parameters.inclusionRate
      }
      let factor = exp(parameters.grainContrast * (Double(grains.values[i]) + 0.6 * Double(film.values[i])))
      return parameters.rate_um_per_s * min(1.8, max(0.04, factor))
    }
  }
}

/// A number for each grain of a jittered lattice, normally distributed.
private struct Grains {
  let values: [Float]

  init(_ box: PixelBox, size: Double, using stream: inout RandomStream) {
    let (columns, rows) = (Int(Double(box.width) / size) + 3, Int(Double(box.height) / size) + 3)
    let seeds = (0..<(columns * rows)).map { index in
      (
        place: SIMD2(
          Float((Double(index % columns) - 1 + stream.uniform()) * size),
          Float((Double(index / columns) - 1 + stream.uniform()) * size)), value: Float(stream.normal())
      )
    }
    values = (0..<box.area).map { i in
      let place = SIMD2(Float(i % box.width), Float(i / box.width))
      let (column, row) = (Int(Double(place.x) / size) + 1, Int(Double(place.y) / size) + 1)
      var (nearest, value) = (Float.infinity, Float(0))
      for y in max(0, row - 1)...min(rows - 1, row + 1) {
        for x in max(0, column - 1)...min(columns - 1, column + 1) {
          let seed = seeds[y * columns + x]
          let offset = seed.place - place
          let distance = (offset * offset).sum()
          if distance < nearest { (nearest, value) = (distance, seed.value) }
        }
      }
      return value
    }
  }
}
