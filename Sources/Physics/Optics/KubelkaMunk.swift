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
  @inline(__always)
  public static func reflectance(substrate: Float, absorption: Float, scattering: Float, thickness: Float) -> Float {
    guard thickness > 1e-5 else { return substrate }
    guard scattering > 1e-4 else { return substrate * expf(-2 * absorption * thickness) }
    let a = 1 + absorption / scattering
    let b = max(1e-3, (a * a - 1).squareRoot())
    // tanh keeps thin films finite: R = (t (1 - a R_g) + b R_g) / (t (a - R_g) + b) with t = tanh(bSX).
    let t = tanhf(b * scattering * thickness)
    return (t * (1 - a * substrate) + b * substrate) / (t * (a - substrate) + b)
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
