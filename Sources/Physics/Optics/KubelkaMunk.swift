import Foundation

/// Reflectance of an absorbing and scattering film on a substrate.
///
/// Source: P. Kubelka, F. Munk, Z. tech. Physik 12 (1931); closed form by P. Kubelka, JOSA 38 (1948):
/// R = (1 - R_g (a - b coth bSX)) / (a - R_g + b coth bSX), a = 1 + K/S, b = √(a² - 1).
public enum KubelkaMunk {
  /// Reflectance, 0…1, of a film over a substrate of reflectance `substrate`.
  /// - Parameters:
  ///   - absorption: K per unit of thickness, ≥ 0.
  ///   - scattering: S per unit of thickness, ≥ 0; at 0 the film is a clear dye, R = R_g exp(-2KX).
  ///   - thickness: X ≥ 0.
  public static func reflectance(substrate: Float, absorption: Float, scattering: Float, thickness: Float) -> Float {
    Layer(absorption: absorption, scattering: scattering).reflectance(substrate: substrate, thickness: thickness)
  }

  /// A material of which films are made: what does not depend on thickness and substrate is worked out once.
  struct Layer {
    private let absorption: Float
    private let isClear: Bool
    private let a: Float
    private let b: Float
    private let rate: Float

    init(absorption: Float, scattering: Float) {
      self.absorption = absorption
      isClear = scattering <= 1e-4
      a = isClear ? 1 : 1 + absorption / scattering
      b = max(1e-3, (a * a - 1).squareRoot())
      rate = 2 * b * scattering
    }

    @inline(__always)
    func reflectance(substrate: Float, thickness: Float) -> Float {
      guard thickness > 1e-5 else { return substrate }
      guard !isClear else { return substrate * expf(-2 * absorption * thickness) }
      // With t = tanh(bSX), which stays finite: R = (t (1 - a R_g) + b R_g) / (t (a - R_g) + b); t as -(e-1)/(e+1)
      // of e = exp(-2bSX), the quicker function.
      let fall = expm1f(-rate * thickness)
      let t = -fall / (2 + fall)
      return (t * (1 - a * substrate) + b * substrate) / (t * (a - substrate) + b)
    }
  }

  /// Reflectance of an infinitely thick film, a - b.
  public static func opaqueReflectance(absorption: Float, scattering: Float) -> Float {
    guard scattering > 1e-4 else { return 0 }
    let a = 1 + absorption / scattering
    return a - (a * a - 1).squareRoot()
  }

  /// The ratio K/S that gives an infinitely thick film the reflectance `reflectance`: (1 - R)² / 2R.
  public static func ratio(forOpaqueReflectance reflectance: Float) -> Float {
    let r = min(0.99, max(0.005, reflectance))
    return (1 - r) * (1 - r) / (2 * r)
  }
}
