/// Navier–Cauchy's operator in plane stress on one grid, element by element, without a matrix.
///
/// The energy of a square bilinear element splits into five modes that do not couple. With the sums of corner
/// differences A = 2h ε_xx, B = 2h ε_yy, C = 2h γ_xy and the two hourglass sums G it is
///
///     ⅛ [κ (A + B)² + μ (A - B)² + μ C²] + μ/12 (G_x² + G_y²),
///
/// the deviatoric part integrated exactly, the volumetric one at the centre (selective reduced integration, Hughes
/// 1980): no locking, and one sign of the volume change for each element.
final class PlaneStressLevel<Scalar: GridScalar> {
  let grid: PlateGrid
  /// κ and μ for each element.
  let bulk: GridBuffer<Scalar>
  let shear: GridBuffer<Scalar>
  /// 1 for each component that may move, 0 where it is held.
  let free: GridBuffer<Scalar>
  /// Stiffness of the foundation at each node, force per length.
  let spring: GridBuffer<Scalar>
  /// Inverse of the diagonal that the smoother uses, for each node.
  let inverseDiagonal: GridBuffer<Scalar>
  let solution: GridBuffer<Scalar>
  let right: GridBuffer<Scalar>
  let scratch: GridBuffer<Scalar>
  private let stresses: GridBuffer<Scalar>

  init(_ grid: PlateGrid) {
    self.grid = grid
    (bulk, shear) = (GridBuffer(grid.elementCount), GridBuffer(grid.elementCount))
    free = GridBuffer(2 * grid.nodeCount, filledWith: 1)
    (spring, inverseDiagonal) = (GridBuffer(grid.nodeCount), GridBuffer(grid.nodeCount))
    (solution, right) = (GridBuffer(2 * grid.nodeCount), GridBuffer(2 * grid.nodeCount))
    scratch = GridBuffer(2 * grid.nodeCount)
    stresses = GridBuffer(10 * (grid.columns + 2))
  }

  /// Spreads a foundation of `stiffness`, force per length and area, over the nodes.
  func setFoundation(_ stiffness: Scalar) {
    let area = Scalar(grid.spacing * grid.spacing)
    for row in 0...grid.rows {
      let height: Scalar = row == 0 || row == grid.rows ? 0.5 : 1
      for column in 0...grid.columns {
        let width: Scalar = column == 0 || column == grid.columns ? 0.5 : 1
        spring[grid.node(column: column, row: row)] = stiffness * area * width * height
      }
    }
  }

  /// forces = K u on the components that are free, 0 on the others; `strain` is what the elements would take unloaded.
  func apply(_ u: GridBuffer<Scalar>, to forces: GridBuffer<Scalar>, strain: Eigenstrain? = nil) {
    let (width, nodes, lane) = (grid.columns + 1, grid.nodeCount, grid.columns + 2)
    var (above, below) = (stresses.base, stresses.base + 5 * lane)
    for i in 0..<(10 * lane) { stresses.base[i] = 0 }
    for row in 0...grid.rows {
      if row < grid.rows {
        stress(u.base + row * width, u.base + nodes + row * width, row, strain, below, lane)
      } else {
        for i in 0..<(5 * lane) { below[i] = 0 }
      }
      let start = row * width
      gather(above, below, lane, count: width, x: forces.base + start, y: forces.base + nodes + start)
      finish(u, forces, start: start, count: width)
      swap(&above, &below)
    }
  }

  /// A strain for each element, ε_xx, ε_yy, γ_xy, as A, B and C above.
  final class Eigenstrain {
    let a: GridBuffer<Scalar>
    let b: GridBuffer<Scalar>
    let c: GridBuffer<Scalar>

    init(_ grid: PlateGrid) {
      (a, b, c) = (
        GridBuffer(grid.elementCount), GridBuffer(grid.elementCount), GridBuffer(grid.elementCount)
      )
    }
  }

  /// Derivatives of the energy of one row of elements by A, B, C and the hourglass sums, at 1…columns of each lane.
  @inline(__always)
  private func stress(
    _ x: UnsafeMutablePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, _ row: Int, _ strain: Eigenstrain?,
    _ out: UnsafeMutablePointer<Scalar>, _ lane: Int
  ) {
    let (columns, start) = (grid.columns, row * grid.columns)
    let (kappa, mu) = (bulk.base + start, shear.base + start)
    let (x1, y1) = (x + columns + 1, y + columns + 1)
    let (sx, sy, sxy, gx, gy) = (
      out + 1, out + lane + 1, out + 2 * lane + 1, out + 3 * lane + 1, out + 4 * lane + 1
    )
    let (quarter, sixth) = (Scalar(0.25), Scalar(1) / 6)
    for i in 0..<columns {
      let (rising, falling) = (x1[i + 1] - x[i], x[i + 1] - x1[i])
      let (climbing, sinking) = (y1[i + 1] - y[i], y1[i] - y[i + 1])
      (sx[i], sy[i]) = (rising + falling, climbing + sinking)
      sxy[i] = rising - falling + climbing - sinking
      gx[i] = sixth * mu[i] * (x[i] - x[i + 1] - x1[i] + x1[i + 1])
      gy[i] = sixth * mu[i] * (y[i] - y[i + 1] - y1[i] + y1[i + 1])
    }
    if let strain {
      let (a, b, c) = (strain.a.base + start, strain.b.base + start, strain.c.base + start)
      for i in 0..<columns {
        sx[i] -= a[i]
        sy[i] -= b[i]
        sxy[i] -= c[i]
      }
    }
    for i in 0..<columns {
      let volumetric = quarter * kappa[i] * (sx[i] + sy[i])
      let deviatoric = quarter * mu[i] * (sx[i] - sy[i])
      sx[i] = volumetric + deviatoric
      sy[i] = volumetric - deviatoric
      sxy[i] *= quarter * mu[i]
    }
  }

  /// Sums what the four elements around each node of a row contribute.
  @inline(__always)
  private func gather(
    _ above: UnsafeMutablePointer<Scalar>, _ below: UnsafeMutablePointer<Scalar>, _ lane: Int, count: Int,
    x: UnsafeMutablePointer<Scalar>, y: UnsafeMutablePointer<Scalar>
  ) {
    let (aX, aY, aS) = (above, above + lane, above + 2 * lane)
    let (aGx, aGy) = (above + 3 * lane, above + 4 * lane)
    let (bX, bY, bS) = (below, below + lane, below + 2 * lane)
    let (bGx, bGy) = (below + 3 * lane, below + 4 * lane)
    for i in 0..<count {
      let normal = aX[i] - aX[i + 1] + bX[i] - bX[i + 1]
      let sheared = aS[i] + aS[i + 1] - bS[i] - bS[i + 1]
      let hourglass = aGx[i] - aGx[i + 1] - bGx[i] + bGx[i + 1]
      x[i] = normal + sheared + hourglass
    }
    for i in 0..<count {
      let normal = aY[i] + aY[i + 1] - bY[i] - bY[i + 1]
      let sheared = aS[i] - aS[i + 1] + bS[i] - bS[i + 1]
      let hourglass = aGy[i] - aGy[i + 1] - bGy[i] + bGy[i + 1]
      y[i] = normal + sheared + hourglass
    }
  }

  /// Adds the foundation and clears the components that are held.
  @inline(__always)
  private func finish(_ u: GridBuffer<Scalar>, _ forces: GridBuffer<Scalar>, start: Int, count: Int) {
    let springs = spring.base + start
    for offset in [start, start + grid.nodeCount] {
      let (f, v, mask) = (forces.base + offset, u.base + offset, free.base + offset)
      for i in 0..<count { f[i] = mask[i] * (f[i] + springs[i] * v[i]) }
    }
  }

  /// The diagonal of the operator, raised where volumetric stiffness prevails (closed cracks), so that 3.4 bounds the
  /// eigenvalues of the scaled operator: 2κ against at least 0.6κ for the stiffest mode of an element.
  func updateDiagonal() {
    let (columns, rows) = (grid.columns, grid.rows)
    for i in 0..<grid.nodeCount { inverseDiagonal[i] = spring[i] }
    for row in 0..<rows {
      for column in 0..<columns {
        let (kappa, mu) = (bulk[row * columns + column], shear[row * columns + column])
        let share = max(kappa / 4 + 2 * mu / 3, Scalar(0.6) * kappa)
        let node = row * (columns + 1) + column
        inverseDiagonal[node] += share
        inverseDiagonal[node + 1] += share
        inverseDiagonal[node + columns + 1] += share
        inverseDiagonal[node + columns + 2] += share
      }
    }
    for i in 0..<grid.nodeCount { inverseDiagonal[i] = 1 / max(inverseDiagonal[i], .leastNormalMagnitude * 4) }
  }
}
