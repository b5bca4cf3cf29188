import Foundation
import Imaging
import Randomness

/// Where the liquid fell, and the grid on which it spreads.
struct Spill {
  let grid: CoarseGrid
  /// How far inside the liquid each cell lies, cells.
  private let margin: Plane
  private let angle: Double

  /// A drop or a track that narrows from one end to the other, px.
  private struct Pool {
    var start: SIMD2<Double>
    var end: SIMD2<Double>
    var radii: SIMD2<Double>

    var box: PixelBox {
      let reach = max(radii.x, radii.y)
      let (low, high) = (pointwiseMin(start, end), pointwiseMax(start, end))
      return PixelBox(covering: (low.x - reach)...(high.x + reach), (low.y - reach)...(high.y + reach))
    }

    func margin(_ point: SIMD2<Double>) -> Double {
      let (span, offset) = (end - start, point - start)
      let t = min(1, max(0, (span * offset).sum() / max(1e-9, (span * span).sum())))
      let apart = offset - t * span
      return radii.x + t * (radii.y - radii.x) - (apart * apart).sum().squareRoot()
    }
  }

  init(_ parameters: StainParameters, pitch: Double, at seat: SIMD2<Double>, using stream: inout RandomStream) {
    let radius = max(1.5, parameters.radius_um / pitch)
    angle = stream.uniform(-Double.pi...Double.pi)
    let pools = Self.pools(parameters, radius: radius, pitch: pitch, at: seat, angle: angle, using: &stream)
    let reach = parameters.reach_um / pitch * (1 + 0.5 * parameters.unevenness) * parameters.lay.squareRoot()
    let extent = pools.dropFirst().reduce(pools[0].box) { $0.union($1.box) }
      .expanded(by: Int((0.5 * parameters.raggedness * radius + reach).rounded(.up)) + 1)
    let grid = CoarseGrid(around: extent, most: 64, finest: 0.75)
    self.grid = grid
    let noise = GradientNoise(using: &stream).fractal(
      grid.frame, cell: max(2, radius * stream.uniform(0.5...1.2) / grid.cell), octaves: 3, gain: 0.5)
    let shake = 0.45 * parameters.raggedness * radius
    margin = Plane(grid.frame) { y, row in
      for x in 0..<grid.width {
        let point = grid.origin + (SIMD2(Double(x), Double(y)) + 0.5) * grid.cell
        let inside = pools.reduce(-Double.infinity) { max($0, $1.margin(point)) }
        row[x] = Float((inside + shake * Double(noise[y, x])) / grid.cell)
      }
    }
  }

  private static func pools(
    _ parameters: StainParameters, radius: Double, pitch: Double, at seat: SIMD2<Double>, angle: Double,
    using stream: inout RandomStream
  ) -> [Pool] {
    let (axis, stretch) = (SIMD2(cos(angle), sin(angle)), parameters.elongation.squareRoot())
    let half = axis * radius * (stretch - 1 / stretch)
    var pools = [Pool](
      [Pool(start: seat - half, end: seat + half, radii: SIMD2(repeating: radius / stretch))])
    if parameters.run_um > 0 {
      // Down is where the camera's picture has it, or anywhere if the part lay.
      let down = stream.bernoulli(0.6) ? .pi / 2 : stream.uniform(-Double.pi...Double.pi)
      let foot = seat + parameters.run_um / pitch * SIMD2(cos(down), sin(down))
      let (neck, bead) = (radius * stream.uniform(0.2...0.5), radius * stream.uniform(0.3...0.6))
      pools.append(Pool(start: seat, end: foot, radii: SIMD2(1.2 * neck, neck)))
      pools.append(Pool(start: foot, end: foot, radii: SIMD2(bead, bead)))
    }
    for _ in 0..<min(30, stream.poisson(parameters.satellites)) {
      let (direction, distance) = (stream.uniform(-Double.pi...Double.pi), radius * stream.uniform(1.2...2.4))
      let place = seat + distance * SIMD2(cos(direction), sin(direction))
      let size = radius * stream.logUniform(0.05...0.3)
      pools.append(Pool(start: place, end: place, radii: SIMD2(size, size)))
    }
    return pools
  }

  /// The saturation after the liquid has crept for its time, 0…1.
  func wet(_ parameters: StainParameters, pitch: Double, using stream: inout RandomStream) -> Plane {
    let supply = margin.values.map { $0 > 0 }
    // The anti-aliased drop where the surface takes up nothing.
    var dropped = margin
    dropped.apply { clamp01($0 + 0.5) }
    let reach = parameters.reach_um / pitch / grid.cell
    guard reach > 0.3 else { return dropped }
    let noise = GradientNoise(using: &stream).fractal(
      grid.frame, cell: max(1.6, parameters.grain_um / pitch / grid.cell), octaves: 3, gain: 0.6,
      stretch: parameters.lay, angle: angle)
    let spread = Float(parameters.unevenness * 2)
    let permeability = noise.values.map { min(3, max(0.05, expf(spread * $0))) }
    var sheet = PorousImbibition(
      width: grid.width, height: grid.height, permeability: permeability, supply: supply)
    sheet.spread(distance: reach)
    var wet = Plane(width: grid.width, height: grid.height, values: sheet.saturation)
    wet.combine(with: dropped) { max($0, $1) }
    return wet
  }
}
