/// Linear equations (own + Σ faces) x - Σ faces · neighbours = b on a grid with insulated borders: steady conduction, or an
/// implicit step of diffusion, in a medium whose conductance changes from place to place.
///
/// Solved by conjugate gradients with Jacobi's preconditioner. Fields are flat memory with a ring of ghost cells, so
/// that every loop runs over all cells without a branch; the memory belongs to the system and is allocated once.
/// Source: Y. Saad, "Iterative methods for sparse linear systems", SIAM 2003, §9.2.
final class FivePointSystem {
  /// The grid with its ghost cells; all fields share its layout.
  let layout: GhostLayout
  /// Own coefficient of each cell, ≥ 0; positive where a cell has no face, ghosts included.
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
  /// - Returns: how many iterations it took, `limit` where they did not suffice, and ‖b - Ax‖ / ‖b‖ (0 for b = 0).
  @discardableResult
  func solve(_ x: GhostField, tolerance: Double, limit: Int = 500) -> (iterations: Int, residual: Double) {
    let sources = source.dot(source)
    let wanted = tolerance * tolerance * sources
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
    return (iterations, sources > 0 ? (squares / sources).squareRoot() : 0)
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
