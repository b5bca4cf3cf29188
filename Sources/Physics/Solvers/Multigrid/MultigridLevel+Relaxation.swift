// Gauss–Seidel by colours. Cells of one colour depend on those of the other only, so rows may be done in any order and on
// any number of threads with the same result.
extension MultigridLevel {
  /// Solves the equations of the cells of one colour in some rows for these cells.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func relax(_ colour: Int, rows: Range<Int>) {
    let (own, right, inverse) = (values[colour], rightHandSide[colour], inverse[colour])
    for y in rows {
      let row = grid.row(y)
      for i in stride(from: row, to: row + grid.columns, by: 8) {
        own[lanes: i] = inverse[lanes: i] * (right[lanes: i] + neighbours(colour, y, i))
      }
    }
  }

  /// As `relax`; keeps the squared residuals that the cells had before.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func relaxMeasuring(_ colour: Int, rows: Range<Int>) {
    let (own, right) = (values[colour], rightHandSide[colour])
    let (diagonal, inverse) = (diagonal[colour], inverse[colour])
    for y in rows {
      let row = grid.row(y)
      var squares = SIMD8<Scalar>(repeating: 0)
      for i in stride(from: row, to: row + grid.columns, by: 8) {
        let relaxed = inverse[lanes: i] * (right[lanes: i] + neighbours(colour, y, i))
        let residual = diagonal[lanes: i] * (relaxed - own[lanes: i])
        squares += residual * residual
        own[lanes: i] = relaxed
      }
      rowResiduals[y] = Double(squares.sum())
    }
  }

  /// As `relax` where all values are zero.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func relaxFromZero(_ colour: Int, rows: Range<Int>) {
    let (own, right, inverse) = (values[colour], rightHandSide[colour], inverse[colour])
    for y in rows {
      let row = grid.row(y)
      for i in stride(from: row, to: row + grid.columns, by: 8) { own[lanes: i] = inverse[lanes: i] * right[lanes: i] }
    }
  }

  /// The sum of conductance times value over the four neighbours of eight cells of one colour; `i` lies in row `y`.
  @inline(__always)
  func neighbours(_ colour: Int, _ y: Int, _ i: Int) -> SIMD8<Scalar> {
    let other = values[1 - colour]
    let (above, below) = (i - grid.stride, i + grid.stride)
    // Cells x = 2i + p have x - 1 = 2(i - 1 + p) + (1 - p) and x + 1 = 2(i + p) + (1 - p) as neighbours.
    let east = i + ((y + colour) & 1)
    guard let links else {
      return (other[lanes: above] + other[lanes: below]) + (other[lanes: east - 1] + other[lanes: east])
    }
    let vertical =
      links.south[1 - colour][lanes: above] * other[lanes: above] + links.south[colour][lanes: i] * other[lanes: below]
    let horizontal =
      links.east[1 - colour][lanes: east - 1] * other[lanes: east - 1]
      + links.east[colour][lanes: i] * other[lanes: east]
    return vertical + horizontal
  }
}
