import Foundation

/// Steady conduction between the cells of a grid, with another conductance at every face and cells that are left out.
///
/// For every active cell i: Σ_j k_ij (u_i - u_j) + g_i u_i = f_i over its four neighbours j, the finite-volume form of
/// -∇·(k ∇u) = f; g_i > 0 ties a cell to the value 0 (a Dirichlet boundary). Solved by conjugate gradients with Jacobi's
/// preconditioner, which suits the few thousand cells and the strongly varying conductances that occur here. Source:
/// Y. Saad, "Iterative methods for sparse linear systems", 2nd ed. (2003), algorithm 9.1.
public struct ConductionGrid: Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Conductance between a cell and its right neighbour, `[height, width]`; 0 where one of them is left out.
  public var east: [Double]
  /// Conductance between a cell and its lower neighbour, `[height, width]`.
  public var south: [Double]
  /// Conductance between a cell and the ground, whose value is 0, `[height, width]`.
  public var ground: [Double]

  /// A grid without any conductance. The outermost cells stay left out, so that every active cell has four neighbours.
  public init(width: Int, height: Int) {
    precondition(width >= 3 && height >= 3, "a grid has a border of empty cells")
    (self.width, self.height) = (width, height)
    east = [Double](repeating: 0, count: width * height)
    (south, ground) = (east, east)
  }

  /// What the iteration came to.
  public struct Solution: Sendable {
    /// The potential, `[height, width]`; 0 in cells that are left out.
    public var potential: [Double]
    /// Iterations that were made.
    public var iterations: Int
    /// Euclidean norm of the residual against that of the sources.
    public var residual: Double
  }

  /// The potential for given sources. Where nothing is tied to the ground the sources of each connected part must add
  /// up to 0; the potential is then one of those that differ by a constant.
  /// - Parameters:
  ///   - tolerance: residual, against the sources, at which the iteration ends.
  ///   - limit: greatest number of iterations.
  public func solve(sources: [Double], tolerance: Double = 1e-6, limit: Int = 1000) -> Solution {
    precondition(sources.count == width * height, "a source for every cell")
    let diagonal = diagonal()
    let inverse = diagonal.map { $0 > 0 ? 1 / $0 : 0 }
    var residual = zip(sources, inverse).map { $1 > 0 ? $0 : 0 }
    var potential = [Double](repeating: 0, count: sources.count)
    var (direction, image) = (potential, potential)
    let goal = tolerance * tolerance * dot(residual, residual)
    var (iterations, last) = (0, 1.0)
    while iterations < limit, dot(residual, residual) > goal {
      let energy = dot(residual, residual, weight: inverse)
      let memory = iterations == 0 ? 0 : energy / last
      for i in direction.indices { direction[i] = inverse[i] * residual[i] + memory * direction[i] }
      apply(diagonal, direction, to: &image)
      let curvature = dot(direction, image)
      guard curvature > 0 else { break }
      let step = energy / curvature
      for i in potential.indices {
        potential[i] += step * direction[i]
        residual[i] -= step * image[i]
      }
      (last, iterations) = (energy, iterations + 1)
    }
    let scale = dot(sources, sources)
    return Solution(
      potential: potential, iterations: iterations,
      residual: scale > 0 ? (dot(residual, residual) / scale).squareRoot() : 0)
  }

  /// What leaves each cell through its right and its lower face.
  public func flow(_ potential: [Double]) -> (east: [Double], south: [Double]) {
    var (right, down) = (east, south)
    for i in 0..<(width * (height - 1)) {
      right[i] *= potential[i] - potential[i + 1]
      down[i] *= potential[i] - potential[i + width]
    }
    return (right, down)
  }

  private func diagonal() -> [Double] {
    var diagonal = ground
    forInterior { i in diagonal[i] += east[i] + east[i - 1] + south[i] + south[i - width] }
    return diagonal
  }

  private func apply(_ diagonal: [Double], _ u: [Double], to result: inout [Double]) {
    result.withUnsafeMutableBufferPointer { out in
      u.withUnsafeBufferPointer { u in
        east.withUnsafeBufferPointer { east in
          south.withUnsafeBufferPointer { south in
            diagonal.withUnsafeBufferPointer { diagonal in
              forInterior { i in
                let across = east[i] * u[i + 1] + east[i - 1] * u[i - 1]
                out[i] = diagonal[i] * u[i] - across - south[i] * u[i + width] - south[i - width] * u[i - width]
              }
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func forInterior(_ body: (Int) -> Void) {
    for y in 1..<(height - 1) {
      for i in (y * width + 1)..<(y * width + width - 1) { body(i) }
    }
  }
}

/// Σ a b.
private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

/// Σ a b w.
private func dot(_ a: [Double], _ b: [Double], weight: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] * weight[i] }
  return sum
}
