extension PlaneStressLevel {
  /// Damping of the smoother: 0.58 · 3.4 < 2 keeps every sweep, and so the whole cycle, symmetric positive definite.
  private static var damping: Scalar { 0.58 }

  /// solution += ω D⁻¹ (right - K solution), or from zero.
  func smooth(fromZero: Bool = false) {
    let (nodes, omega) = (grid.nodeCount, Self.damping)
    if !fromZero { apply(solution, to: scratch) }
    for offset in [0, nodes] {
      let (x, b, k) = (solution.base + offset, right.base + offset, scratch.base + offset)
      let (inverse, mask) = (inverseDiagonal.base, free.base + offset)
      if fromZero {
        for i in 0..<nodes { x[i] = omega * mask[i] * inverse[i] * b[i] }
      } else {
        for i in 0..<nodes { x[i] += omega * mask[i] * inverse[i] * (b[i] - k[i]) }
      }
    }
  }

  /// scratch = right - K solution.
  func updateResidual() {
    apply(solution, to: scratch)
    for i in 0..<scratch.count { scratch[i] = right[i] - scratch[i] }
  }

  /// Moduli and supports from the grid of twice the resolution: the mean of the four elements, which is the Galerkin
  /// product for uniform strain.
  func coarsen(_ fine: PlaneStressLevel) {
    let (columns, wide) = (grid.columns, fine.grid.columns)
    for row in 0..<grid.rows {
      for column in 0..<columns {
        let (target, first) = (row * columns + column, 2 * row * wide + 2 * column)
        bulk[target] =
          (fine.bulk[first] + fine.bulk[first + 1] + fine.bulk[first + wide] + fine.bulk[first + wide + 1]) / 4
        shear[target] =
          (fine.shear[first] + fine.shear[first + 1] + fine.shear[first + wide] + fine.shear[first + wide + 1]) / 4
      }
    }
    updateDiagonal()
  }

  /// A component is free on the coarse grid if it is at the same place on the fine one.
  func coarsenSupports(_ fine: PlaneStressLevel) {
    for row in 0...grid.rows {
      for column in 0...grid.columns {
        let (target, source) = (grid.node(column: column, row: row), fine.grid.node(column: 2 * column, row: 2 * row))
        free[target] = fine.free[source]
        free[grid.nodeCount + target] = fine.free[fine.grid.nodeCount + source]
      }
    }
  }

  /// right = Pᵀ (residual of the finer grid, in its scratch), P being bilinear interpolation.
  func restrict(_ fine: PlaneStressLevel) {
    let (wide, high) = (fine.grid.columns + 1, fine.grid.rows + 1)
    for component in 0..<2 {
      let source = fine.scratch.base + component * fine.grid.nodeCount
      let (target, mask) = (right.base + component * grid.nodeCount, free.base + component * grid.nodeCount)
      for row in 0...grid.rows {
        for column in 0...grid.columns {
          let (x, y) = (2 * column, 2 * row)
          var sum: Scalar = 0
          for (dy, weightY) in [(-1, Scalar(0.5)), (0, 1), (1, 0.5)] where y + dy >= 0 && y + dy < high {
            let line = source + (y + dy) * wide
            var across = line[x]
            if x > 0 { across += line[x - 1] / 2 }
            if x + 1 < wide { across += line[x + 1] / 2 }
            sum += weightY * across
          }
          let node = row * (grid.columns + 1) + column
          target[node] = mask[node] * sum
        }
      }
    }
  }

  /// solution += P (solution of the coarser grid).
  func prolong(_ coarse: PlaneStressLevel) {
    let (narrow, wide) = (coarse.grid.columns + 1, grid.columns + 1)
    for component in 0..<2 {
      let source = coarse.solution.base + component * coarse.grid.nodeCount
      let (target, mask) = (solution.base + component * grid.nodeCount, free.base + component * grid.nodeCount)
      for row in 0...grid.rows {
        let upper = source + (row / 2) * narrow
        let lower = source + ((row + 1) / 2) * narrow
        let (out, open) = (target + row * wide, mask + row * wide)
        for column in 0..<narrow { out[2 * column] += open[2 * column] * (upper[column] + lower[column]) / 2 }
        for column in 0..<(narrow - 1) {
          let sum = upper[column] + upper[column + 1] + lower[column] + lower[column + 1]
          out[2 * column + 1] += open[2 * column + 1] * sum / 4
        }
      }
    }
  }
}
