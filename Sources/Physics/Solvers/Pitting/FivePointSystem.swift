/// Linear equations (own + Σ faces) x - Σ faces · neighbours = b on a grid with insulated borders: an implicit step of
/// diffusion in a medium whose conductance changes from place to place.
///
/// Solved by conjugate gradients with Jacobi's preconditioner. Fields are flat memory with a ring of ghost cells, so
/// that every loop runs over all cells without a branch; the memory belongs to the system and is allocated once.
/// Source: Y. Saad, "Iterative methods for sparse linear systems", SIAM 2003, §9.2.
final class FivePointSystem {
  /// The grid with its ghost cells; all fields share its layout.
  let layout: GhostLayout
  /// Own coefficient of each cell, ≥ 0; positive somewhere.
  let own: GhostField
  /// Conductance ≥ 0 to the cell on the right; 0 where that is a ghost.
  let right: GhostField
  /// Conductance ≥ 0 to the cell below; 0 where that is a ghost.
  let below: GhostField
  /// Right side b; 0 in ghost cells.
  let source: GhostField

  private let residual: GhostField
  private let direction: GhostField
  private let image: GhostField
  private let inverseDiagonal: GhostField

  init(_ layout: GhostLayout) {
    self.layout = layout
    func field() -> GhostField { GhostField(layout) }
    (own, right, below, source) = (field(), field(), field(), field())
    (residual, direction, image, inverseDiagonal) = (field(), field(), field(), field())
  }

  /// Solves for `x`, from the guess that it holds, until ‖b - Ax‖ ≤ tolerance · ‖b‖.
  /// - Returns: how many iterations it took; `limit` where they did not suffice.
  @discardableResult
  func solve(_ x: GhostField, tolerance: Double, limit: Int = 500) -> Int {
    let wanted = tolerance * tolerance * source.dot(source)
    var (squares, energy) = start(x)
    var iterations = 0
    while squares > wanted, iterations < limit, energy > 0 {
      multiply(direction, into: image)
      let next: Double
      (squares, next) = descend(x, by: energy / direction.dot(image))
      turn(ratio: next / energy)
      energy = next
      iterations += 1
    }
    return iterations
  }

  /// The residual of the guess and the first direction.
  /// - Returns: r·r and r·z, z the preconditioned residual.
  private func start(_ x: GhostField) -> (squares: Double, energy: Double) {
    let stride = layout.stride
    layout.eachEight { i in
      let sum = right.eight(i) + right.eight(i - 1) + below.eight(i) + below.eight(i - stride)
      inverseDiagonal.setEight(i, 1 / (own.eight(i) + sum))
    }
    multiply(x, into: image)
    layout.eachEight { i in
      let left = source.eight(i) - image.eight(i)
      residual.setEight(i, left)
      direction.setEight(i, left * inverseDiagonal.eight(i))
    }
    return (residual.dot(residual), residual.dot(direction))
  }

  private func multiply(_ x: GhostField, into y: GhostField) {
    let stride = layout.stride
    layout.eachEight { i in
      let value = x.eight(i)
      let sideways = right.eight(i) * (value - x.eight(i + 1)) + right.eight(i - 1) * (value - x.eight(i - 1))
      let upright =
        below.eight(i) * (value - x.eight(i + stride)) + below.eight(i - stride) * (value - x.eight(i - stride))
      y.setEight(i, own.eight(i) * value + sideways + upright)
    }
  }

  /// Moves along the direction, and puts the preconditioned residual where the image was.
  private func descend(_ x: GhostField, by step: Double) -> (squares: Double, energy: Double) {
    var (squares, energy) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    layout.eachEight { i in
      x.setEight(i, x.eight(i) + step * direction.eight(i))
      let left = residual.eight(i) - step * image.eight(i)
      let scaled = left * inverseDiagonal.eight(i)
      residual.setEight(i, left)
      image.setEight(i, scaled)
      squares += left * left
      energy += left * scaled
    }
    return (squares.sum(), energy.sum())
  }

  private func turn(ratio: Double) {
    layout.eachEight { i in direction.setEight(i, image.eight(i) + ratio * direction.eight(i)) }
  }
}

/// Where the cells of a grid with a ring of ghost cells lie in flat memory.
struct GhostLayout: Equatable {
  let width: Int
  let height: Int
  /// Distance between rows.
  let stride: Int
  /// Cells from the first real one to the last, the ghosts between them included, padded for vectors.
  let span: Int

  init(width: Int, height: Int) {
    precondition(width >= 1 && height >= 1, "a grid has at least one cell")
    (self.width, self.height, stride) = (width, height, width + 2)
    span = (height * stride + 7) / 8 * 8
  }

  /// Index of a cell; the first is 0, ghosts on the left and above are negative.
  @inline(__always)
  func index(_ x: Int, _ y: Int) -> Int { y * stride + x }

  /// Calls `body` with the index of every cell and of the ghosts between them.
  @inline(__always)
  func each(_ body: (Int) -> Void) {
    for i in 0..<span { body(i) }
  }

  /// The same for eight cells at a time.
  @inline(__always)
  func eachEight(_ body: (Int) -> Void) {
    var i = 0
    while i < span {
      body(i)
      i += 8
    }
  }
}

/// One number a cell, with ghosts; zero at first.
final class GhostField {
  let layout: GhostLayout
  private let memory: UnsafeMutablePointer<Double>
  private let first: UnsafeMutablePointer<Double>

  init(_ layout: GhostLayout) {
    self.layout = layout
    let count = layout.span + 2 * (layout.stride + 8)
    memory = .allocate(capacity: count)
    memory.initialize(repeating: 0, count: count)
    first = memory + layout.stride + 8
  }

  deinit { memory.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Double {
    get { first[index] }
    set { first[index] = newValue }
  }

  /// Eight neighbouring cells.
  @inline(__always)
  func eight(_ index: Int) -> SIMD8<Double> {
    UnsafeRawPointer(first + index).loadUnaligned(as: SIMD8<Double>.self)
  }

  /// Sets eight neighbouring cells.
  @inline(__always)
  func setEight(_ index: Int, _ values: SIMD8<Double>) {
    UnsafeMutableRawPointer(first + index).storeBytes(of: values, as: SIMD8<Double>.self)
  }

  /// The real cells, `[height, width]`.
  var values: [Double] {
    get {
      (0..<layout.height).flatMap { y in (0..<layout.width).map { self[layout.index($0, y)] } }
    }
    set {
      precondition(newValue.count == layout.width * layout.height, "the field has the grid's size")
      for y in 0..<layout.height {
        for x in 0..<layout.width { self[layout.index(x, y)] = newValue[y * layout.width + x] }
      }
    }
  }

  /// Sets every ghost to its neighbour's value: no gradient across the border.
  func mirror() {
    for y in 0..<layout.height {
      self[layout.index(-1, y)] = self[layout.index(0, y)]
      self[layout.index(layout.width, y)] = self[layout.index(layout.width - 1, y)]
    }
    for x in 0..<layout.width {
      self[layout.index(x, -1)] = self[layout.index(x, 0)]
      self[layout.index(x, layout.height)] = self[layout.index(x, layout.height - 1)]
    }
  }

  /// Σ a b over all cells, by eight sums that do not wait for each other.
  func dot(_ other: GhostField) -> Double {
    var sums = SIMD8<Double>.zero
    layout.eachEight { i in sums += eight(i) * other.eight(i) }
    return sums.sum()
  }
}
