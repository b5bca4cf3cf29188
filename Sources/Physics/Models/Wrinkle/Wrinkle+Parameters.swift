import Randomness

/// Parameters of wrinkles, orange peel and dimpled skins.
public struct WrinkleParameters: OutlinedParameters {
  /// Where the skin has wrinkled.
  public var outline: OutlineParameters
  /// Width over which the wrinkles fade towards the edge, µm.
  public var softness_um: Double
  /// Distance from crest to crest, µm.
  public var wavelength_um: Double
  /// Height of the crests above the mean, µm.
  public var amplitude_um: Double
  /// Distance ε from the threshold of buckling.
  public var drive: Double
  /// Asymmetry g between up and down, in units of √ε: 0 stripes, positive bumps, negative dimples.
  public var asymmetry: Double
  /// Cost η of bending across the lay: 0 a labyrinth, 1 straight stripes.
  public var alignment: Double
  /// Direction of aligned wrinkles, degrees.
  public var lay_deg: Double
  /// Time that the pattern had to order itself, in units of 1/ε.
  public var duration: Double
  /// Sharpness of the crests: 0 waves, 2 narrow folds between flat valleys; negative: narrow valleys.
  public var sharpness: Double
  /// Variation of the wavelength from place to place.
  public var distortion: Double
  /// Thickness of the white haze of a skin that has come off its ground.
  public var haze: Double
  /// Gloss of the skin.
  public var gloss: Double

  /// Every parameter with its unit, range and meaning.
  public static let fields: [ParameterField<Self>] =
    outlineFields() + [
      .init("softness_um", \.softness_um, 0...1e6, "width over which the wrinkles fade"),
      .init("wavelength_um", \.wavelength_um, 0.01...1e5, "distance from crest to crest"),
      .init("amplitude_um", \.amplitude_um, 1e-4...1e5, "height of the crests above the mean"),
      .init("drive", \.drive, 0.01...1, "distance from the threshold of buckling"),
      .init("asymmetry", \.asymmetry, -4...4, "0 stripes, positive bumps, negative dimples"),
      .init("alignment", \.alignment, 0...2, "0 a labyrinth, 1 straight stripes"),
      .init("lay_deg", \.lay_deg, 0...180, "direction of aligned wrinkles"),
      .init("duration", \.duration, 1...200, "time of ordering, in units of the time of growth"),
      .init("sharpness", \.sharpness, -2...2, "sharpness of the crests; negative: of the valleys"),
      .init("distortion", \.distortion, 0...0.5, "variation of the wavelength"),
      .init("haze", \.haze, 0...2, "thickness of the white haze of a skin that has come off"),
      .init("gloss", \.gloss, 0...2, "gloss of the skin"),
    ]

  /// Buckled film, orange peel or dimples; slopes and size grow with severity.
  public init(severity: Double, fieldOfView: Double, using stream: inout RandomStream) {
    outline = OutlineParameters(
      shape: stream.pick([.drop, .drop, .polygon, .stroke, .strip, .islands]),
      radius_um: fieldOfView * stream.logUniform(0.06...(0.1 + 0.2 * severity)),
      elongation: stream.bernoulli(0.5) ? stream.logUniform(1.3...5) : stream.uniform(1...1.4),
      raggedness: stream.uniform(0.1...0.9))
    softness_um = outline.radius_um * stream.uniform(0.15...0.8)
    // A narrow strip has room for narrow waves only.
    wavelength_um = min(
      fieldOfView * stream.logUniform(0.014...0.075),
      outline.radius_um / outline.elongation.squareRoot() * stream.uniform(0.25...0.7))
    drive = stream.uniform(0.15...0.7)
    let dimpled = stream.bernoulli(0.35)
    asymmetry = dimpled ? stream.uniform(1...3) * (stream.bernoulli(0.6) ? -1 : 1) : 0
    alignment = !dimpled && stream.bernoulli(0.6) ? stream.logUniform(0.02...0.8) : 0
    lay_deg = stream.uniform(0...180)
    duration = stream.logUniform(5...40)
    sharpness = stream.uniform(-1.2...1.8)
    distortion = stream.uniform(0...0.3)
    haze = stream.bernoulli(0.3) ? stream.logUniform(0.03...0.4) * (0.4 + severity) : 0
    gloss = stream.bernoulli(0.6) ? stream.uniform(0.05...0.9) : 0
    // What is seen is the slope 2πA/λ.
    amplitude_um = wavelength_um * stream.logUniform(0.4...1) * (0.5 + severity) / (2 * .pi)
  }
}
