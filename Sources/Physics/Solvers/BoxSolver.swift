import Foundation
import Imaging

/// How the Laplacian is meant on a grid.
public enum BoxLaplacian: Sendable {
  /// The second-order five-point difference: what is solved is the difference equation, exactly.
  case fivePoint
  /// The derivative of the interpolating waves: errors fall faster than any power of the spacing for smooth fields
  /// that go on smoothly beyond the border.
  case spectral
}

/// Direct solution of p(Δ) u = f in a box by sine or cosine transforms: every wave that fits in is an eigenvector of
/// the Laplacian, so the equation is one division a wave.
///
/// With the `zero` border the samples are the inner nodes of a box of (width + 1) × (height + 1) spacings; u is zero at
/// the border, and for the biharmonic equation so is Δu (a simply supported plate). With the `insulated` border they
/// are the centres of width × height cells, and the normal derivative is zero. A solver owns all memory that it needs;
/// use one on one thread at a time.
///
/// Source: B. Buzbee, G. Golub, C. Nielson, "On direct methods for solving Poisson's equations", SIAM J. Numer. Anal.
/// 7 (1970).
public final class BoxSolver<Scalar: SpectralScalar> {
  private let transform: BoxTransform<Scalar>
  private let eigenvaluesX: [Double]
  private let eigenvaluesY: [Double]
  private var coefficients: [Scalar]

  /// A solver for fields `[height, width]` on a grid of `spacing` (in the unit of length that the equation uses).
  public init(
    width: Int, height: Int, spacing: Double = 1, border: BoxBorder = .zero, laplacian: BoxLaplacian = .fivePoint
  ) {
    precondition(spacing > 0, "a grid has a positive spacing")
    transform = BoxTransform(width: width, height: height, border: border)
    eigenvaluesX = Self.eigenvalues(width, spacing, border, laplacian)
    eigenvaluesY = Self.eigenvalues(height, spacing, border, laplacian)
    coefficients = [Scalar](repeating: 0, count: width * height)
  }

  /// Solves Δu = f; `field` is f before and u after. With the insulated border the mean of f is taken out, since no
  /// solution exists otherwise, and u has the mean 0.
  public func solvePoisson(_ field: inout [Scalar]) { solve(&field) { $0 } }

  /// Solves (Δ - λ) u = f for λ = `screening` ≥ 0, in 1/length².
  public func solveScreenedPoisson(_ field: inout [Scalar], screening: Double) {
    precondition(screening >= 0, "a negative screening may have no solution")
    solve(&field) { $0 - screening }
  }

  /// Solves ΔΔw = q with w = Δw = 0 at the border: a simply supported plate under the load q over its stiffness.
  public func solveBiharmonic(_ field: inout [Scalar]) { solve(&field) { $0 * $0 } }

  /// Solves p(Δ) u = f; `symbol` is p as a function of the Laplacian's eigenvalue (≤ 0, 1/length²). Waves of which p
  /// is zero are left out of u.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func solve(_ field: inout [Scalar], symbol: (_ eigenvalue: Double) -> Double) {
    precondition(field.count == coefficients.count, "the field has the solver's size")
    coefficients.withUnsafeMutableBufferPointer { waves in
      field.withUnsafeMutableBufferPointer { values in
        guard let waves = waves.baseAddress, let values = values.baseAddress else { return }
        transform.forward(values, into: waves)
        for k in eigenvaluesX.indices {
          let column = waves + k * eigenvaluesY.count
          for l in eigenvaluesY.indices {
            let value = symbol(eigenvaluesX[k] + eigenvaluesY[l])
            column[l] = value == 0 ? 0 : column[l] / Scalar(value)
          }
        }
        transform.inverse(waves, into: values)
      }
    }
  }

  /// The eigenvalues of the second derivative along one axis, ≤ 0.
  static func eigenvalues(
    _ count: Int, _ spacing: Double, _ border: BoxBorder, _ laplacian: BoxLaplacian
  ) -> [Double] {
    (0..<count).map { k in
      let angle = border == .zero ? .pi * Double(k + 1) / Double(count + 1) : .pi * Double(k) / Double(count)
      let wave = laplacian == .spectral ? angle : 2 * sin(angle / 2)
      return -wave * wave / (spacing * spacing)
    }
  }
}
