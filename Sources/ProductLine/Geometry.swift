import Randomness

typealias Point = SIMD2<Float>
typealias Colour = SIMD3<Float>

@inline(__always)
func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }

@inline(__always)
func mix(_ a: Colour, _ b: Colour, _ t: Float) -> Colour { a + (b - a) * t }

@inline(__always)
func clamp(_ x: Float, _ low: Float = 0, _ high: Float = 1) -> Float { min(max(x, low), high) }

/// 0 below `from`, 1 above `to`, smooth between; `from` may be the larger.
@inline(__always)
func smoothstep(_ from: Float, _ to: Float, _ x: Float) -> Float {
  let t = clamp((x - from) / (to - from))
  return t * t * (3 - 2 * t)
}

extension SIMD2 where Scalar == Float {
  @inline(__always) var length: Float { (x * x + y * y).squareRoot() }

  @inline(__always)
  func dot(_ other: Self) -> Float { x * other.x + y * other.y }

  /// Rotated by the angle of `direction`, a unit vector (cosine, sine).
  @inline(__always)
  func rotated(by direction: Self) -> Self {
    Self(x * direction.x - y * direction.y, x * direction.y + y * direction.x)
  }

  /// Rotated back by the angle of `direction`.
  @inline(__always)
  func rotated(against direction: Self) -> Self {
    Self(x * direction.x + y * direction.y, y * direction.x - x * direction.y)
  }
}

extension SIMD3 where Scalar == Float {
  @inline(__always)
  func dot(_ other: Self) -> Float { x * other.x + y * other.y + z * other.z }

  @inline(__always) var normalized: Self { self / dot(self).squareRoot() }
}

extension RandomStream {
  /// Uniform on a range, as a Float.
  mutating func float(_ range: ClosedRange<Float>) -> Float {
    Float(uniform(Double(range.lowerBound)...Double(range.upperBound)))
  }

  /// A unit vector of any direction.
  mutating func direction() -> Point { Point(angle: float(0...(2 * .pi))) }

  /// A noise of its own.
  mutating func noise() -> Noise { Noise(next()) }
}
