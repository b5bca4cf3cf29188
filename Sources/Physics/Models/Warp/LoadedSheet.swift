import Foundation
import Randomness

/// A square sheet on an elastic ground, its edges held, in equilibrium with local loads; lengths in elements.
struct LoadedSheet {
  /// Displacement of the nodes, row by row.
  private(set) var x: [Float]
  private(set) var y: [Float]
  private let side: Int

  /// - Parameters:
  ///   - elements: elements along a side.
  ///   - room: the side against the radius of the zone that the loads act in.
  init(_ parameters: WarpParameters, elements: Int, room: Double, using stream: inout RandomStream) {
    side = elements + 1
    let grid = PlateGrid(columns: elements, rows: elements, spacing: 1)
    let radius = Double(elements) / room
    let solver = PlaneStressSolver<Float>(grid)
    solver.setMaterial(SheetMaterial(youngsModulus: 1, poissonsRatio: parameters.poissonsRatio))
    let lag = max(1.5, parameters.lag_um / parameters.radius_um * radius)
    solver.setFoundation(1 / (lag * lag))
    for k in 0...elements {
      for (column, row) in [(k, 0), (k, elements), (0, k), (elements, k)] { solver.hold(column: column, row: row) }
    }
    var loads = Loads(grid, tool: max(1, parameters.tool_um / parameters.radius_um * radius))
    loads.add(parameters, radius: radius, using: &stream)
    solver.setForces(loads.forces)
    solver.solve(tolerance: 1e-4, iterationLimit: 40)
    let u = solver.displacement
    (x, y) = (Array(u[..<grid.nodeCount]), Array(u[grid.nodeCount...]))
    scale(compression: Float(parameters.compression))
  }

  /// Scales the field so that the smallest det(I - ∇u) is 1 - compression: with T = tr ∇u and D = det ∇u the determinant
  /// at the factor f is 1 - f T + f² D, and the first f to reach the target counts.
  private mutating func scale(compression: Float) {
    var factor = Float.infinity
    for row in 0..<(side - 1) {
      for column in 0..<(side - 1) {
        let i = row * side + column
        let (xx, xy) = (x[i + 1] - x[i], x[i + side] - x[i])
        let (yx, yy) = (y[i + 1] - y[i], y[i + side] - y[i])
        if let root = Self.firstRoot(xx * yy - xy * yx, -(xx + yy), compression) { factor = min(factor, root) }
      }
    }
    guard factor.isFinite else { return }
    for i in x.indices {
      x[i] *= factor
      y[i] *= factor
    }
  }

  /// The smallest positive root of a f² + b f + c = 0, c > 0.
  private static func firstRoot(_ a: Float, _ b: Float, _ c: Float) -> Float? {
    let discriminant = b * b - 4 * a * c
    guard discriminant >= 0 else { return nil }
    // Both forms of the formula, each where it does not cancel.
    let q = -(b + (b < 0 ? -1 : 1) * discriminant.squareRoot()) / 2
    return [q == 0 ? nil : c / q, a == 0 ? nil : q / a].compactMap { $0 }.filter { $0 > 0 && $0.isFinite }.min()
  }

  /// ε_xx + ε_yy at the nodes, by central differences; 0 on the edges.
  func dilation() -> [Float] {
    var dilation = [Float](repeating: 0, count: x.count)
    for row in 1..<(side - 1) {
      for column in 1..<(side - 1) {
        let i = row * side + column
        dilation[i] = (x[i + 1] - x[i - 1] + y[i + side] - y[i - side]) / 2
      }
    }
    return dilation
  }
}

/// Forces spread over round spots of one size.
private struct Loads {
  private(set) var forces: [Float]
  private let grid: PlateGrid
  private let tool: Double

  init(_ grid: PlateGrid, tool: Double) {
    (self.grid, self.tool) = (grid, tool)
    forces = [Float](repeating: 0, count: 2 * grid.nodeCount)
  }

  mutating func add(_ parameters: WarpParameters, radius: Double, using stream: inout RandomStream) {
    let middle = SIMD2(Double(grid.columns) / 2, Double(grid.rows) / 2)
    func direction() -> SIMD2<Double> {
      let angle = stream.uniform(0...(2 * Double.pi))
      return SIMD2(cos(angle), sin(angle))
    }
    press(middle, parameters.push * direction())
    var axis = direction()
    let arm = radius * stream.uniform(0.2...0.45)
    press(middle - arm * axis, parameters.pinch * axis)
    press(middle + arm * axis, -parameters.pinch * axis)
    axis = direction()
    let across = SIMD2(-axis.y, axis.x)
    press(middle - arm * axis, -parameters.twist * across)
    press(middle + arm * axis, parameters.twist * across)
    // Swelling pushes outwards all around.
    for k in 0..<8 {
      let angle = Double(k) * .pi / 4
      let out = SIMD2(cos(angle), sin(angle))
      press(middle + 0.8 * arm * out, 0.5 * parameters.swelling * out)
    }
    guard parameters.crumple > 0 else { return }
    for _ in 0..<6 {
      let place = middle + radius * 0.6 * stream.uniform().squareRoot() * direction()
      press(place, parameters.crumple * stream.uniform(0.3...1) * direction())
    }
  }

  /// Spreads a force as a Gaussian of the tool's radius.
  private mutating func press(_ place: SIMD2<Double>, _ force: SIMD2<Double>) {
    guard force != .zero else { return }
    for row in 0...grid.rows {
      for column in 0...grid.columns {
        let offset = (SIMD2(Double(column), Double(row)) - place) / tool
        let weight = exp(-(offset * offset).sum()) / (tool * tool)
        let node = grid.node(column: column, row: row)
        forces[node] += Float(force.x * weight)
        forces[grid.nodeCount + node] += Float(force.y * weight)
      }
    }
  }
}
