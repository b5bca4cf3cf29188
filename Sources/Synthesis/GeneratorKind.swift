/// The generators that can be named: the mechanisms, and what they are compared with.
public enum GeneratorKind: String, Codable, Sendable, CaseIterable {
  /// The models of `Physics`.
  case mechanisms
  /// Thresholded Perlin noise filled with a texture (DRAEM).
  case perlinTexture = "perlin-texture"
  /// Patches and scars of the picture pasted elsewhere (CutPaste).
  case cutPaste = "cut-paste"

  /// The generator; families and severities concern the mechanisms alone.
  public func generator(_ configuration: SynthesisConfiguration) -> any SampleGenerator {
    switch self {
    case .mechanisms: MechanismGenerator(configuration)
    case .perlinTexture: PerlinTexture()
    case .cutPaste: CutPaste()
    }
  }
}
