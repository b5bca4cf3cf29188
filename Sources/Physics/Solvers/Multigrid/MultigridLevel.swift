import Imaging

/// One grid of the hierarchy: the operator (d·u − Σ w·neighbours = b) and the numbers that a cycle works on.
final class MultigridLevel<Scalar: MultigridScalar> {
  let grid: RedBlackGrid
  /// The unknowns; zero wherever there is none.
  let values: RedBlackField<Scalar>
  /// The right-hand side; zero wherever there is no unknown.
  let rightHandSide: RedBlackField<Scalar>
  /// The sum of a cell's conductances; zero wherever there is no unknown.
  let diagonal: RedBlackField<Scalar>
  /// One over the diagonal; zero wherever that is.
  let inverse: RedBlackField<Scalar>
  /// Links to the right-hand and to the lower neighbour; nil where all are 1, as on the grid of pixels.
  let links: (east: RedBlackField<Scalar>, south: RedBlackField<Scalar>)?
  /// Sum of the squared residuals of every row, as measured last.
  let rowResiduals: UnsafeMutablePointer<Double>
  private let slab: ScalarSlab<Scalar>

  /// - Parameter isFinest: whether all links are 1.
  init(_ network: Conductances<Scalar>, isFinest: Bool) {
    grid = RedBlackGrid(width: network.width, height: network.height)
    let slab = ScalarSlab<Scalar>(arrays: isFinest ? 8 : 12, capacity: grid.capacity)
    func field(_ index: Int) -> RedBlackField<Scalar> {
      RedBlackField(red: slab[2 * index], black: slab[2 * index + 1])
    }
    (values, rightHandSide, diagonal, inverse) = (field(0), field(1), field(2), field(3))
    links = isFinest ? nil : (field(4), field(5))
    self.slab = slab
    rowResiduals = .allocate(capacity: grid.height)
    rowResiduals.initialize(repeating: 0, count: grid.height)
    load(network)
  }

  deinit { rowResiduals.deallocate() }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func load(_ network: Conductances<Scalar>) {
    let (across, down) = (network.horizontal, network.vertical)
    for y in 0..<grid.height {
      let row = grid.row(y)
      let (even, odd) = (y & 1, 1 - y & 1)
      for x in stride(from: 0, to: grid.width, by: RedBlackGrid.block) {
        let (i, target) = (y * network.stride + x, row + x / 2)
        let inward = across.links[block: i - 1] + down.links[block: i - network.stride]
        let outward = across.links[block: i] + down.links[block: i]
        let walls =
          (across.nearWalls[block: i] + across.farWalls[block: i])
          + (down.nearWalls[block: i] + down.farWalls[block: i])
        let sum = (inward + outward) + (walls + network.leaks[block: i])
        let reciprocal = sum / (sum * sum + Scalar.leastNormalMagnitude)
        (diagonal[even][lanes: target], diagonal[odd][lanes: target]) = (sum.evenHalf, sum.oddHalf)
        (inverse[even][lanes: target], inverse[odd][lanes: target]) = (reciprocal.evenHalf, reciprocal.oddHalf)
        guard let links else { continue }
        let (east, south) = (across.links[block: i], down.links[block: i])
        (links.east[even][lanes: target], links.east[odd][lanes: target]) = (east.evenHalf, east.oddHalf)
        (links.south[even][lanes: target], links.south[odd][lanes: target]) = (south.evenHalf, south.oddHalf)
      }
    }
  }
}
