/// One small change that another day brings to a photograph of the same part: lamp, camera, file or
/// fixture.
///
/// ```swift
/// var stream = RandomStream(seed: 7, key: "variation/\(item.id)")
/// let noisy = try PhotographicVariation.noise(deviation: 2 / 255).applied(to: image, using: &stream)
/// let dayAfter = try PhotographicVariation.drawn(using: &stream).applied(to: image, using: &stream)
/// ```
///
/// Lengths are in pixels of the photograph that is changed. Samples are taken as they are stored,
/// sRGB-encoded, and beyond the border the photograph is mirrored at its edge.
public enum PhotographicVariation: Codable, Hashable, Sendable {
  /// Every stored sample times `gain` > 0, clipped at 1. A gain g of encoded samples is about g^2.2
  /// of the lamp's light.
  case light(gain: Double)
  /// Red and blue samples times gains > 0, green as it was; a grey photograph stays as it is.
  case whiteBalance(red: Double, blue: Double)
  /// Through a JPEG file of `quality` 1…100 and back, with chroma at half resolution below 90; grey
  /// stays grey.
  case jpeg(quality: Int)
  /// Independent Gaussian noise on every sample; `deviation` ≥ 0 is in samples of [0, 1].
  case noise(deviation: Double)
  /// A Gaussian blur of `sigma` ≥ 0 px.
  case blur(sigma: Double)
  /// The part moved by `x` px to the right and `y` px down.
  case shift(x: Int, y: Int)
  /// The part turned counter-clockwise about the photograph's centre, between pixels by Catmull–Rom
  /// cubics.
  case turn(degrees: Double)
}

extension PhotographicVariation {
  /// What a variation changes.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// The strength of the light.
    case light
    /// The colour of the light.
    case whiteBalance = "white_balance"
    /// The file.
    case jpeg
    /// The sensor.
    case noise
    /// The focus.
    case blur
    /// Where the part lies.
    case shift
    /// How the part is turned.
    case turn

    /// Whether pixels move, so that a mask would have to follow.
    public var isGeometric: Bool { self == .shift || self == .turn }
  }

  /// What it changes.
  public var kind: Kind {
    switch self {
    case .light: .light
    case .whiteBalance: .whiteBalance
    case .jpeg: .jpeg
    case .noise: .noise
    case .blur: .blur
    case .shift: .shift
    case .turn: .turn
    }
  }

  /// The changes that a detector's robustness is measured under: light ± 10 %, JPEG quality 90,
  /// noise σ 2/255, blur σ 0.7 px, 6 px to the right, and a turn of 2°.
  public static let everyday: [PhotographicVariation] = [
    .light(gain: 0.9), .light(gain: 1.1), .jpeg(quality: 90), .noise(deviation: 2 / 255),
    .blur(sigma: 0.7),
    .shift(x: 6, y: 0), .turn(degrees: 2),
  ]
}
