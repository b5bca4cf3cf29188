import Imaging

/// A Poisson problem as a network of resistors: links between neighbouring cells, resistors from cells to the fixed
/// values on each side (walls), and leaks (the screening). On the grid of pixels every link and every wall is 1.
///
/// A network is coarsened by joining 2 × 2 cells: resistors one behind the other are added, rows side by side add their
/// conductances. That keeps the place of an irregular boundary to a fraction of a cell on all levels, keeps the
/// five-point form, and reproduces the stencil of the pixels wherever all are unknown; cells that are unknown in part,
/// slits and lone fixed pixels need no special treatment. Our construction; harmonic averages of cell-centred multigrid
/// are its kin (R. Alcouffe et al., "The multi-grid method for the diffusion equation", SIAM J. Sci. Stat. Comput. 2).
struct Conductances<Scalar: MultigridScalar> {
  /// Resistors in one direction, one number a cell.
  struct Axis {
    /// To the neighbour on the right (or below).
    let links: UnsafeMutablePointer<Scalar>
    /// To fixed values on the left (or above).
    let nearWalls: UnsafeMutablePointer<Scalar>
    /// To fixed values on the right (or below).
    let farWalls: UnsafeMutablePointer<Scalar>
  }

  let width: Int
  let height: Int
  /// From one row to the next. Rows are padded and framed by zeros, so that loops take whole vectors.
  let stride: Int
  let horizontal: Axis
  let vertical: Axis
  /// Screening times the number of unknown pixels in the cell.
  let leaks: UnsafeMutablePointer<Scalar>
  private let slab: ScalarSlab<Scalar>

  /// A network without any resistors.
  init(width: Int, height: Int) {
    let block = RedBlackGrid.block
    (self.width, self.height) = (width, height)
    stride = (width + block - 1) / block * block + block
    let frame = stride + block
    let slab = ScalarSlab<Scalar>(arrays: 7, capacity: stride * ((height + 1) & ~1) + 2 * frame)
    func array(_ index: Int) -> UnsafeMutablePointer<Scalar> { slab[index] + frame }
    horizontal = Axis(links: array(0), nearWalls: array(1), farWalls: array(2))
    vertical = Axis(links: array(3), nearWalls: array(4), farWalls: array(5))
    leaks = array(6)
    self.slab = slab
  }

  /// The network of the unknown pixels in `box`; other pixels of the mask's frame are fixed, and nothing passes the frame.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init(unknowns: Mask, box: PixelBox, screening: Scalar) {
    self.init(width: box.width, height: box.height)
    // The box with a row or column more on every side: 1 for an unknown, and 1 for a fixed pixel.
    let pitch = stride
    let states = ScalarSlab<Scalar>(arrays: 2, capacity: pitch * (box.height + 2) + RedBlackGrid.block)
    let (unknown, fixed) = (states[0], states[1])
    unknowns.values.withUnsafeBufferPointer { pixels in
      for y in max(0, box.y - 1)..<min(unknowns.height, box.maxY + 1) {
        let (row, source) = ((y - box.y + 1) * pitch + 1 - box.x, y * unknowns.width)
        for x in max(0, box.x - 1)..<min(unknowns.width, box.maxX + 1) {
          let value = Scalar(pixels[source + x])
          (unknown[row + x], fixed[row + x]) = (value, 1 - value)
        }
      }
    }
    withExtendedLifetime(states) {
      for y in 0..<height {
        let (row, source) = (y * stride, (y + 1) * pitch + 1)
        for x in Swift.stride(from: 0, to: width, by: 8) {
          let (i, s) = (row + x, source + x)
          let own = unknown[lanes: s]
          horizontal.links[lanes: i] = own * unknown[lanes: s + 1]
          horizontal.nearWalls[lanes: i] = own * fixed[lanes: s - 1]
          horizontal.farWalls[lanes: i] = own * fixed[lanes: s + 1]
          vertical.links[lanes: i] = own * unknown[lanes: s + pitch]
          vertical.nearWalls[lanes: i] = own * fixed[lanes: s - pitch]
          vertical.farWalls[lanes: i] = own * fixed[lanes: s + pitch]
          leaks[lanes: i] = own * screening
        }
      }
    }
  }

  /// The network of 2 × 2 cells joined.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func coarsened() -> Conductances {
    let coarse = Conductances(width: (width + 1) / 2, height: (height + 1) / 2)
    for y in 0..<coarse.height {
      for x in Swift.stride(from: 0, to: coarse.width, by: 8) {
        let (upper, target) = (2 * (y * stride + x), y * coarse.stride + x)
        let lower = upper + stride
        coarse.horizontal.store(horizontal.rowJoined(at: upper) + horizontal.rowJoined(at: lower), at: target)
        coarse.vertical.store(vertical.columnsJoined(at: upper, stride: stride), at: target)
        let leak = leaks[block: upper] + leaks[block: lower]
        coarse.leaks[lanes: target] = leak.evenHalf + leak.oddHalf
      }
    }
    return coarse
  }
}

/// Resistors of neighbouring cells in one direction.
private struct Resistors<Vector: SIMD> where Vector.Scalar: MultigridScalar {
  var link: Vector
  var near: Vector
  var far: Vector

  /// Joins two cells that lie one behind the other: their resistors, the link to the next pair, and the link within it.
  @inline(__always)
  init(_ first: Resistors, _ second: Resistors, nextInner: Vector) {
    // From the middle of a pair to either of its cells; nothing where only one of them is unknown.
    let half = Self.halfResistance(first.link)
    link = second.link / (1 + second.link * (half + Self.halfResistance(nextInner)))
    near = first.near / (1 + first.near * half) + second.near
    far = second.far / (1 + second.far * half) + first.far
  }

  @inline(__always)
  init(link: Vector, near: Vector, far: Vector) { (self.link, self.near, self.far) = (link, near, far) }

  /// Half of one over a conductance; 0 for 0, without a comparison, which vectors are slow at.
  @inline(__always)
  private static func halfResistance(_ conductance: Vector) -> Vector {
    0.5 * conductance / (conductance * conductance + Vector.Scalar.leastNormalMagnitude)
  }

  @inline(__always)
  static func + (a: Resistors, b: Resistors) -> Resistors {
    Resistors(link: a.link + b.link, near: a.near + b.near, far: a.far + b.far)
  }
}

extension Conductances.Axis {
  /// Eight pairs of cells of a row, for an axis along rows.
  @inline(__always)
  fileprivate func rowJoined(at i: Int) -> Resistors<SIMD8<Scalar>> {
    let (link, near, far) = (links[block: i], nearWalls[block: i], farWalls[block: i])
    return Resistors(
      Resistors(link: link.evenHalf, near: near.evenHalf, far: far.evenHalf),
      Resistors(link: link.oddHalf, near: near.oddHalf, far: far.oddHalf), nextInner: links[block: i + 2].evenHalf)
  }

  /// Eight times 2 × 2 cells, for an axis along columns.
  @inline(__always)
  fileprivate func columnsJoined(at i: Int, stride: Int) -> Resistors<SIMD8<Scalar>> {
    let joined = Resistors(
      cells(at: i), cells(at: i + stride), nextInner: links[block: i + 2 * stride])
    return Resistors(link: joined.link.evenHalf, near: joined.near.evenHalf, far: joined.far.evenHalf)
      + Resistors(link: joined.link.oddHalf, near: joined.near.oddHalf, far: joined.far.oddHalf)
  }

  @inline(__always)
  private func cells(at i: Int) -> Resistors<SIMD16<Scalar>> {
    Resistors(link: links[block: i], near: nearWalls[block: i], far: farWalls[block: i])
  }

  @inline(__always)
  fileprivate func store(_ resistors: Resistors<SIMD8<Scalar>>, at i: Int) {
    (links[lanes: i], nearWalls[lanes: i], farWalls[lanes: i]) = (resistors.link, resistors.near, resistors.far)
  }
}
