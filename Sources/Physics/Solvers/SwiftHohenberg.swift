import Foundation
import Imaging

/// The Swift–Hohenberg equation ∂h/∂t = εh - A h + g h² - h³ on a periodic grid, with A = (1 + ∇²/k₀²)² - η ∂ₜ²/k₀²:
/// the common form of patterns that choose a wavelength — films that buckle, lacquer that dries, skins that wrinkle.
///
/// It is the gradient flow of F = Σ ½ hAh - ½ εh² - ⅓ gh³ + ¼ h⁴. With g = 0 stripes form (a labyrinth, or aligned
/// along the direction t for η > 0), with g ≠ 0 bumps or dimples. Stripes have the wavelength 2π/k₀ and, for small ε,
/// the amplitude 2√(ε/3).
///
/// Time stepping: A is taken at the new time, all else at the old one, (h⁺ - h)/τ = -Ah⁺ + εh + gh² - h³. Then
/// F(h⁺) - F(h) ≤ -(1/τ - L/2) Σ (h⁺ - h)², where L = 3M² + 2|g|M - ε bounds the curvature of the local terms for
/// |h| ≤ M. Steps of τ < 2/L are therefore sure to lower the energy; τ follows M, and a step that leaves |h| ≤ M is
/// taken again with a greater bound.
///
/// Sources: J. Swift, P. Hohenberg, Phys. Rev. A 15 (1977); D. Eyre, MRS Proc. 529 (1998) for the splitting.
public final class SwiftHohenberg<Scalar: SpectralScalar> {
  /// The equation's numbers.
  public struct Coefficients: Sendable, Equatable {
    /// Wavelength of the pattern 2π/k₀, samples; 4 at least.
    public var wavelength: Double
    /// Drive ε beyond the threshold at which patterns form, about 0.01…1.
    public var drive: Double
    /// Asymmetry g between up and down: 0 stripes; beyond about √ε bumps (positive) or dimples (negative).
    public var asymmetry: Double
    /// Cost η of wave vectors along `angle`, 0 (labyrinth) … about 1 (straight stripes).
    public var alignment: Double
    /// Direction t of aligned stripes, rad.
    public var angle: Double

    /// The equation's numbers; by default a labyrinth.
    public init(
      wavelength: Double, drive: Double = 0.3, asymmetry: Double = 0, alignment: Double = 0, angle: Double = 0
    ) {
      precondition(wavelength >= 4 && drive > 0 && alignment >= 0, "a pattern needs a drive and 4 samples a wave")
      (self.wavelength, self.drive, self.asymmetry) = (wavelength, drive, asymmetry)
      (self.alignment, self.angle) = (alignment, angle)
    }
  }

  /// The equation's numbers.
  public let coefficients: Coefficients
  /// The pattern h, `[height, width]`, of order √ε.
  public private(set) var pattern: [Scalar]
  /// Time since the start; patterns grow within a few 1/ε.
  public private(set) var time = 0.0

  private let transform: RealFourierTransform<Scalar>
  private let spectrum: Spectrum<Scalar>
  /// Eigenvalues of A over the spectrum.
  private let stiffness: [Scalar]
  private var rightSide: [Scalar]
  /// Bound M of |h| for which the step is safe.
  private var bound: Double

  /// A flow that starts from `pattern`, `[height, width]`; noise of a tenth of √ε is usual.
  public init(width: Int, height: Int, _ coefficients: Coefficients, from pattern: [Scalar]) {
    precondition(pattern.count == width * height, "the pattern has the grid's size")
    (self.coefficients, self.pattern) = (coefficients, pattern)
    transform = RealFourierTransform(width: width, height: height)
    spectrum = transform.makeSpectrum()
    stiffness = spectrum.table { kx, ky in Self.stiffness(coefficients, kx, ky) }
    rightSide = pattern
    let asymmetry = abs(coefficients.asymmetry)
    // The uniform state (g + √(g² + 4ε)) / 2 is a good guess for the greatest height of a pattern.
    let uniform = (asymmetry + (asymmetry * asymmetry + 4 * coefficients.drive).squareRoot()) / 2
    bound = max(1.3 * uniform, 1.3 * Self.greatestMagnitude(pattern))
  }

  /// The length of the next step.
  public var step: Double {
    let curvature = (3 * bound + 2 * abs(coefficients.asymmetry)) * bound - coefficients.drive
    // While h is small nothing but accuracy limits the step: growth by 1 + ετ instead of exp ετ.
    return min(1 / coefficients.drive, 1.8 / max(curvature, .leastNormalMagnitude))
  }

  /// Goes on for `duration`, or for `limit` steps where those take less.
  public func advance(by duration: Double, atMost limit: Int) {
    let end = time + duration
    var steps = 0
    while time < end, steps < limit {
      advance()
      steps += 1
    }
  }

  /// Goes on by `steps` steps.
  public func advance(steps: Int) {
    for _ in 0..<steps { advance() }
  }

  /// Goes on by one step.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func advance() {
    while true {
      let step = step
      explicitTerms(step: step)
      transform.forward(rightSide, into: spectrum)
      divide(step: step)
      transform.inverse(spectrum, into: &rightSide)
      let greatest = Self.greatestMagnitude(rightSide)
      if greatest <= bound {
        swap(&pattern, &rightSide)
        time += step
        return
      }
      precondition(greatest.isFinite, "the pattern is not finite")
      bound = 1.2 * greatest
    }
  }

  /// The energy F a sample.
  public var energy: Double {
    transform.forward(pattern, into: spectrum)
    var waves = 0.0
    for k in 0..<spectrum.width {
      for l in 0...(spectrum.height / 2) {
        let i = k * spectrum.stride + l
        let (re, im) = (Double(spectrum.real[i]), Double(spectrum.imaginary[i]))
        let twice = l > 0 && 2 * l < spectrum.height ? 2.0 : 1
        waves += twice * Double(stiffness[i]) * (re * re + im * im)
      }
    }
    let local = pattern.reduce(0.0) { sum, value in
      let h = Double(value)
      return sum + h * h * (-coefficients.drive / 2 - coefficients.asymmetry * h / 3 + h * h / 4)
    }
    let count = Double(pattern.count)
    return (waves / (2 * count) + local) / count
  }

  private static func stiffness(_ coefficients: Coefficients, _ kx: Double, _ ky: Double) -> Double {
    let scale = coefficients.wavelength / (2 * .pi)
    let (x, y) = (kx * scale, ky * scale)
    let (alongX, alongY) = (x * cos(coefficients.angle), y * sin(coefficients.angle))
    // The wave at half the sampling rate has no sign, so neither may the product of its parts.
    let product = max(abs(kx), abs(ky)) > 0.999_999 * .pi ? 0 : 2 * alongX * alongY
    let offset = 1 - x * x - y * y
    return offset * offset + coefficients.alignment * (alongX * alongX + alongY * alongY + product)
  }

  @inline(__always)
  private func explicitTerms(step: Double) {
    let linear = Scalar(1 / step + coefficients.drive)
    let asymmetry = Scalar(coefficients.asymmetry)
    pattern.withUnsafeBufferPointer { h in
      rightSide.withUnsafeMutableBufferPointer { target in
        for i in h.indices { target[i] = h[i] * (linear + h[i] * (asymmetry - h[i])) }
      }
    }
  }

  @inline(__always)
  private func divide(step: Double) {
    let inverse = Scalar(1 / step)
    let (real, imaginary) = (spectrum.real, spectrum.imaginary)
    stiffness.withUnsafeBufferPointer { stiffness in
      for i in stiffness.indices {
        let factor = 1 / (inverse + stiffness[i])
        real[i] *= factor
        imaginary[i] *= factor
      }
    }
  }

  /// The greatest |value|, by eight running maxima: one alone would wait for itself.
  @inline(__always)
  private static func greatestMagnitude(_ values: [Scalar]) -> Double {
    values.withUnsafeBufferPointer { values in
      var running = SIMD8<Scalar>(repeating: 0)
      let whole = values.count / 8 * 8
      for i in stride(from: 0, to: whole, by: 8) {
        for lane in 0..<8 {
          let magnitude = abs(values[i + lane])
          running[lane] = magnitude > running[lane] ? magnitude : running[lane]
        }
      }
      let rest = values[whole...].reduce(Scalar(0)) { max($0, abs($1)) }
      return Double(max(rest, running.max()))
    }
  }
}
