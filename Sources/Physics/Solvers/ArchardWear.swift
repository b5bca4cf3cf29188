/// Abrasive wear of a surface by a hard body that slides over it under load.
///
/// The body leaves a groove; of its cross-section the share `cutting` (f_ab) is carried away as wear debris and the rest
/// is pushed up into ridges at both sides. What is carried away obeys Archard's law, V = k F s / H.
///
/// Sources: J. F. Archard, "Contact and rubbing of flat surfaces", J. Appl. Phys. 24 (1953); f_ab after K.-H. Zum Gahr,
/// "Microstructure and wear of materials" (1987); the load on the front half of the contact, F = H π a² / 2, after
/// E. Rabinowicz, "Friction and wear of materials" (1965).
public struct ArchardWear: Sendable, Equatable {
  /// Wear coefficient k: 10⁻³ … 10⁻¹ for abrasion of metals.
  public let coefficient: Double
  /// Indentation hardness H, MPa.
  public let hardness: Double
  /// Share f_ab of the groove's cross-section that is carried away, in 0…1 without 0.
  public let cutting: Double

  /// A material under an abrasive.
  public init(coefficient: Double, hardness: Double, cutting: Double) {
    precondition(coefficient >= 0 && hardness > 0, "wear needs a coefficient of 0 or more and a positive hardness")
    precondition(cutting > 0 && cutting <= 1, "the cutting share lies in 0…1 and is not 0")
    (self.coefficient, self.hardness, self.cutting) = (coefficient, hardness, cutting)
  }

  /// Cross-section that is carried away under `force` N, µm²: k F / H.
  public func wornArea(force: Double) -> Double { coefficient * force / hardness * 1e6 }

  /// Half of the groove's width under `force` N, µm: only the front half of the contact carries load, F = H π a² / 2.
  public func halfWidth(force: Double) -> Double { (2 * force / (.pi * hardness)).squareRoot() * 1e3 }

  /// The groove that one asperity leaves under `force` N; lengths in µm.
  /// - Parameters:
  ///   - bluntness: 0 a cone … 1 a sphere.
  ///   - lean: how much more of the ridges lies at the positive side, -1…1.
  public func groove(force: Double, bluntness: Double, lean: Double = 0) -> GrooveSection {
    let (area, half) = (wornArea(force: force) / cutting, halfWidth(force: force))
    guard half > 0 else { return GrooveSection(halfWidth: 0, depth: 0, bluntness: 0, ridges: SIMD2(0, 0)) }
    let ridge = (1 - cutting) * area / 2 / GrooveSection.areaOfUnitRidge(besideHalfWidth: half)
    return GrooveSection(
      halfWidth: Float(half), depth: Float(area / (half * GrooveSection.fullness(bluntness))),
      bluntness: Float(bluntness), ridges: SIMD2(Float(ridge * (1 - lean)), Float(ridge * (1 + lean))))
  }
}

/// The cross-section of a groove with its ridges: depth d (1 - (1-b)|u| - b u²) within the half-width a, u = x/a, and a
/// parabolic ridge of the width `ridgeShare`·a at each side.
public struct GrooveSection: Sendable, Equatable {
  /// Half of the groove's width, in the caller's unit of length across.
  public var halfWidth: Float
  /// Greatest depth, µm.
  public var depth: Float
  /// 0 a wedge … 1 a parabola.
  public var bluntness: Float
  /// Heights of the ridges at the negative and the positive side, µm.
  public var ridges: SIMD2<Float>

  /// A section.
  public init(halfWidth: Float, depth: Float, bluntness: Float, ridges: SIMD2<Float>) {
    (self.halfWidth, self.depth, self.bluntness, self.ridges) = (halfWidth, depth, bluntness, ridges)
  }

  /// Width of a ridge against the groove's half-width.
  public static let ridgeShare: Float = 0.7

  /// Distance from the groove's middle to the outer foot of a ridge.
  public var reach: Float { halfWidth * (1 + Self.ridgeShare) }

  /// Mean height between `x - h` and `x + h`, µm: what a pixel of the width 2h across the groove sees, exact however
  /// narrow the groove is.
  @inline(__always)
  public func mean(around x: Float, halfWindow h: Float) -> Float {
    (integral(x + h) - integral(x - h)) / (2 * h)
  }

  /// ∫₀ˣ of the height.
  @inline(__always)
  private func integral(_ x: Float) -> Float {
    let width = halfWidth * Self.ridgeShare
    let u = min(1, max(-1, x / halfWidth))
    let groove = u - (1 - bluntness) * u * abs(u) / 2 - bluntness * u * u * u / 3
    let right = min(1, max(0, (x - halfWidth) / width))
    let left = min(1, max(0, (-x - halfWidth) / width))
    let ridge = ridges.y * right * right * (2 - 4 / 3 * right) - ridges.x * left * left * (2 - 4 / 3 * left)
    return width * ridge - depth * halfWidth * groove
  }

  /// Area of a groove of half-width 1 and depth 1.
  static func fullness(_ bluntness: Double) -> Double { 1 + bluntness / 3 }

  /// Area of a ridge of height 1 beside a groove.
  static func areaOfUnitRidge(besideHalfWidth half: Double) -> Double { half * Double(ridgeShare) * 2 / 3 }
}
