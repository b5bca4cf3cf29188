/// The screened equation of a phase field on the elements of a plate, d being one number for each element:
///
///     (G_c/l + 2H) d - ∇·(G_c l ∇d) = 2H,   no flux through the edges.
///
/// Five-point differences, toughness between two elements being their mean; conjugate gradients with the diagonal as
/// preconditioner. The matrix is an M-matrix, so 0 ≤ d ≤ 1 as 0 ≤ H.
final class DamageField<Scalar: GridScalar> {
  let grid: PlateGrid
  let lengthScale: Scalar
  /// d, with a margin of a row and an element before and after, so that neighbours exist.
  let damage: PaddedBuffer<Scalar>
  /// 1 where d may change, 0 where it is held.
  let free: GridBuffer<Scalar>
  let toughness: GridBuffer<Scalar>
  private let east: PaddedBuffer<Scalar>
  private let south: PaddedBuffer<Scalar>
  private let around: GridBuffer<Scalar>
  private let diagonal: GridBuffer<Scalar>
  private let residual: GridBuffer<Scalar>
  private let image: GridBuffer<Scalar>
  private let preconditioned: GridBuffer<Scalar>
  private let direction: PaddedBuffer<Scalar>
  private let scratch: GridBuffer<Scalar>

  init(_ grid: PlateGrid, toughness values: [Scalar], lengthScale: Scalar) {
    (self.grid, self.lengthScale) = (grid, lengthScale)
    let (count, pad) = (grid.elementCount, grid.columns + 1)
    (damage, direction) = (PaddedBuffer(count, pad: pad), PaddedBuffer(count, pad: pad))
    (east, south) = (PaddedBuffer(count, pad: pad), PaddedBuffer(count, pad: pad))
    free = GridBuffer(count, filledWith: 1)
    toughness = GridBuffer(count)
    toughness.values = values
    (around, diagonal, residual) = (GridBuffer(count), GridBuffer(count), GridBuffer(count))
    (image, preconditioned, scratch) = (GridBuffer(count), GridBuffer(count), GridBuffer(count))
    setConductances()
  }

  private func setConductances() {
    let columns = grid.columns
    for row in 0..<grid.rows {
      for column in 0..<columns {
        let i = row * columns + column
        if column + 1 < columns { east.base[i] = lengthScale * (toughness[i] + toughness[i + 1]) / 2 }
        if row + 1 < grid.rows { south.base[i] = lengthScale * (toughness[i] + toughness[i + columns]) / 2 }
      }
    }
    for i in 0..<grid.elementCount {
      around[i] = east.base[i] + east.base[i - 1] + south.base[i] + south.base[i - columns]
    }
  }

  private var area: Scalar { Scalar(grid.spacing * grid.spacing) }

  /// Moves d towards the solution for the driving energy H; every step lowers ∫ (1-d)² H + G_c/2 (d²/l + l |∇d|²).
  func relax(drive: GridBuffer<Scalar>, tolerance: Scalar, iterationLimit: Int) {
    prepare(drive)
    let pointers = (direction.base, image.base, residual.base, preconditioned.base)
    let (p, q, r, z) = pointers
    let start = residual.dot(residual)
    guard start > 0 else { return }
    var (rho, iteration) = (Scalar(0), 0)
    while iteration < iterationLimit, residual.dot(residual) > tolerance * tolerance * start {
      for i in 0..<residual.count { z[i] = r[i] / diagonal.base[i] }
      let next = residual.dot(preconditioned)
      let beta = iteration == 0 ? 0 : next / rho
      for i in 0..<residual.count { p[i] = z[i] + beta * p[i] }
      rho = next
      apply(direction, to: image)
      let curvature = direction.dot(image)
      guard curvature > 0 else { break }
      let step = rho / curvature
      for i in 0..<residual.count {
        damage.base[i] += step * p[i]
        r[i] -= step * q[i]
      }
      iteration += 1
    }
    clamp()
  }

  /// Moves on in the direction of the last step: from `before` through d, by `factor` times the way. Below twice the way
  /// to a minimum the energy, a parabola along the line, still falls.
  func overrelax(from before: GridBuffer<Scalar>, by factor: Scalar) {
    guard factor != 1 else { return }
    for i in 0..<before.count { damage.base[i] = before.base[i] + factor * (damage.base[i] - before.base[i]) }
    clamp()
  }

  /// Cutting to 0…1 lowers the energy further: both the driving and the gradient term only shrink.
  private func clamp() {
    for i in 0..<damage.count { damage.base[i] = min(1, max(0, damage.base[i])) }
  }

  /// Diagonal and residual for a driving energy.
  private func prepare(_ drive: GridBuffer<Scalar>) {
    let (a, g, h) = (area, toughness.base, drive.base)
    for i in 0..<diagonal.count { diagonal.base[i] = a * (g[i] / lengthScale + 2 * h[i]) + around.base[i] }
    apply(damage, to: image)
    for i in 0..<residual.count { residual.base[i] = free.base[i] * (2 * a * h[i] - image.base[i]) }
  }

  private func apply(_ d: PaddedBuffer<Scalar>, to out: GridBuffer<Scalar>) {
    let (v, columns) = (d.base, grid.columns)
    let (e, s) = (east.base, south.base)
    for i in 0..<out.count {
      let horizontal = e[i] * v[i + 1] + e[i - 1] * v[i - 1]
      let vertical = s[i] * v[i + columns] + s[i - columns] * v[i - columns]
      out.base[i] = free.base[i] * (diagonal.base[i] * v[i] - horizontal - vertical)
    }
  }

  /// ∫ G_c/2 (d²/l + l |∇d|²).
  var surfaceEnergy: Scalar {
    let (v, columns, half) = (damage.base, grid.columns, Scalar(0.5))
    let local = area / (2 * lengthScale)
    for i in 0..<scratch.count {
      let (across, down) = (v[i + 1] - v[i], v[i + columns] - v[i])
      let gradient = east.base[i] * across * across + south.base[i] * down * down
      scratch.base[i] = local * toughness.base[i] * v[i] * v[i] + half * gradient
    }
    return scratch.sum
  }

  /// ∫ ½ (d²/l + l |∇d|²): the length of all cracks, about 1 + h/2l times too long on a grid of spacing h.
  var crackLength: Scalar {
    let (v, columns) = (damage.base, grid.columns)
    for i in 0..<scratch.count {
      let inner: Scalar = i % columns + 1 < columns ? 1 : 0
      let lower: Scalar = i + columns < scratch.count ? 1 : 0
      let (across, down) = (inner * (v[i + 1] - v[i]), lower * (v[i + columns] - v[i]))
      scratch.base[i] =
        (area / lengthScale * v[i] * v[i] + lengthScale * (across * across + down * down)) / 2
    }
    return scratch.sum
  }
}

/// Numbers of a grid between margins of zeros.
final class PaddedBuffer<Scalar: GridScalar> {
  let count: Int
  private let whole: GridBuffer<Scalar>
  /// The first number; `pad` numbers before it and after the last may be read.
  let base: UnsafeMutablePointer<Scalar>

  init(_ count: Int, pad: Int) {
    self.count = count
    whole = GridBuffer(count + 2 * pad)
    base = whole.base + pad
  }

  var values: [Scalar] { Array(UnsafeBufferPointer(start: base, count: count)) }

  func dot(_ other: GridBuffer<Scalar>) -> Scalar {
    GridBuffer.dot(base, other.base, count: count)
  }
}
