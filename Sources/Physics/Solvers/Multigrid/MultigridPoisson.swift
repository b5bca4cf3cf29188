import Imaging

/// Solves (Δ − λ) u = f on the set pixels of a mask by geometric multigrid: u is given on all other pixels, and nothing
/// passes the border of the picture (Neumann). Δ is the five-point Laplacian at a spacing of one pixel.
///
/// V-cycles of red-black Gauss–Seidel, one sweep before and two after the correction on the pixels, two and two on coarser
/// grids, whose operators are networks of resistors (`Conductances`). The residual falls to 0.05…0.1 of itself in a cycle
/// on discs, rings, cracks and blobs of any size; only isolated fixed pixels in a wide field cost more cycles.
///
/// All memory is allocated when the solver is made; it serves any number of right-hand sides, channels for instance. Use
/// one on one thread at a time. Results do not depend on `threads`.
public final class MultigridPoisson<Scalar: MultigridScalar> {
  /// Pixels of a row of the picture.
  public let width: Int
  /// Rows of the picture.
  public let height: Int
  /// Where all unknowns lie; nil where there are none.
  private let box: PixelBox?
  private let levels: [MultigridLevel<Scalar>]
  private let bands: RowBands
  /// For each colour, the cells beside a fixed pixel, and that pixel.
  private let boundary: [[BoundaryEdge]]
  /// No pixel is fixed and nothing screens: u is known up to a constant.
  private let isSingular: Bool
  private let unknownCount: Int

  /// - Parameters:
  ///   - unknowns: the pixels that are solved for; the mask has the picture's size.
  ///   - screening: λ ≥ 0, 1/px².
  ///   - threads: on how many threads large grids are swept.
  public init(unknowns: Mask, screening: Scalar = 0, threads: Int = 1) {
    precondition(screening >= 0, "a negative screening may have no solution")
    (width, height, bands) = (unknowns.width, unknowns.height, RowBands(threads: max(1, threads)))
    box = unknowns.boundingBox
    unknownCount = unknowns.area
    isSingular = unknownCount == unknowns.values.count && screening == 0
    boundary = box.map { BoundaryEdge.all(unknowns, in: $0) } ?? [[], []]
    var levels: [MultigridLevel<Scalar>] = []
    if let box {
      var network = Conductances<Scalar>(unknowns: unknowns, box: box, screening: screening)
      levels.append(MultigridLevel(network, isFinest: true))
      while network.width > 1 || network.height > 1 {
        network = network.coarsened()
        levels.append(MultigridLevel(network, isFinest: false))
      }
    }
    self.levels = levels
  }

  /// How a solution went.
  public struct Convergence: Sendable, Equatable {
    /// V-cycles done.
    public let cycles: Int
    /// Residual (Euclidean norm over all unknowns) against the right-hand side with the fixed values in it: before the
    /// first cycle, and after each. The solution is half a sweep better than the last.
    public let residuals: [Double]
    /// Whether the last is within the tolerance.
    public let hasConverged: Bool

    /// The last relative residual.
    public var residual: Double { residuals.last ?? 0 }
    /// What was left of the residual by each cycle.
    public var factors: [Double] { zip(residuals.dropFirst(), residuals).map { $1 > 0 ? $0 / $1 : 0 } }
  }

  /// Solves for one right-hand side.
  ///
  /// Where neither a fixed pixel nor screening determines u, the mean of f is taken out and u keeps the mean that it had.
  /// - Parameters:
  ///   - u: `[height, width]`; the first guess on the unknown pixels, then the solution; given elsewhere.
  ///   - f: `[height, width]`, read on the unknown pixels; nil for zero (Laplace's equation).
  ///   - tolerance: residual at which to stop, against the right-hand side with the fixed values in it.
  ///   - maxCycles: at which to stop in any case.
  @discardableResult
  public func solve(
    _ u: inout [Scalar], equals f: [Scalar]? = nil, tolerance: Double = 1e-4, maxCycles: Int = 40
  ) -> Convergence {
    precondition(u.count == width * height && (f?.count ?? u.count) == u.count, "fields have the picture's size")
    guard let finest = levels.first, let box else { return Convergence(cycles: 0, residuals: [0], hasConverged: true) }
    let mean = isSingular ? u.reduce(0) { $0 + Double($1) } / Double(u.count) : 0
    u.withUnsafeBufferPointer { finest.load($0, f, box, width, boundary) }
    if isSingular { finest.removeMean() }
    let convergence = cycle(against: finest.rightHandSideNorm(), tolerance, maxCycles)
    u.withUnsafeMutableBufferPointer { finest.store(in: $0, box, width) }
    if isSingular {
      let shift = Scalar(mean - u.reduce(0) { $0 + Double($1) } / Double(u.count))
      for i in u.indices { u[i] += shift }
    }
    return convergence
  }

  private func cycle(against norm: Double, _ tolerance: Double, _ maxCycles: Int) -> Convergence {
    let finest = levels[0]
    guard norm > 0 else {
      finest.setToZero()
      return Convergence(cycles: 0, residuals: [0], hasConverged: true)
    }
    var residuals: [Double] = []
    relax(finest, 1)
    while true {
      // With the black residuals zero, those that the red cells have before they are relaxed are the whole.
      forRows(finest) { finest.relaxMeasuring(0, rows: $0) }
      let residual = finest.measuredResidual()
      residuals.append(residual / norm)
      relax(finest, 1)
      if residual <= tolerance * norm || residuals.count > maxCycles { break }
      correct(0)
      for _ in 0..<2 { sweep(finest) }
    }
    let last = residuals[residuals.count - 1]
    return Convergence(cycles: residuals.count - 1, residuals: residuals, hasConverged: last <= tolerance)
  }

  /// Corrects the values of a level on the next one. Black cells must have been relaxed last, red ones must be next.
  private func correct(_ index: Int) {
    guard index + 1 < levels.count else { return }
    let (level, coarse) = (levels[index], levels[index + 1])
    bands.forEach(coarse.grid.height, of: 4 * coarse.grid.columns) {
      level.restrictRedResidual(to: coarse, coarseRows: $0)
    }
    forRows(coarse) { coarse.relaxFromZero(0, rows: $0) }
    relax(coarse, 1)
    if index + 2 < levels.count {
      sweep(coarse)
      correct(index + 1)
      for _ in 0..<2 { sweep(coarse) }
    }
    forRows(level) { level.correct(1, from: coarse, rows: $0) }
  }

  private func sweep(_ level: MultigridLevel<Scalar>) {
    relax(level, 0)
    relax(level, 1)
  }

  private func relax(_ level: MultigridLevel<Scalar>, _ colour: Int) {
    forRows(level) { level.relax(colour, rows: $0) }
  }

  private func forRows(_ level: MultigridLevel<Scalar>, _ body: (Range<Int>) -> Void) {
    bands.forEach(level.grid.height, of: level.grid.columns, body)
  }
}
