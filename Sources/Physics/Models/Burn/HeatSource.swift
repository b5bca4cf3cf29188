import Foundation
import Imaging
import Randomness

/// Where the heat comes in, moment by moment; lengths in px.
struct HeatSource {
  /// One of several sources that act at once.
  private struct Spot {
    var offset: SIMD2<Double>
    var strength: Double
  }

  /// Centres in the middle of equal steps of time.
  let centres: [SIMD2<Double>]
  /// Strength in each step, about 1.
  let strengths: [Double]
  private let spots: [Spot]
  private let radius: Double
  private let elongation: Double
  private let flatness: Float
  private let angle: Double

  init(_ parameters: BurnParameters, at seat: SIMD2<Double>, pitch: Double, using stream: inout RandomStream) {
    radius = parameters.radius_um / pitch
    elongation = parameters.elongation.squareRoot()
    flatness = Float(parameters.flatness)
    let heading = stream.uniform(0...(2 * Double.pi))
    angle = parameters.length_um > 0 ? heading : stream.uniform(0...Double.pi)
    let steps = min(160, 24 + Int(2.5 * parameters.length_um / parameters.radius_um))
    centres = Self.way(parameters, heading, steps, seat, pitch, using: &stream)
    var flicker = SlowVariation(deviation: parameters.flicker, memory: 0.1 * Double(steps), using: &stream)
    strengths = (0..<steps).map { _ in flicker.next(using: &stream) }
    let scatter = parameters.scatter_um / pitch
    spots = (0..<Int(parameters.count)).map { index in
      index == 0
        ? Spot(offset: .zero, strength: 1)
        : Spot(
          offset: SIMD2(stream.normal(deviation: scatter), stream.normal(deviation: scatter)),
          strength: stream.uniform(0.5...1.1))
    }
  }

  /// An arc with a weave across it, its middle at the seat.
  private static func way(
    _ parameters: BurnParameters, _ heading: Double, _ steps: Int, _ seat: SIMD2<Double>, _ pitch: Double,
    using stream: inout RandomStream
  ) -> [SIMD2<Double>] {
    let (length, weave) = (parameters.length_um / pitch, parameters.weave_um / pitch)
    guard length > 0 else { return [SIMD2<Double>](repeating: seat, count: steps) }
    let swings = stream.uniform(0.1...0.3) * parameters.length_um / parameters.radius_um
    let bend = parameters.bend_deg * .pi / 180
    var (position, way) = (SIMD2<Double>.zero, [SIMD2<Double>]())
    for index in 0..<steps {
      let share = (Double(index) + 0.5) / Double(steps)
      let direction = heading + bend * (share - 0.5)
      let along = SIMD2(cos(direction), sin(direction))
      position += along * (length / Double(steps))
      way.append(position + SIMD2(-along.y, along.x) * (weave * sin(2 * .pi * swings * share)))
    }
    let shift = seat - way[steps / 2]
    return way.map { $0 + shift }
  }

  /// A rectangle around all that is heated directly.
  var bounds: (low: SIMD2<Double>, high: SIMD2<Double>) {
    let low = spots.reduce(centres.reduce(centres[0], pointwiseMin)) { pointwiseMin($0, centres[0] + $1.offset) }
    let high = spots.reduce(centres.reduce(centres[0], pointwiseMax)) { pointwiseMax($0, centres[0] + $1.offset) }
    return (low - radius * elongation, high + radius * elongation)
  }

  /// Adds the heating of one step to a grid `[height, width]`: `density` where one spot is strongest.
  func add(step: Int, density: Float, to heating: inout [Float], _ grid: HeatGrid) {
    for spot in spots {
      let centre = (centres[step] + spot.offset - grid.origin) / grid.spacing
      let strength = density * Float(spot.strength * strengths[step])
      add(strength, at: SIMD2<Float>(centre), spacing: grid.spacing, to: &heating, grid)
    }
  }

  /// exp(-ρ²) for a Gaussian; towards a flat source the exponent goes over to x⁸ + y⁸.
  private func add(
    _ strength: Float, at centre: SIMD2<Float>, spacing: Double, to heating: inout [Float], _ grid: HeatGrid
  ) {
    let (along, across) = (Float(radius * elongation / spacing), Float(radius / elongation / spacing))
    let (c, s) = (Float(cos(angle)), Float(sin(angle)))
    let reach = 2.8 * max(along, across)
    func held(_ value: Float, _ count: Int) -> Int { Int(min(Float(count), max(0, value))) }
    for y in held(centre.y - reach, grid.height)..<held(centre.y + reach + 1, grid.height) {
      for x in held(centre.x - reach, grid.width)..<held(centre.x + reach + 1, grid.width) {
        let (dx, dy) = (Float(x) - centre.x, Float(y) - centre.y)
        let (u, v) = ((c * dx + s * dy) / along, (c * dy - s * dx) / across)
        let (u2, v2) = (u * u, v * v)
        let (u8, v8) = (u2 * u2 * u2 * u2, v2 * v2 * v2 * v2)
        let exponent = (1 - flatness) * (u2 + v2) + flatness * (u8 + v8)
        if exponent < 12 { heating[y * grid.width + x] += strength * expf(-exponent) }
      }
    }
  }
}

/// The grid on which a burn is computed, laid over the picture.
struct HeatGrid {
  /// Where the first point lies, px.
  let origin: SIMD2<Double>
  /// px between points.
  let spacing: Double
  /// Columns.
  let width: Int
  /// Rows.
  let height: Int

  /// A grid over a rectangle of the picture, of no more than about 112 points a side.
  init(from low: SIMD2<Double>, to high: SIMD2<Double>, spacing wanted: Double) {
    let extent = high - low
    spacing = max(wanted, extent.max() / 112)
    width = FourierLength.fast(atLeast: max(8, Int((extent.x / spacing).rounded(.up)) + 1))
    height = FourierLength.fast(atLeast: max(8, Int((extent.y / spacing).rounded(.up)) + 1))
    origin = (low + high) / 2 - SIMD2(Double(width - 1), Double(height - 1)) * (spacing / 2)
  }
}
