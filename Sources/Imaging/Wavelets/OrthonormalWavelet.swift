/// A wavelet of compact support whose shifts and scales are orthonormal, by its two filters.
///
/// Source: I. Daubechies, "Orthonormal bases of compactly supported wavelets", Communications on Pure and Applied
/// Mathematics 41 (1988).
public enum OrthonormalWavelet: String, Codable, Sendable, CaseIterable {
  /// Two taps: means and differences of neighbours. Blind to constants.
  case haar
  /// Four taps, known as db2 or D4. Blind to ramps.
  case daubechies2

  /// The scaling filter h: Σ h = √2, Σ h² = 1.
  public var lowPass: [Float] {
    let (two, three) = (Double(2).squareRoot(), Double(3).squareRoot())
    return switch self {
    case .haar: [Float(1 / two), Float(1 / two)]
    case .daubechies2: [1 + three, 3 + three, 3 - three, 1 - three].map { Float($0 / (4 * two)) }
    }
  }

  /// The wavelet filter g[k] = (−1)ᵏ h[L − 1 − k].
  public var highPass: [Float] {
    lowPass.reversed().enumerated().map { $0.isMultiple(of: 2) ? $1 : -$1 }
  }
}

/// One of the four bands into which a level of a two-dimensional transform parts a plane.
public enum WaveletBand: Sendable, CaseIterable {
  /// Smooth along both axes: what the next level is made of.
  case lowLow
  /// Smooth along x, differences along y.
  case lowHigh
  /// Differences along x, smooth along y.
  case highLow
  /// Differences along both axes.
  case highHigh

  /// Whether the band holds differences along x, and along y.
  var isHigh: (x: Bool, y: Bool) { (self == .highLow || self == .highHigh, self == .lowHigh || self == .highHigh) }

  /// The three bands of differences.
  public static let details: [WaveletBand] = [.lowHigh, .highLow, .highHigh]
}
