/// Numbers that multigrid works with: `Float` and `Double`.
public typealias MultigridScalar = BinaryFloatingPoint & SIMDScalar & Sendable

/// Where the cells of a width × height grid lie in memory: the red ones (x + y even) apart from the black ones, so that a
/// half-sweep of Gauss–Seidel over one colour reads and writes whole vectors.
///
/// Row y of one colour holds the cells x = 2i + p, with p = (y + colour) mod 2, at `row(y) + i`. Every row is padded to
/// whole blocks of vectors and framed by cells that stay zero, so that loops need neither remainders nor borders.
struct RedBlackGrid {
  let width: Int
  let height: Int
  /// Cells of one colour in a row, rounded up to whole blocks.
  let columns: Int
  /// From one row to the next.
  let stride: Int

  /// Cells that are moved between levels at a time.
  static let block = 16
  private static let margin = 8

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    columns = ((width + 1) / 2 + Self.block - 1) / Self.block * Self.block
    stride = columns + Self.margin
  }

  /// Room for all cells of one colour with their frame.
  var capacity: Int { (height + 2) * stride + Self.margin }

  /// The cell i = 0 of row y of either colour; −1 ≤ y ≤ height.
  @inline(__always)
  func row(_ y: Int) -> Int { (y + 1) * stride + Self.margin }

  /// Where the cell (x, y) lies among those of its colour, and that colour.
  func position(x: Int, y: Int) -> (colour: Int, index: Int) { ((x + y) & 1, row(y) + x / 2) }

  /// The grid of cells twice as large.
  var coarser: RedBlackGrid { RedBlackGrid(width: (width + 1) / 2, height: (height + 1) / 2) }
}

/// One number a cell, red and black cells apart; memory that somebody else owns.
struct RedBlackField<Scalar> {
  let red: UnsafeMutablePointer<Scalar>
  let black: UnsafeMutablePointer<Scalar>

  /// The cells of colour 0 (red) or 1 (black).
  @inline(__always)
  subscript(colour: Int) -> UnsafeMutablePointer<Scalar> { colour == 0 ? red : black }
}

extension UnsafeMutablePointer where Pointee: SIMDScalar {
  /// Eight neighbouring numbers from `index` on.
  @inline(__always)
  subscript(lanes index: Int) -> SIMD8<Pointee> {
    get { UnsafeRawPointer(self + index).loadUnaligned(as: SIMD8<Pointee>.self) }
    nonmutating set { UnsafeMutableRawPointer(self + index).storeBytes(of: newValue, as: SIMD8<Pointee>.self) }
  }

  /// Sixteen neighbouring numbers from `index` on.
  @inline(__always)
  subscript(block index: Int) -> SIMD16<Pointee> {
    get { UnsafeRawPointer(self + index).loadUnaligned(as: SIMD16<Pointee>.self) }
    nonmutating set { UnsafeMutableRawPointer(self + index).storeBytes(of: newValue, as: SIMD16<Pointee>.self) }
  }
}
