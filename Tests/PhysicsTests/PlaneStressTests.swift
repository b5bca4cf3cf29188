import Foundation
import Physics
import Testing

@Suite struct PlaneStressTests {
  private let material = SheetMaterial(youngsModulus: 2, poissonsRatio: 0.3)

  private func square(_ side: Int) -> PlaneStressSolver<Double> {
    let solver = PlaneStressSolver<Double>(PlateGrid(columns: side, rows: side, spacing: 1 / Double(side)))
    solver.setMaterial(material)
    return solver
  }

  private func holdEdges(_ solver: PlaneStressSolver<Double>) {
    let (columns, rows) = (solver.grid.columns, solver.grid.rows)
    for row in 0...rows {
      for column in 0...columns where row == 0 || row == rows || column == 0 || column == columns {
        solver.hold(column: column, row: row)
      }
    }
  }

  /// A nodal field of a function of the place.
  private func field(_ grid: PlateGrid, _ value: (Double, Double) -> SIMD2<Double>) -> [Double] {
    var values = [Double](repeating: 0, count: 2 * grid.nodeCount)
    for row in 0...grid.rows {
      for column in 0...grid.columns {
        let at = value(Double(column) * grid.spacing, Double(row) * grid.spacing)
        let node = grid.node(column: column, row: row)
        (values[node], values[grid.nodeCount + node]) = (at.x, at.y)
      }
    }
    return values
  }

  /// The modulus is E(x, y) = 1 + ½ sin 2x cos y; u = (sin πx sin πy, sin 2πx sin πy); the force is -div σ(u).
  private func manufacturedError(_ side: Int) -> Double {
    let solver = square(side)
    let (grid, h) = (solver.grid, solver.grid.spacing)
    func modulus(_ x: Double, _ y: Double) -> (value: Double, x: Double, y: Double) {
      (1 + 0.5 * sin(2 * x) * cos(y), cos(2 * x) * cos(y), -0.5 * sin(2 * x) * sin(y))
    }
    let factors = (0..<grid.elementCount).map {
      modulus((Double($0 % side) + 0.5) * h, (Double($0 / side) + 0.5) * h).value
    }
    solver.setModuli(bulk: factors.map { $0 * material.bulk }, shear: factors.map { $0 * material.shear })
    holdEdges(solver)
    let exact = field(grid) { x, y in SIMD2(sin(.pi * x) * sin(.pi * y), sin(2 * .pi * x) * sin(.pi * y)) }
    let (mu, lambda) = (material.shear, material.bulk - material.shear)
    let forces = field(grid) { x, y in
      let (p, e) = (Double.pi, modulus(x, y))
      let (u, v) = (sin(p * x) * sin(p * y), sin(2 * p * x) * sin(p * y))
      let (ux, uy) = (p * cos(p * x) * sin(p * y), p * sin(p * x) * cos(p * y))
      let (vx, vy) = (2 * p * cos(2 * p * x) * sin(p * y), p * sin(2 * p * x) * cos(p * y))
      let (uxy, vxy) = (p * p * cos(p * x) * cos(p * y), 2 * p * p * cos(2 * p * x) * cos(p * y))
      let pressure = lambda * (ux + vy)
      let divergence = SIMD2(
        e.value * (lambda * (-p * p * u + vxy) - 2 * mu * p * p * u + mu * (-p * p * u + vxy)),
        e.value * (lambda * (uxy - p * p * v) - 2 * mu * p * p * v + mu * (uxy - 4 * p * p * v)))
      let stiffening = SIMD2(
        e.x * (pressure + 2 * mu * ux) + e.y * mu * (uy + vx), e.x * mu * (uy + vx) + e.y * (pressure + 2 * mu * vy))
      return -h * h * (divergence + stiffening)
    }
    solver.setForces(forces)
    let convergence = solver.solve(tolerance: 1e-10)
    #expect(convergence.reduction <= 1e-10)
    return zip(solver.displacement, exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot() * h
  }

  @Test func displacementIsOfSecondOrder() {
    let errors = [16, 32, 64].map(manufacturedError)
    #expect(log2(errors[0] / errors[1]) > 1.9)
    #expect(log2(errors[1] / errors[2]) > 1.9)
  }

  /// Steps for a reduction of the residual by 10⁸, which must not grow with the grid.
  @Test func convergenceDoesNotDependOnTheGrid() {
    let steps = [16, 64, 128].map { side in
      let solver = square(side)
      holdEdges(solver)
      var forces = [Double](repeating: 0, count: 2 * solver.grid.nodeCount)
      forces[solver.grid.node(column: side / 3, row: side / 2)] = 1
      solver.setForces(forces)
      return solver.solve(tolerance: 1e-8).iterations
    }
    #expect(steps.allSatisfy { $0 <= 20 })
  }

  @Test func aLinearFieldIsExactInTheInterior() {
    let solver = square(16)
    holdEdges(solver)
    let exact = field(solver.grid) { x, y in SIMD2(0.1 + 0.3 * x - 0.2 * y, 0.05 * x + 0.4 * y) }
    var start = exact
    for row in 1..<16 {
      for column in 1..<16 {
        let node = solver.grid.node(column: column, row: row)
        (start[node], start[solver.grid.nodeCount + node]) = (0, 0)
      }
    }
    solver.displacement = start
    solver.solve(tolerance: 1e-13)
    #expect(zip(solver.displacement, exact).allSatisfy { abs($0 - $1) < 1e-11 })
  }

  /// A rigid motion needs no force: the nodes of a free sheet stay where a rotation has put them.
  @Test func rigidMotionGivesNoStress() {
    let solver = square(12)
    let moved = field(solver.grid) { x, y in SIMD2(0.2 - 0.01 * y, -0.1 + 0.01 * x) }
    solver.displacement = moved
    #expect(solver.unbalance() < 1e-14)
    solver.hold(column: 0, row: 0)
    solver.solve(iterationLimit: 3)
    #expect(zip(solver.displacement, moved).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// A strip held at its left edge and drawn at its right one: Hooke's law with free sides.
  @Test func aStripStretchesByHookesLaw() {
    let (columns, rows, pull) = (32, 8, 0.01)
    let solver = PlaneStressSolver<Double>(PlateGrid(columns: columns, rows: rows, spacing: 0.5))
    solver.setMaterial(material)
    for row in 0...rows { solver.hold(column: 0, row: row, y: row == 0) }
    var forces = [Double](repeating: 0, count: 2 * solver.grid.nodeCount)
    for row in 0...rows {
      forces[solver.grid.node(column: columns, row: row)] = pull * 0.5 * (row == 0 || row == rows ? 0.5 : 1)
    }
    solver.setForces(forces)
    solver.solve(tolerance: 1e-12)
    let corner = solver.grid.node(column: columns, row: rows)
    #expect(abs(solver.displacement[corner] / (pull / 2 * 16) - 1) < 1e-8)
    #expect(abs(solver.displacement[solver.grid.nodeCount + corner] / (-0.3 * pull / 2 * 4) - 1) < 1e-8)
  }

  /// A film that shrinks by e on springs: u = e L sinh(x/L)/cosh(a/L) with L = √(E/k) in one dimension.
  @Test func shrinkageRelaxesOverTheShearLagLength() {
    let (columns, half, shrinkage, lag) = (128, 10.0, 0.02, 2.0)
    let solver = PlaneStressSolver<Double>(PlateGrid(columns: columns, rows: 4, spacing: 2 * half / Double(columns)))
    solver.setMaterial(SheetMaterial(youngsModulus: 2, poissonsRatio: 0))
    solver.setFoundation(2 / (lag * lag))
    let count = solver.grid.elementCount
    let none = [Double](repeating: 0, count: count)
    solver.setEigenstrain(xx: .init(repeating: -shrinkage, count: count), yy: none, xy: none)
    solver.solve(tolerance: 1e-10)
    for column in stride(from: 0, through: columns, by: 8) {
      let x = Double(column) * solver.grid.spacing - half
      let expected = -shrinkage * lag * sinh(x / lag) / cosh(half / lag)
      #expect(abs(solver.displacement[solver.grid.node(column: column, row: 2)] - expected) < 1e-3 * shrinkage * lag)
    }
  }
}
