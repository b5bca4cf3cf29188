// Transfer between a grid and the next coarser one: residuals are summed over 2 × 2 cells, corrections are the same for
// all of them. With coarse networks that are true to scale this crudest pair converges best, and it is the cheapest.
extension MultigridLevel {
  /// Makes the residual the right-hand side of `coarse`. Black cells must have been relaxed last: theirs is zero.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func restrictRedResidual(to coarse: MultigridLevel, coarseRows: Range<Int>) {
    for y in coarseRows {
      let target = coarse.grid.row(y)
      // The red cells among 2 × 2 lie on a diagonal: at the same place of the red cells in both rows.
      let (upper, lower) = (grid.row(2 * y), grid.row(2 * y + 1))
      let hasLower = 2 * y + 1 < grid.height
      let (even, odd) = (coarse.rightHandSide[y & 1], coarse.rightHandSide[1 - y & 1])
      for i in stride(from: 0, to: grid.columns, by: RedBlackGrid.block) {
        var first = redResidual(2 * y, upper + i)
        var second = redResidual(2 * y, upper + i + 8)
        if hasLower {
          first += redResidual(2 * y + 1, lower + i)
          second += redResidual(2 * y + 1, lower + i + 8)
        }
        let sums = SIMD16(lowHalf: first, highHalf: second)
        even[lanes: target + i / 2] = sums.evenHalf
        odd[lanes: target + i / 2] = sums.oddHalf
      }
    }
  }

  @inline(__always)
  private func redResidual(_ y: Int, _ i: Int) -> SIMD8<Scalar> {
    let relaxed = inverse.red[lanes: i] * (rightHandSide.red[lanes: i] + neighbours(0, y, i))
    return diagonal.red[lanes: i] * (relaxed - values.red[lanes: i])
  }

  /// Adds the values of `coarse` to the cells of one colour.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func correct(_ colour: Int, from coarse: MultigridLevel, rows: Range<Int>) {
    let (own, diagonal, inverse) = (values[colour], diagonal[colour], inverse[colour])
    for y in rows {
      let (row, source) = (grid.row(y), coarse.grid.row(y / 2))
      let (even, odd) = (coarse.values[y / 2 & 1], coarse.values[1 - y / 2 & 1])
      for i in stride(from: 0, to: grid.columns, by: RedBlackGrid.block) {
        let (fromEven, fromOdd) = (even[lanes: source + i / 2], odd[lanes: source + i / 2])
        // Diagonal times inverse is 1 on unknowns and 0 elsewhere.
        var corrections = SIMD16(lowHalf: fromEven, highHalf: fromOdd)
        (corrections.evenHalf, corrections.oddHalf) = (fromEven, fromOdd)
        own[block: row + i] += corrections * (diagonal[block: row + i] * inverse[block: row + i])
      }
    }
  }
}
