import Foundation
import Physics
import Testing

@Suite struct ConductionGridTests {
  /// Mean error for u = sin πx sin πy and k = 1 + x + y² on the unit square of n × n cells.
  private func error(_ n: Int) -> Double {
    let (width, h) = (n + 2, 1 / Double(n))
    var grid = ConductionGrid(width: width, height: width)
    var (sources, exact) = ([Double](repeating: 0, count: width * width), [Double](repeating: 0, count: width * width))
    func k(_ x: Double, _ y: Double) -> Double { 1 + x + y * y }
    for row in 1...n {
      for column in 1...n {
        let (i, x, y) = (row * width + column, (Double(column) - 0.5) * h, (Double(row) - 0.5) * h)
        let (sx, sy, cx, cy) = (sin(.pi * x), sin(.pi * y), cos(.pi * x), cos(.pi * y))
        exact[i] = sx * sy
        // -∇·(k ∇u) = 2π² k u - k_x u_x - k_y u_y
        sources[i] = h * h * (2 * .pi * .pi * k(x, y) * sx * sy - .pi * cx * sy - 2 * y * .pi * sx * cy)
        if column < n { grid.east[i] = k(x + h / 2, y) }
        if row < n { grid.south[i] = k(x, y + h / 2) }
        if column == 1 { grid.ground[i] += 2 * k(0, y) }
        if column == n { grid.ground[i] += 2 * k(1, y) }
        if row == 1 { grid.ground[i] += 2 * k(x, 0) }
        if row == n { grid.ground[i] += 2 * k(x, 1) }
      }
    }
    let solution = grid.solve(sources: sources, tolerance: 1e-10)
    #expect(solution.residual <= 1e-10)
    return (zip(solution.potential, exact).reduce(0) { $0 + pow($1.0 - $1.1, 2) } * h * h).squareRoot()
  }

  @Test func secondOrderForVaryingConductance() {
    let errors = [16, 32, 64].map(error)
    for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(log2(coarse / fine) > 1.9) }
  }

  /// What leaves every cell is what its source puts in, also with conductances over six orders of magnitude.
  @Test func flowBalancesTheSources() {
    let width = 40
    var grid = ConductionGrid(width: width, height: width)
    var sources = [Double](repeating: 0, count: width * width)
    for row in 1...38 {
      for column in 1...38 {
        let i = row * width + column
        let conductance = pow(10, -6 * Double((row * 7 + column * 3) % 11) / 10)
        if column < 38 { grid.east[i] = conductance }
        if row < 38 { grid.south[i] = conductance }
        sources[i] = column < 20 ? 1 : -1
      }
    }
    let total = sources.reduce(0, +)
    for i in sources.indices where sources[i] != 0 { sources[i] -= total / (38 * 38) }
    let solution = grid.solve(sources: sources, tolerance: 1e-9, limit: 4000)
    #expect(solution.residual <= 1e-9)
    let flow = grid.flow(solution.potential)
    for i in (width + 1)..<(width * (width - 1) - 1) where sources[i] != 0 {
      let leaving = flow.east[i] - flow.east[i - 1] + flow.south[i] - flow.south[i - width]
      #expect(abs(leaving - sources[i]) < 1e-5)
    }
  }
}
