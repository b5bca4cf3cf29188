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
      for x in 0..<grid.width {
        let i = y * network.stride + x
        let west = x > 0 ? across.links[i - 1] : 0
        let north = y > 0 ? down.links[i - network.stride] : 0
        let walls = across.nearWalls[i] + across.farWalls[i] + down.nearWalls[i] + down.farWalls[i]
        let sum = west + north + across.links[i] + down.links[i] + walls + network.leaks[i]
        let (colour, index) = grid.position(x: x, y: y)
        diagonal[colour][index] = sum
        inverse[colour][index] = sum > 0 ? 1 / sum : 0
        links?.east[colour][index] = across.links[i]
        links?.south[colour][index] = down.links[i]
      }
    }
  }
}
