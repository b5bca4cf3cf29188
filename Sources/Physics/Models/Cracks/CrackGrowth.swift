import Foundation
import Randomness

/// A plate with a flaw, drawn apart until a crack has run through it as far as wanted.
///
/// The plate is as wide as the crack is to be long, and a little more; its long edges are held and moved. Lengths are in
/// elements, stresses in Young's moduli, and the mean toughness is 1: the state depends on ratios only. In a strip whose
/// edges are drawn apart by the strain ε a long crack releases ½ E ε² H per length, so Griffith's load is √(2G_c/EH).
struct CrackGrowth {
  /// What the growth depends on besides the plate's toughness.
  struct Conditions {
    var poissonsRatio: Double
    /// l, elements.
    var lengthScale: Double
    /// Angle of the load against the flaw's normal, rad: 0 opens it, π/2 shears it.
    var mode: Double
    /// How far that angle turns while the crack grows, rad.
    var turn: Double
    /// Strain along the flaw against that across it, 0…1.
    var biaxiality: Double
    /// Load against Griffith's at the start.
    var overload: Double
    /// Length at which growth is stopped, elements.
    var target: Double
  }

  /// Straight cuts, from element to element.
  struct Flaw {
    var start: SIMD2<Double>
    var end: SIMD2<Double>
  }

  private(set) var fracture: PhaseFieldFracture<Float>
  private let conditions: Conditions
  private let grid: PlateGrid
  private var strain: Double
  /// An element of the first flaw.
  private let root: Int

  /// - Parameter flaws: one at least; growth is measured from the first.
  init(_ grid: PlateGrid, toughness: [Float], flaws: [Flaw], _ conditions: Conditions) {
    (self.grid, self.conditions) = (grid, conditions)
    let material = SheetMaterial(youngsModulus: 1, poissonsRatio: conditions.poissonsRatio)
    fracture = PhaseFieldFracture(
      grid, bulk: .init(repeating: Float(material.bulk), count: grid.elementCount),
      shear: .init(repeating: Float(material.shear), count: grid.elementCount), toughness: toughness,
      lengthScale: conditions.lengthScale)
    strain = conditions.overload * (2 / Double(grid.rows)).squareRoot()
    precondition(!flaws.isEmpty, "a crack grows from a flaw")
    let middle = (flaws[0].start + flaws[0].end) / 2
    root = grid.element(
      column: min(grid.columns - 1, max(0, Int(middle.x))), row: min(grid.rows - 1, max(0, Int(middle.y))))
    for flaw in flaws { cut(flaw) }
    hold()
  }

  /// Grows the crack: the load rises by steps until it runs, and on until it is long enough, the plate is broken, or the
  /// steps are used up.
  mutating func run() {
    var effort = PhaseFieldFracture<Float>.Effort()
    (effort.displacementSteps, effort.damageTolerance, effort.overrelaxation) = (2, 1e-2, 1.6)
    var left = 6 * max(grid.columns, 24)
    let target = conditions.target
    var progress = 0.0
    for load in 0..<12 where left > 0 && progress < 1 {
      if load > 0 { strain *= 1.1 }
      setLoad(turned: conditions.turn * progress)
      if load == 0 { fracture.sheet.solve(tolerance: 1e-3, iterationLimit: 20) }
      var made = 0
      left -= fracture.relax(change: 1.5e-2, stepLimit: min(left, 250), effort: effort) {
        made += 1
        guard made % 8 == 0 else { return false }
        let grown = reach() / target
        // A turning load is followed in stages.
        let stage = conditions.turn == 0 ? 1 : min(1, progress + 0.25)
        return grown >= stage
      }
      fracture.remember()
      progress = max(progress, min(1, reach() / target))
    }
  }

  /// How far the crack reaches from end to end, elements: the extent of the broken elements that hang together with the
  /// first flaw.
  private func reach() -> Double {
    let damage = fracture.damage
    var seen = [Bool](repeating: false, count: damage.count)
    var pending = [root]
    seen[root] = true
    var (low, high) = (SIMD2(root % grid.columns, root / grid.columns), SIMD2(root % grid.columns, root / grid.columns))
    while let i = pending.popLast() {
      let place = SIMD2(i % grid.columns, i / grid.columns)
      (low, high) = (pointwiseMin(low, place), pointwiseMax(high, place))
      for row in max(0, place.y - 1)...min(grid.rows - 1, place.y + 1) {
        for column in max(0, place.x - 1)...min(grid.columns - 1, place.x + 1) {
          let next = row * grid.columns + column
          if !seen[next], damage[next] > 0.9 {
            seen[next] = true
            pending.append(next)
          }
        }
      }
    }
    let extent = SIMD2<Double>(high &- low &+ 1)
    return (extent * extent).sum().squareRoot()
  }

  private func cut(_ flaw: Flaw) {
    let along = flaw.end - flaw.start
    let steps = max(1, Int((2 * (along * along).sum().squareRoot()).rounded(.up)))
    for k in 0...steps {
      let place = flaw.start + Double(k) / Double(steps) * along
      let (column, row) = (Int(place.x.rounded(.down)), Int(place.y.rounded(.down)))
      guard (0..<grid.columns).contains(column), (0..<grid.rows).contains(row) else { continue }
      fracture.breakElement(column: column, row: row)
    }
  }

  private func hold() {
    for column in 0...grid.columns {
      fracture.sheet.hold(column: column, row: 0)
      fracture.sheet.hold(column: column, row: grid.rows)
    }
    guard conditions.biaxiality > 0 else { return }
    for row in 0...grid.rows {
      fracture.sheet.hold(column: 0, row: row)
      fracture.sheet.hold(column: grid.columns, row: row)
    }
  }

  /// Moves the held edges; where they moved before, the inside follows in proportion.
  private func setLoad(turned angle: Double) {
    let (columns, rows) = (grid.columns, grid.rows)
    let mode = conditions.mode + angle
    let (opening, sliding) = (strain * cos(mode), strain * sin(mode))
    var u = fracture.sheet.displacement
    func place(_ column: Int, _ row: Int) {
      let (x, y) = (Double(column) - Double(columns) / 2, Double(row) - Double(rows) / 2)
      let node = grid.node(column: column, row: row)
      u[node] = Float(conditions.biaxiality * strain * x + sliding * y)
      u[grid.nodeCount + node] = Float(opening * y)
    }
    for column in 0...columns {
      place(column, 0)
      place(column, rows)
    }
    if conditions.biaxiality > 0 {
      for row in 0...rows {
        place(0, row)
        place(columns, row)
      }
    }
    fracture.sheet.displacement = u
  }
}
