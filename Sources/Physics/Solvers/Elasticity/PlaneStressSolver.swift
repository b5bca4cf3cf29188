/// Displacement of a sheet in plane stress, div σ(u) + f = k u: Navier–Cauchy's equation with stiffness that may differ
/// from element to element, an elastic foundation, forces and eigenstrain.
///
/// Bilinear elements, second order in the displacement; conjugate gradients, preconditioned by one V(1,1) cycle of
/// geometric multigrid and started from the last displacement. Edges are free of traction unless nodes are held. Nodal
/// fields hold the x components of all nodes, then the y components. Not for use from two threads at once.
public final class PlaneStressSolver<Scalar: GridScalar> {
  /// The elements.
  public let grid: PlateGrid
  /// Displacement of the nodes; held components keep what is set here.
  public var displacement: [Scalar] {
    get { u.values }
    set { u.values = newValue }
  }

  let u: GridBuffer<Scalar>
  let levels: [PlaneStressLevel<Scalar>]
  let force: GridBuffer<Scalar>
  private(set) var eigenstrain: PlaneStressLevel<Scalar>.Eigenstrain?
  /// A strain of 0 for each element.
  let zeroStrain: GridBuffer<Scalar>
  let residual: GridBuffer<Scalar>
  let correction: GridBuffer<Scalar>
  private let direction: GridBuffer<Scalar>
  private let image: GridBuffer<Scalar>
  private var supportsChanged = true

  /// How an iteration ended.
  public struct Convergence: Sendable, Equatable {
    /// Steps of conjugate gradients.
    public var iterations: Int
    /// Norm of the residual against that of the start.
    public var reduction: Double
  }

  /// An unloaded sheet of stiffness 0; set its moduli before solving.
  public init(_ grid: PlateGrid) {
    self.grid = grid
    var levels = [PlaneStressLevel<Scalar>(grid)]
    while let next = levels.last?.grid.halved { levels.append(PlaneStressLevel(next)) }
    self.levels = levels
    (u, force) = (GridBuffer(2 * grid.nodeCount), GridBuffer(2 * grid.nodeCount))
    (residual, correction) = (GridBuffer(2 * grid.nodeCount), GridBuffer(2 * grid.nodeCount))
    (direction, image) = (GridBuffer(2 * grid.nodeCount), GridBuffer(2 * grid.nodeCount))
    zeroStrain = GridBuffer(grid.elementCount)
  }

  var finest: PlaneStressLevel<Scalar> { levels[0] }

  /// Sets κ and μ (`SheetMaterial`) of every element, row by row.
  public func setModuli(bulk: [Scalar], shear: [Scalar]) {
    finest.bulk.values = bulk
    finest.shear.values = shear
  }

  /// Gives all elements one material.
  public func setMaterial(_ material: SheetMaterial) {
    finest.bulk.fill(with: Scalar(material.bulk))
    finest.shear.fill(with: Scalar(material.shear))
  }

  /// Ties every point to the ground by springs: `stiffness` in force per length and area (of a Winkler foundation, or of
  /// the shear lag between a film and its substrate).
  public func setFoundation(_ stiffness: Double) {
    for level in levels { level.setFoundation(Scalar(stiffness)) }
  }

  /// Sets the force on every node.
  public func setForces(_ forces: [Scalar]) { force.values = forces }

  /// Sets the strain that each element would take if it were free: thermal expansion, or with a minus drying shrinkage.
  public func setEigenstrain(xx: [Scalar], yy: [Scalar], xy: [Scalar]) {
    let strain = eigenstrain ?? .init(grid)
    let double = Scalar(2 * grid.spacing)
    strain.a.values = xx.map { double * $0 }
    strain.b.values = yy.map { double * $0 }
    strain.c.values = xy.map { double * 2 * $0 }
    eigenstrain = strain
  }

  /// Holds components of one node at what `displacement` has there.
  public func hold(column: Int, row: Int, x: Bool = true, y: Bool = true) {
    let node = grid.node(column: column, row: row)
    if x { finest.free[node] = 0 }
    if y { finest.free[grid.nodeCount + node] = 0 }
    supportsChanged = true
  }

  /// Moves the free nodes into equilibrium.
  /// - Parameters:
  ///   - tolerance: norm of the residual at the end, against that at the start.
  ///   - iterationLimit: most steps.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  @discardableResult
  public func solve(tolerance: Double = 1e-6, iterationLimit: Int = 200) -> Convergence {
    let convergence = findCorrection(tolerance: tolerance, iterationLimit: iterationLimit)
    u.add(1, correction)
    return convergence
  }

  /// Norm of the forces on free nodes that are not in balance.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func unbalance() -> Double {
    updateUnbalance()
    return Double(residual.dot(residual)).squareRoot()
  }

  /// correction = K⁻¹ (f - K u), as far as the limits allow; `correction` is 0 where u is in equilibrium already.
  func findCorrection(tolerance: Double, iterationLimit: Int) -> Convergence {
    updateHierarchy()
    correction.fill(with: 0)
    updateUnbalance()
    let start = residual.dot(residual)
    guard start > 0 else { return Convergence(iterations: 0, reduction: 0) }
    var (rho, latest, iterations) = (Scalar(1), start, 0)
    direction.fill(with: 0)
    while iterations < iterationLimit, latest > Scalar(tolerance * tolerance) * start {
      let z = precondition(residual)
      let next = residual.dot(z)
      guard next > 0 else { break }
      direction.scale(by: iterations == 0 ? 0 : next / rho, adding: z)
      rho = next
      finest.apply(direction, to: image)
      let curvature = direction.dot(image)
      guard curvature > 0 else { break }
      let step = rho / curvature
      correction.add(step, direction)
      residual.add(-step, image)
      latest = residual.dot(residual)
      iterations += 1
    }
    return Convergence(iterations: iterations, reduction: Double(latest / start).squareRoot())
  }

  /// Energy of the foundation less the work of the forces.
  var supportPotential: Scalar {
    let nodes = grid.nodeCount
    let (f, v, springs, sums) = (force.base, u.base, finest.spring.base, finest.scratch)
    for offset in [0, nodes] {
      for i in 0..<nodes {
        sums.base[offset + i] = (springs[i] * v[offset + i] / 2 - f[offset + i]) * v[offset + i]
      }
    }
    return sums.sum
  }

  /// residual = f - K u on the free components.
  func updateUnbalance() {
    finest.apply(u, to: residual, strain: eigenstrain)
    let (r, f, mask) = (residual.base, force.base, finest.free.base)
    for i in 0..<residual.count { r[i] = mask[i] * (f[i] - r[i]) }
  }

  private func updateHierarchy() {
    finest.updateDiagonal()
    for (fine, coarse) in zip(levels, levels.dropFirst()) {
      if supportsChanged { coarse.coarsenSupports(fine) }
      coarse.coarsen(fine)
    }
    supportsChanged = false
  }

  /// One V(1,1) cycle on `right`, from zero.
  private func precondition(_ right: GridBuffer<Scalar>) -> GridBuffer<Scalar> {
    finest.right.copy(right)
    for (fine, coarse) in zip(levels, levels.dropFirst()) {
      fine.smooth(fromZero: true)
      fine.updateResidual()
      coarse.restrict(fine)
    }
    // The coarsest grid has some dozens of nodes: a few sweeps are as good as a solve for a preconditioner.
    for sweep in 0..<8 { levels[levels.count - 1].smooth(fromZero: sweep == 0) }
    for (fine, coarse) in zip(levels, levels.dropFirst()).reversed() {
      fine.prolong(coarse)
      fine.smooth()
    }
    return finest.solution
  }
}
