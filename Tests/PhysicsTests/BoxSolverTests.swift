import Foundation
import Imaging
import Physics
import Testing

@Suite struct BoxSolverTests {
  /// The exact solution of a manufactured problem on the unit square, at the nodes of a grid.
  private struct Problem {
    let border: BoxBorder
    let solution: (Double, Double) -> Double
    let source: (Double, Double) -> Double
    let solve: (BoxSolver<Double>, inout [Double]) -> Void

    /// The greatest error with `count` samples a side.
    func error(_ count: Int, _ laplacian: BoxLaplacian = .fivePoint) -> Double {
      let spacing = border == .zero ? 1 / Double(count + 1) : 1 / Double(count)
      let offset = border == .zero ? 1.0 : 0.5
      let places = (0..<(count * count)).map { i in
        ((Double(i % count) + offset) * spacing, (Double(i / count) + offset) * spacing)
      }
      let solver = BoxSolver<Double>(
        width: count, height: count, spacing: spacing, border: border, laplacian: laplacian)
      var field = places.map { source($0.0, $0.1) }
      solve(solver, &field)
      return zip(field, places).reduce(0) { max($0, abs($1.0 - solution($1.1.0, $1.1.1))) }
    }

    /// log₂ of the error's fall when the spacing is halved.
    var order: Double {
      let (coarse, fine) = border == .zero ? (31, 63) : (32, 64)
      return log2(error(coarse) / error(fine))
    }
  }

  /// u = x (1 - x) y (1 - y) eˣ, not an eigenvector of anything.
  private let poisson = Problem(
    border: .zero, solution: { x, y in x * (1 - x) * y * (1 - y) * exp(x) },
    source: { x, y in (-(3 * x + x * x) * y * (1 - y) - 2 * x * (1 - x)) * exp(x) },
    solve: { $0.solvePoisson(&$1) })

  @Test func poissonConvergesWithSecondOrder() {
    #expect(poisson.order > 1.95)
    #expect(poisson.error(63) < 1e-4)
  }

  @Test func screenedPoissonConvergesWithSecondOrder() {
    let problem = Problem(
      border: .zero, solution: poisson.solution,
      source: { poisson.source($0, $1) - 25 * poisson.solution($0, $1) },
      solve: { $0.solveScreenedPoisson(&$1, screening: 25) })
    #expect(problem.order > 1.95)
  }

  /// g(s) = 3s⁵ - 10s⁴ + 10s³ - 3s has g = g″ = 0 at both ends: a simply supported plate of deflection g(x) g(y).
  @Test func plateConvergesWithSecondOrder() {
    func g(_ s: Double) -> Double { s * (((3 * s - 7.5) * s + 5) * s * s - 0.5) }
    func g2(_ s: Double) -> Double { ((60 * s - 90) * s + 30) * s }
    func g4(_ s: Double) -> Double { 360 * s - 180 }
    let problem = Problem(
      border: .zero, solution: { g($0) * g($1) },
      source: { g4($0) * g($1) + 2 * g2($0) * g2($1) + g($0) * g4($1) }, solve: { $0.solveBiharmonic(&$1) })
    #expect(problem.order > 1.95)
  }

  /// (1 - cos 2πx)(y³/3 - y²/2): no slope at any edge; the mean is not fixed by the equation.
  @Test func insulatedPoissonConvergesWithSecondOrder() {
    let problem = Problem(
      border: .insulated,
      solution: { x, y in cos(2 * .pi * x) * (y * y * y / 3 - y * y / 2) },
      source: { x, y in
        cos(2 * .pi * x) * (2 * y - 1 - 4 * .pi * .pi * (y * y * y / 3 - y * y / 2))
      }, solve: { $0.solvePoisson(&$1) })
    #expect(problem.order > 1.9)
  }

  /// Navier's series for a plate under a uniform load: the deflection of the centre is 0.00406235 q a⁴ / D.
  @Test func uniformlyLoadedPlateBendsAsInTheory() {
    let solver = BoxSolver<Double>(width: 127, height: 127, spacing: 1.0 / 128, laplacian: .spectral)
    var field = [Double](repeating: 1, count: 127 * 127)
    solver.solveBiharmonic(&field)
    #expect(abs(field[63 * 127 + 63] / 0.004_062_353 - 1) < 2e-4)
  }

  @Test func wavesThatFitInAreSolvedExactly() {
    let problem = Problem(
      border: .zero, solution: { sin(3 * .pi * $0) * sin(2 * .pi * $1) },
      source: { -13 * .pi * .pi * sin(3 * .pi * $0) * sin(2 * .pi * $1) }, solve: { $0.solvePoisson(&$1) })
    #expect(problem.error(9, .spectral) < 1e-13)
    #expect(problem.error(9) > 1e-3)
  }

  @Test func differenceEquationsAgreeWithSciPy() throws {
    let golden = try SpectralGolden.load().plate
    let solver = BoxSolver<Double>(width: golden.width, height: golden.height, spacing: golden.spacing)
    var (plate, screened) = (golden.load, golden.load)
    solver.solveBiharmonic(&plate)
    solver.solveScreenedPoisson(&screened, screening: 0.3)
    #expect(relativeError(plate, golden.deflection) < 1e-12)
    #expect(relativeError(screened, golden.screened) < 1e-12)
  }

  @Test func withoutBordersTheMeanIsLeftOut() {
    let solver = BoxSolver<Float>(width: 16, height: 16, border: .insulated)
    var field = [Float](repeating: 3, count: 256)
    solver.solvePoisson(&field)
    #expect(field.allSatisfy { $0 == 0 })
  }
}
