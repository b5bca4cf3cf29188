import Foundation
import Physics
import Testing

@Suite struct PhaseFieldTests {
  private func fracture(
    columns: Int, rows: Int, spacing: Double, lengthScale: Double, poissonsRatio: Double = 0.2,
    toughness: (Int) -> Double = { _ in 1 }
  ) -> PhaseFieldFracture<Double> {
    let grid = PlateGrid(columns: columns, rows: rows, spacing: spacing)
    let material = SheetMaterial(youngsModulus: 1, poissonsRatio: poissonsRatio)
    return PhaseFieldFracture(
      grid, bulk: .init(repeating: material.bulk, count: grid.elementCount),
      shear: .init(repeating: material.shear, count: grid.elementCount),
      toughness: (0..<grid.elementCount).map(toughness), lengthScale: lengthScale, residualStiffness: 1e-6)
  }

  private var thorough: PhaseFieldFracture<Double>.Effort {
    var effort = PhaseFieldFracture<Double>.Effort()
    (effort.displacementSteps, effort.damageSteps) = (60, 60)
    (effort.displacementTolerance, effort.damageTolerance) = (1e-8, 1e-8)
    return effort
  }

  /// The greatest mean stress of a bar whose ends are drawn apart and whose sides are free, by loads in steps of 2 %.
  private func strength(_ bar: PhaseFieldFracture<Double>, length: Double, critical: Double) -> Double {
    let grid = bar.sheet.grid
    for row in 0...grid.rows {
      bar.sheet.hold(column: 0, row: row, y: row == 0)
      bar.sheet.hold(column: grid.columns, row: row, y: false)
    }
    var greatest = 0.0
    for strain in stride(from: 0.5 * critical, to: 2 * critical, by: 0.02 * critical) {
      var u = bar.sheet.displacement
      for row in 0...grid.rows { u[grid.node(column: grid.columns, row: row)] = strain * length }
      bar.sheet.displacement = u
      bar.relax(change: 1e-6, stepLimit: 400, effort: thorough)
      // By Clapeyron's theorem the stress is twice the elastic energy over strain and volume.
      let surface = bar.energy - bar.elasticEnergy()
      greatest = max(greatest, 2 * bar.elasticEnergy() / (strain * length * Double(grid.rows) * grid.spacing))
      if surface > 0.6 * Double(grid.rows) * grid.spacing { break }
      bar.remember()
    }
    return greatest
  }

  /// σ_c = 9/16 √(E G_c/3l) at the strain √(G_c/3lE): a uniform bar in uniaxial stress, for which the plane-stress sheet
  /// has Young's modulus itself.
  @Test(arguments: [1, 6]) func aBarBreaksAtTheStressOfTheory(rows: Int) {
    let l = 0.5
    let bar = fracture(columns: 24, rows: rows, spacing: 0.25, lengthScale: l)
    let critical = (1 / (3 * l)).squareRoot()
    let stress = strength(bar, length: 6, critical: critical)
    #expect(abs(stress / (9.0 / 16 * critical) - 1) < 0.02)
  }

  private func notchedPlate(_ toughness: (Int) -> Double = { _ in 1 }) -> PhaseFieldFracture<Double> {
    let plate = fracture(columns: 48, rows: 32, spacing: 1, lengthScale: 2, toughness: toughness)
    for column in 0..<12 { plate.breakElement(column: column, row: 15) }
    for column in 0...48 {
      plate.sheet.hold(column: column, row: 0)
      plate.sheet.hold(column: column, row: 32)
    }
    return plate
  }

  /// Draws the edges apart along y by `strain`, and shears them by `shear`.
  private func draw(_ plate: PhaseFieldFracture<Double>, strain: Double, shear: Double = 0) {
    let grid = plate.sheet.grid
    var u = plate.sheet.displacement
    for row in [0, grid.rows] {
      for column in 0...grid.columns {
        let (node, y) = (grid.node(column: column, row: row), (Double(row) - Double(grid.rows) / 2) * grid.spacing)
        (u[node], u[grid.nodeCount + node]) = (shear * y, strain * y)
      }
    }
    plate.sheet.displacement = u
  }

  /// The row of the greatest damage in each column.
  private func path(_ plate: PhaseFieldFracture<Double>) -> [Int] {
    let (grid, damage) = (plate.sheet.grid, plate.damage)
    return (0..<grid.columns).map { column in
      (0..<grid.rows).max { damage[$0 * grid.columns + column] < damage[$1 * grid.columns + column] } ?? 0
    }
  }

  /// Mode I: straight through to the far side, once the energy release of the strip, ½ E ε² H, is well above G_c.
  @Test func aNotchedPlateCracksStraight() {
    let plate = notchedPlate()
    draw(plate, strain: 0.36)
    plate.relax(change: 1e-4, stepLimit: 400, effort: thorough)
    #expect(path(plate).allSatisfy { abs($0 - 15) <= 1 })
    #expect(plate.damage[15 * 48 + 47] > 0.9)
  }

  /// Below Griffith's load the notch stays as it is.
  @Test func aPlateHoldsBelowGriffithsLoad() {
    let plate = notchedPlate()
    draw(plate, strain: 0.15)
    plate.relax(change: 1e-4, stepLimit: 400, effort: thorough)
    #expect(plate.damage[15 * 48 + 16] < 0.5)
  }

  @Test func shearTurnsTheCrack() {
    let plate = notchedPlate()
    draw(plate, strain: 0.25, shear: 0.4)
    plate.relax(change: 1e-3, stepLimit: 200)
    #expect(abs(path(plate)[30] - 15) >= 4)
  }

  /// The strain that breaks the plate in tension leaves it whole in compression.
  @Test func pressureOpensNoCrack() {
    let plate = notchedPlate()
    let before = plate.crackLength
    draw(plate, strain: -0.36)
    plate.relax(change: 1e-3, stepLimit: 200)
    #expect(plate.crackLength < before + 12)
    #expect(plate.damage[15 * 48 + 30] < 0.3)
  }

  /// Every staggered step lowers the energy at a fixed load, quick or thorough, over-relaxed or not.
  @Test(arguments: [1.0, 1.7]) func energyFallsInEveryStep(overrelaxation: Double) {
    for quick in [true, false] {
      let plate = notchedPlate { 1 + 0.4 * sin(Double($0) * 0.7) }
      draw(plate, strain: 0.33, shear: 0.1)
      var effort = quick ? PhaseFieldFracture<Double>.Effort() : thorough
      effort.overrelaxation = overrelaxation
      if quick { effort.displacementSteps = 2 }
      var energy = plate.energy
      for _ in 0..<120 {
        plate.step(effort)
        let next = plate.energy
        #expect(next <= energy * (1 + 1e-12))
        energy = next
      }
    }
  }

  @Test func historyNeverDecreasesAndCracksDoNotHeal() {
    let plate = notchedPlate()
    var (history, broken) = (plate.history, 0.0)
    for strain in [0.2, 0.36, 0.1, 0, 0.25] {
      draw(plate, strain: strain)
      plate.relax(change: 1e-3, stepLimit: 300)
      plate.remember()
      #expect(zip(plate.history, history).allSatisfy { $0 >= $1 })
      history = plate.history
      if strain == 0.36 { broken = plate.crackLength }
    }
    #expect(broken > 45 && plate.crackLength > 0.97 * broken)
  }

  @Test func damageStaysWithinZeroAndOne() {
    let plate = notchedPlate()
    draw(plate, strain: 0.8, shear: 0.3)
    for _ in 0..<40 {
      plate.step()
      #expect(plate.damage.allSatisfy { $0 >= 0 && $0 <= 1 })
    }
  }

  @Test func resultsDoNotDependOnThreads() async {
    @Sendable func run() -> [Double] {
      let plate = notchedPlate { 1 + 0.3 * cos(Double($0)) }
      draw(plate, strain: 0.3)
      plate.relax(stepLimit: 30)
      return plate.damage
    }
    let alone = run()
    let together = await withTaskGroup(of: [Double].self) { group in
      for _ in 0..<8 { group.addTask { run() } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.allSatisfy { $0 == alone })
  }
}
