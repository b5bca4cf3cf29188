import Foundation
import Physics

/// What samples are made of; a plain value that is stored beside them.
public struct SynthesisConfiguration: Codable, Sendable, Equatable {
  /// Families that take turns.
  public var families: [DefectFamily] = DefectFamily.standard
  /// Least severity, 0…1.
  public var leastSeverity = 0.1
  /// Greatest severity, 0…1.
  public var greatestSeverity = 1.0
  /// Greatest number of defects in a sample; more than one is in a third of the samples.
  public var greatestCount = 3
  /// Photographs are resized to this many pixels on both sides first; nil keeps their size.
  public var side: Int?
  /// Photographs with a longer side, px, are shrunk to this one in their own shape first; nil keeps their size.
  public var longestSide: Int?
  /// Size of a pixel on the product, µm.
  public var pixelPitch = 50.0
  /// Whether defects keep to the product where it stands before a background.
  public var foregroundAware = true
  /// Smallest change of a sample, 0…1, that counts as visible.
  public var visibilityThreshold = 2.0 / 255
  /// Smallest mean change over a mask, 0…1: fainter samples are drawn anew.
  public var leastContrast = 6.0 / 255
  /// Smallest mean change over a mask against the standard deviation of the surface's own texture.
  public var leastRelativeContrast = 0.6
  /// Smallest mask, px.
  public var leastArea = 16
  /// Largest mask as a share of the foreground.
  public var greatestArea = 0.3
  /// Whether the soft coverage is written too (16-bit PNG).
  public var writesCoverage = false
  /// Settings of the coarse stage that makes samples coherent with their surroundings; nil leaves it out.
  public var coherence: CoarseStage.Parameters?
  /// Settings of the model-free fine stage that follows the coarse one; nil leaves it out.
  public var gate: WaveletGate.Parameters?
  /// Share of the samples, 0…1, that is spoiled on purpose in the `standard` ways, for experiments; nil for none.
  public var spoiledShare: Double?
  /// Least estimated quality, 0…1: samples under it are drawn anew (`SampleSynthesizer.redraw`); nil keeps all.
  public var leastQuality: Double?

  /// The defaults.
  public init() {}

  /// Smallest mean change, 0…1, that stands out from the texture of `surface`.
  func leastContrast(on surface: Surface) -> Double {
    min(0.25, max(leastContrast, leastRelativeContrast * surface.texture))
  }

  /// - Throws: `SynthesisError.invalidConfiguration` for the first setting without a meaning.
  public func validate() throws {
    func require(_ condition: Bool, _ name: String, _ reason: String) throws {
      guard condition else { throw SynthesisError.invalidConfiguration(name: name, reason: reason) }
    }
    try require(!families.isEmpty, "families", "at least one is needed")
    try require(
      leastSeverity >= 0 && leastSeverity <= greatestSeverity && greatestSeverity <= 1, "severity",
      "\(leastSeverity)…\(greatestSeverity) is not a range within 0…1")
    try require(greatestCount >= 1, "greatestCount", "\(greatestCount) is less than 1")
    try require((side ?? 32) >= 32, "side", "\(side ?? 0) px is less than 32 px")
    try require((longestSide ?? 32) >= 32, "longestSide", "\(longestSide ?? 0) px is less than 32 px")
    try require(pixelPitch > 0 && pixelPitch.isFinite, "pixelPitch", "\(pixelPitch) µm is not a positive length")
    try require(
      visibilityThreshold > 0 && visibilityThreshold < 0.25, "visibilityThreshold",
      "\(visibilityThreshold) is not within 0…0.25")
    try require(leastContrast >= 0 && leastContrast < 0.5, "leastContrast", "\(leastContrast) is not within 0…0.5")
    try require(leastArea >= 1, "leastArea", "\(leastArea) px is less than 1")
    try require(
      leastRelativeContrast >= 0 && leastRelativeContrast <= 2, "leastRelativeContrast",
      "\(leastRelativeContrast) is not within 0…2")
    try coherence?.validate()
    try gate?.validate()
    try require(gate == nil || coherence != nil, "gate", "follows the coarse stage, which is left out")
    try require(
      (0..<1).contains(leastQuality ?? 0), "leastQuality", "\(leastQuality ?? 0) is not from 0 to less than 1")
    try require(
      (0...1).contains(spoiledShare ?? 0), "spoiledShare", "\(spoiledShare ?? 0) is not within 0…1")
    try require(
      greatestArea > 0.01 && greatestArea <= 1, "greatestArea", "\(greatestArea) is not within 0.01…1")
  }
}
