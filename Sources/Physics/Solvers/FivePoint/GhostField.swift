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
