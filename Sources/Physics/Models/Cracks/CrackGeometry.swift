import Foundation
import Randomness

/// A crack line with its opening, between tips and junctions.
struct CrackLine {
  /// Places along the line.
  var points: [SIMD2<Double>]
  /// Opening at each place.
  var openings: [Double]
  /// Whether the first and the last place are tips; the others are junctions.
  var tips: (first: Bool, last: Bool)

  /// Arc length up to each place.
  var arcs: [Double] {
    var arcs = [0.0]
    for (a, b) in zip(points, points.dropFirst()) {
      arcs.append(arcs[arcs.count - 1] + ((b - a) * (b - a)).sum().squareRoot())
    }
    return arcs
  }
}

/// The course of the cracks in a phase-field solution, in elements: ridge lines set between the elements where the
/// damage is centred, smoothed, with the jump of the displacement across them as opening.
struct CrackGeometry {
  private(set) var lines: [CrackLine]

  /// - Parameter spur: side lines of fewer elements are dropped.
  init(_ fracture: PhaseFieldFracture<Float>, threshold: Float = 0.75, spur: Int = 4) {
    let grid = fracture.sheet.grid
    let damage = fracture.damage
    let ridge = DamageRidge(damage, columns: grid.columns, rows: grid.rows, threshold: threshold, spur: spur)
    let jump = DisplacementJump(fracture.sheet)
    let chains = ridge.chains.filter { $0.count > 1 }
    let ends = chains.flatMap { [$0[0], $0[$0.count - 1]] }
    let meeting = Dictionary(ends.map { ($0, 1) }, uniquingKeysWith: +)
    lines = chains.map { chain in
      let points = Self.smoothed(chain.map { Self.centre($0, damage, grid) }, passes: 3)
      let tips = (meeting[chain[0]] == 1, meeting[chain[chain.count - 1]] == 1)
      return CrackLine(points: points, openings: jump.openings(points), tips: tips)
    }
  }

  /// The place of an element on the crest: the centroid of the strongly damaged elements around it.
  private static func centre(_ i: Int, _ damage: [Float], _ grid: PlateGrid) -> SIMD2<Double> {
    let (column, row) = (i % grid.columns, i / grid.columns)
    var (sum, weight) = (SIMD2<Double>.zero, 0.0)
    for y in max(0, row - 1)...min(grid.rows - 1, row + 1) {
      for x in max(0, column - 1)...min(grid.columns - 1, column + 1) {
        let share = pow(Double(damage[y * grid.columns + x]), 8)
        sum += share * SIMD2(Double(x) + 0.5, Double(y) + 0.5)
        weight += share
      }
    }
    return weight > 0 ? sum / weight : SIMD2(Double(column) + 0.5, Double(row) + 0.5)
  }

  /// Binomial smoothing with fixed ends, so that lines that meet stay together.
  private static func smoothed(_ points: [SIMD2<Double>], passes: Int) -> [SIMD2<Double>] {
    var points = points
    for _ in 0..<passes where points.count > 2 {
      let before = points
      for i in 1..<(points.count - 1) { points[i] = 0.25 * before[i - 1] + 0.5 * before[i] + 0.25 * before[i + 1] }
    }
    return points
  }
}

/// The opening of a smeared crack: how far the material on both sides has moved apart.
private struct DisplacementJump {
  private let displacement: [Float]
  private let grid: PlateGrid
  /// How far from the line the two sides are probed, elements.
  private let reach = 2.5

  init(_ sheet: PlaneStressSolver<Float>) { (displacement, grid) = (sheet.displacement, sheet.grid) }

  func openings(_ points: [SIMD2<Double>]) -> [Double] {
    var raw = points.indices.map { i -> Double in
      let along = points[min(i + 1, points.count - 1)] - points[max(i - 1, 0)]
      let length = max(1e-9, (along * along).sum().squareRoot())
      let normal = SIMD2(-along.y, along.x) / length
      return max(0, ((at(points[i] + reach * normal) - at(points[i] - reach * normal)) * normal).sum())
    }
    for _ in 0..<2 where raw.count > 2 {
      let before = raw
      for i in 1..<(raw.count - 1) { raw[i] = 0.25 * before[i - 1] + 0.5 * before[i] + 0.25 * before[i + 1] }
    }
    return raw
  }

  /// Displacement between the nodes, bilinear; the edge's beyond it.
  private func at(_ place: SIMD2<Double>) -> SIMD2<Double> {
    let x = min(Double(grid.columns) - 1e-6, max(0, place.x))
    let y = min(Double(grid.rows) - 1e-6, max(0, place.y))
    let (column, row) = (Int(x), Int(y))
    let (s, t) = (x - Double(column), y - Double(row))
    let node = grid.node(column: column, row: row)
    let below = node + grid.columns + 1
    func component(_ offset: Int) -> Double {
      let upper = Double(displacement[offset + node]) * (1 - s) + Double(displacement[offset + node + 1]) * s
      let lower = Double(displacement[offset + below]) * (1 - s) + Double(displacement[offset + below + 1]) * s
      return upper * (1 - t) + lower * t
    }
    return SIMD2(component(0), component(grid.nodeCount))
  }
}
