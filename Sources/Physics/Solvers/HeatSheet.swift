import Foundation
import Imaging

/// Heat that spreads in a thin sheet and is lost to its surroundings: ∂θ/∂t = α Δθ - θ/τ + s, with θ the rise of the
/// temperature above the surroundings.
///
/// Every wave that fits into the box decays by itself, so a step is exact in space and, for a source that is constant
/// during the step, exact in time whatever the step's length (exponential time differencing); with the source of the
/// middle of the step the method is of second order. The samples lie as `BoxBorder` says. A sheet owns all memory that
/// it needs and never allocates after it is made; use one on one thread at a time.
///
/// Source: S. Cox, P. Matthews, "Exponential time differencing for stiff systems", J. Comput. Phys. 176 (2002).
public final class HeatSheet<Scalar: SpectralScalar> {
  /// Rise of the temperature at each sample, K, row-major `[height, width]`.
  public private(set) var temperature: [Scalar]
  private let transform: BoxTransform<Scalar>
  /// Rates at which the waves decay, 1/s, in the transform's order.
  private let rates: [Double]
  private var waves: [Scalar]
  private var work: [Scalar]
  private var decay: [Scalar]
  private var gain: [Scalar]
  private var step = 0.0

  /// A sheet without heat.
  /// - Parameters:
  ///   - spacing: mm between samples.
  ///   - diffusivity: α, mm²/s.
  ///   - lossTime: time constant τ of the loss of heat, s.
  ///   - border: insulated, or held at the temperature of the surroundings.
  public init(
    width: Int, height: Int, spacing: Double, diffusivity: Double, lossTime: Double = .infinity,
    border: BoxBorder = .insulated
  ) {
    precondition(spacing > 0 && diffusivity > 0 && lossTime > 0, "spacing, diffusivity and loss time are positive")
    transform = BoxTransform(width: width, height: height, border: border)
    let across = BoxSolver<Scalar>.eigenvalues(width, spacing, border, .spectral)
    let down = BoxSolver<Scalar>.eigenvalues(height, spacing, border, .spectral)
    rates = across.flatMap { k in down.map { l in 1 / lossTime - diffusivity * (k + l) } }
    temperature = [Scalar](repeating: 0, count: width * height)
    (waves, work, decay, gain) = (temperature, temperature, temperature, temperature)
  }

  /// The state with a given rise of the temperature, K.
  public func set(temperature field: [Scalar]) {
    precondition(field.count == temperature.count, "the field has the sheet's size")
    (temperature, waves) = (field, field)
    transform.forward(&waves)
  }

  /// Goes on by `time` s.
  /// - Parameter heating: the source s in the middle of the step, K/s at each sample; nil for none.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func advance(by time: Double, heating: [Scalar]? = nil) {
    precondition(time > 0, "time goes on")
    if time != step { prepare(time) }
    if let heating {
      precondition(heating.count == waves.count, "the source has the sheet's size")
      add(heating)
    } else {
      for i in waves.indices { waves[i] *= decay[i] }
    }
    waves.withUnsafeBufferPointer { waves in
      temperature.withUnsafeMutableBufferPointer { field in
        if let waves = waves.baseAddress, let field = field.baseAddress { transform.inverse(waves, into: field) }
      }
    }
  }

  @inline(__always)
  private func add(_ heating: [Scalar]) {
    heating.withUnsafeBufferPointer { heating in
      work.withUnsafeMutableBufferPointer { work in
        if let heating = heating.baseAddress, let work = work.baseAddress { transform.forward(heating, into: work) }
      }
    }
    for i in waves.indices { waves[i] = waves[i] * decay[i] + work[i] * gain[i] }
  }

  /// exp(-λt) and (1 - exp(-λt)) / λ for every wave.
  private func prepare(_ time: Double) {
    step = time
    for (i, rate) in rates.enumerated() {
      decay[i] = Scalar(exp(-rate * time))
      gain[i] = Scalar(rate * time < 1e-12 ? time : -expm1(-rate * time) / rate)
    }
  }
}

/// A reaction whose rate follows Arrhenius' law, k(T) = exp(E_a/R (1/T₁ - 1/T)), written with the temperature T₁ at
/// which it takes about a second. What has reacted after some history is 1 - exp(-Ω) with Ω = ∫ k dt.
///
/// Source: F. Henriques, A. Moritz, "Studies of thermal injury", Am. J. Pathol. 23 (1947), for the integral Ω.
public struct Arrhenius: Sendable, Equatable {
  /// Activation energy over the gas constant, K.
  public let activation: Double
  /// Absolute temperature at which the rate is 1/s, K.
  public let onset: Double

  /// - Parameters:
  ///   - energy: activation energy, kJ/mol.
  ///   - onset: temperature at which the rate is 1/s, °C.
  public init(energy: Double, onset: Double) {
    precondition(energy > 0 && onset > -273, "a reaction has an activation energy and an onset above 0 K")
    (activation, self.onset) = (energy * 1000 / 8.314_462_618, onset + 273.15)
  }

  /// The rate at an absolute temperature in K, 1/s.
  @inline(__always)
  public func rate(at temperature: Float) -> Float {
    expf(Float(activation) * (1 / Float(onset) - 1 / temperature))
  }

  /// The absolute temperature at which the rate is `rate`, K; `.infinity` where none is hot enough.
  public func temperature(forRate rate: Double) -> Double {
    let inverse = 1 / onset - log(rate) / activation
    return inverse > 0 ? 1 / inverse : .infinity
  }
}
