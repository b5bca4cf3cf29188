/// Steady conduction between the cells of a grid, with another conductance at every face and cells that are left out.
///
/// For every active cell i: Σ_j k_ij (u_i - u_j) + g_i u_i = f_i over its four neighbours j, the finite-volume form of
/// -∇·(k ∇u) = f; g_i > 0 ties a cell to the value 0 (a Dirichlet boundary). Solved by `FivePointSystem`.
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
    let layout = GhostLayout(width: width, height: height)
    let (system, potential) = (FivePointSystem(layout), GhostField(layout))
    // A cell that is tied to nothing, ghosts included, has the equation 1 · u = 0.
    layout.each { system.own[$0] = 1 }
    forInterior { i, x, y in
      let cell = layout.index(x, y)
      let tied = ground[i] + east[i] + east[i - 1] + south[i] + south[i - width] > 0
      (system.own[cell], system.source[cell]) = tied ? (ground[i], sources[i]) : (1, 0)
      (system.right[cell], system.below[cell]) = (east[i], south[i])
    }
    let outcome = system.solve(potential, tolerance: tolerance, limit: limit)
    return Solution(potential: potential.values, iterations: outcome.iterations, residual: outcome.residual)
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

  private func forInterior(_ body: (_ index: Int, _ x: Int, _ y: Int) -> Void) {
    for y in 1..<(height - 1) {
      for x in 1..<(width - 1) { body(y * width + x, x, y) }
    }
  }
}
