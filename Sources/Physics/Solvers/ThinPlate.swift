import Foundation

/// A thin elastic plate: D ΔΔw + κ w = q (Kirchhoff, with an elastic bed of stiffness κ where it has one).
///
/// Source: S. Timoshenko, S. Woinowsky-Krieger, "Theory of plates and shells", 2nd ed. (1959).
public struct ThinPlate: Sendable, Equatable {
  /// Bending stiffness D = E h³ / 12 (1 - ν²), N·mm.
  public let stiffness: Double

  /// - Parameters:
  ///   - youngs: Young's modulus E, MPa.
  ///   - poisson: Poisson's ratio ν.
  ///   - thickness: h, µm.
  public init(youngs: Double, poisson: Double, thickness: Double) {
    precondition(youngs > 0 && thickness > 0 && abs(poisson) < 1, "a plate has a modulus and a thickness")
    stiffness = youngs * pow(thickness / 1000, 3) / (12 * (1 - poisson * poisson))
  }

  /// Deflection in mm under a load of `load` MPa at the inner nodes `[height, width]` of a simply supported rectangle.
  /// - Parameters:
  ///   - spacing: mm between nodes; the supports lie one spacing outside the outermost.
  ///   - bed: stiffness κ of the elastic bed, MPa/mm.
  public func deflection(_ load: [Float], width: Int, height: Int, spacing: Double, bed: Double = 0) -> [Float] {
    precondition(load.count == width * height && bed >= 0, "one load for each node")
    var field = load
    BoxSolver<Float>(width: width, height: height, spacing: spacing, laplacian: .spectral)
      .solve(&field) { stiffness * $0 * $0 + bed }
    return field
  }

  /// Height in mm of the middle of a blister: an elliptic piece that is clamped along its edge and lifted by an even
  /// pressure; its shape is w₀ (1 - x²/a² - y²/b²)².
  /// - Parameters:
  ///   - pressure: MPa.
  ///   - axes: half axes a and b, mm.
  public func blisterHeight(pressure: Double, axes: SIMD2<Double>) -> Double {
    let (a, b) = (axes.x * axes.x, axes.y * axes.y)
    return pressure / (stiffness * (24 / (a * a) + 24 / (b * b) + 16 / (a * b)))
  }
}
