import Foundation
import Randomness

/// Carries crack lines from the grid of a simulation to the picture, and adds the roughness that the grid is too coarse
/// for.
///
/// Below the grid a crack is self-affine: midpoints are displaced by amounts that fall with the length like length^ζ,
/// ζ = 0.7, between the 2/3 of two-dimensional and the 0.8 of three-dimensional fracture (E. Bouchaud, J. Phys.
/// Condens. Matter 9 (1997)).
struct CrackTracing {
  /// From elements to pixels: `origin + turn · scale · (place - anchor)`.
  var anchor: SIMD2<Double>
  var origin: SIMD2<Double>
  /// Direction of the grid's x axis in the picture, rad.
  var angle: Double
  /// Pixels for an element.
  var scale: Double
  /// Size of a pixel, µm: openings are in µm.
  var pitch: Double
  /// Standard deviation of the direction of stretches as long as an element, rad.
  var deflection: Double
  /// Relative variation of the opening along the line.
  var roughness: Double

  /// The stretches of all lines, px.
  func segments(_ lines: [CrackLine], using stream: inout RandomStream) -> [CrackSegment] {
    lines.flatMap { line -> [CrackSegment] in
      let points = line.points.map(picture)
      return stretches(points, line.openings.map { $0 / pitch }, using: &stream)
    }
  }

  private func picture(_ place: SIMD2<Double>) -> SIMD2<Double> {
    let local = scale * (place - anchor)
    let (c, s) = (cos(angle), sin(angle))
    return origin + SIMD2(c * local.x - s * local.y, s * local.x + c * local.y)
  }

  private func stretches(
    _ points: [SIMD2<Double>], _ openings: [Double], using stream: inout RandomStream
  ) -> [CrackSegment] {
    var segments: [CrackSegment] = []
    var swelling = 0.0
    var radius = openings[0] / 2
    for i in 0..<(points.count - 1) {
      let fine = refined(points, i, using: &stream)
      for k in 1..<fine.count {
        let share = Double(k) / Double(fine.count - 1)
        swelling = 0.9 * swelling + stream.normal(deviation: 0.2 * roughness)
        let next = (openings[i] + share * (openings[i + 1] - openings[i])) / 2 * exp(swelling)
        segments.append(CrackSegment(start: fine[k - 1], end: fine[k], startRadius: radius, endRadius: next))
        radius = next
      }
    }
    return segments
  }

  /// The stretch between two points, halved until it is about a pixel long: on the Catmull–Rom curve, displaced.
  private func refined(_ points: [SIMD2<Double>], _ i: Int, using stream: inout RandomStream) -> [SIMD2<Double>] {
    let (a, b) = (points[max(0, i - 1)], points[i])
    let (c, d) = (points[i + 1], points[min(points.count - 1, i + 2)])
    let chord = ((c - b) * (c - b)).sum().squareRoot()
    let halvings = max(0, min(8, Int(log2(max(1, chord)).rounded())))
    let count = 1 << halvings
    var shifts = [Double](repeating: 0, count: count + 1)
    var (stride, amplitude) = (count, deflection * chord / 2)
    while stride > 1 {
      let half = stride / 2
      for k in Swift.stride(from: half, to: count, by: stride) {
        shifts[k] = (shifts[k - half] + shifts[k + half]) / 2 + stream.normal(deviation: amplitude)
      }
      (stride, amplitude) = (half, amplitude * pow(0.5, 0.7))
    }
    let normal = SIMD2(b.y - c.y, c.x - b.x) / max(1e-9, chord)
    return (0...count).map { k in
      let t = Double(k) / Double(count)
      let (t2, t3) = (t * t, t * t * t)
      let curve =
        (-t3 + 2 * t2 - t) / 2 * a + (3 * t3 - 5 * t2 + 2) / 2 * b + (-3 * t3 + 4 * t2 + t) / 2 * c + (t3 - t2) / 2 * d
      return curve + shifts[k] * normal
    }
  }
}
