import Foundation

/// The colour of a clear film on a metal: the light reflected by its two faces interferes (temper colours, tarnish).
public struct ThinFilm: Sendable {
  /// Reflectance for red, green and blue against the bare metal, at thicknesses in steps of `step`.
  private let table: [SIMD3<Float>]
  /// Thickness between entries, nm.
  private static let step = 2.0
  /// Thicker films are shown as this thick, nm.
  public static let thickest = 400.0

  /// Films of refractive index `index` on a metal of index `metal.real` + i `metal.imaginary`.
  public init(index: Double, metal: (real: Double, imaginary: Double)) {
    let bare = Self.bands.map { Self.reflectance(0, $0, index, metal) }
    table = (0...Int(Self.thickest / Self.step)).map { entry in
      var ratio = SIMD3<Float>.one
      for (channel, band) in Self.bands.enumerated() {
        ratio[channel] = Float(Self.reflectance(Double(entry) * Self.step, band, index, metal) / bare[channel])
      }
      return ratio
    }
  }

  /// Iron oxide on steel.
  public static let oxideOnSteel = ThinFilm(index: 2.4, metal: (2.9, 3.1))

  /// Red, green and blue light that a film `thickness` nm thick sends back, against the bare metal.
  @inline(__always)
  public func ratio(thickness: Float) -> SIMD3<Float> {
    let place = min(Float(table.count - 1) - 0.001, max(0, thickness / Float(Self.step)))
    let entry = Int(place)
    return table[entry] + (place - Float(entry)) * (table[entry + 1] - table[entry])
  }

  /// Bands of a camera's channels, nm.
  private static let bands = [(590.0, 650.0), (515.0, 575.0), (435.0, 495.0)]

  /// Mean over a band of the reflectance at normal incidence, |r|² of Airy's sum
  /// r = (r₀₁ + r₁₂ exp(-2iδ)) / (1 + r₀₁ r₁₂ exp(-2iδ)), δ = 2π n d / λ.
  ///
  /// Source: M. Born, E. Wolf, "Principles of optics", §1.6 and §14.4.
  private static func reflectance(
    _ thickness: Double, _ band: (Double, Double), _ n: Double, _ metal: (real: Double, imaginary: Double)
  ) -> Double {
    let front = (1 - n) / (1 + n)
    // (n - m) / (n + m) for the complex index m.
    let norm = pow(n + metal.real, 2) + pow(metal.imaginary, 2)
    let back = (
      real: (n * n - pow(metal.real, 2) - pow(metal.imaginary, 2)) / norm, imaginary: -2 * n * metal.imaginary / norm
    )
    let samples = 7
    return (0..<samples).reduce(0) { sum, k in
      let wavelength = band.0 + (band.1 - band.0) * (Double(k) + 0.5) / Double(samples)
      let phase = 4 * .pi * n * thickness / wavelength
      let turned = (
        real: back.real * cos(phase) + back.imaginary * sin(phase),
        imaginary: back.imaginary * cos(phase) - back.real * sin(phase)
      )
      let above = pow(front + turned.real, 2) + pow(turned.imaginary, 2)
      let below = pow(1 + front * turned.real, 2) + pow(front * turned.imaginary, 2)
      return sum + above / below / Double(samples)
    }
  }
}
