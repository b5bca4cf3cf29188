import Foundation
import Imaging
import Physics

/// The model-free fine stage: brings the energy of the fine wavelet bands along the mask's edge back to where the paste
/// and the normal texture beside it say that it belongs.
///
/// Every band is scaled by 1 + g·B, B = exp(−|sd| / s) with the signed distance sd to the mask's edge, so that its energy
/// comes to lie between min(κ² E_n, E_p) and max(E_n, E_p). E are mean squares of the band over small windows: E_n of the
/// photograph outside the mask, E_p of the paste. What the coarse stage blurred becomes as crisp as it was pasted, but no
/// seam more than κ times as strong as normal texture; what it roughened becomes as smooth as it was, or as normal texture
/// is. What it left alone stays: films stay smooth and edges crisp. The smooth band is kept. The transform is undecimated:
/// a decimated one would show its grid. Our construction, after the wavelets of MaPhC2F (arXiv 2504.12970), known by name
/// only.
public struct WaveletGate: FineStage {
  /// What the stage depends on.
  public struct Parameters: Codable, Sendable, Equatable {
    /// s, px: how fast the gate closes away from the mask's edge, 0.5…16.
    public var reach = 6.0
    /// Levels of the transform, 1…4: wavelets of 2, 4 … px.
    public var levels = 2
    /// Greatest factor, or quotient, of a coefficient, 1…16.
    public var greatestGain = 3.0
    /// κ: how much stronger than normal texture edges may be made, 1…16.
    public var distinctness = 2.0

    /// The defaults.
    public init() {}

    /// - Throws: `SynthesisError.invalidConfiguration` for the first setting without a meaning.
    public func validate() throws {
      func require(_ condition: Bool, _ name: String, _ reason: String) throws {
        guard condition else { throw SynthesisError.invalidConfiguration(name: "gate.\(name)", reason: reason) }
      }
      try require(0.5...16 ~= reach, "reach", "\(reach) px is not within 0.5…16")
      try require(1...4 ~= levels, "levels", "\(levels) is not within 1…4")
      try require(1...16 ~= greatestGain, "greatestGain", "\(greatestGain) is not within 1…16")
      try require(1...16 ~= distinctness, "distinctness", "\(distinctness) is not within 1…16")
    }
  }

  /// What this stage depends on.
  public let parameters: Parameters
  private let renderer: DefectRenderer

  /// A stage.
  /// - Parameter visibilityThreshold: smallest change, 0…1, of a pixel of the mask.
  public init(_ parameters: Parameters = .init(), visibilityThreshold: Double = 2.0 / 255) {
    self.parameters = parameters
    renderer = DefectRenderer(visibilityThreshold: visibilityThreshold)
  }

  /// Stable name, which becomes part of the generator's.
  public var name: String { "gate" }

  /// Nothing is learned.
  public var fingerprint: String? { nil }

  /// The rendering with its detail restored.
  public func refine(_ coherent: Rendering, pasted: Rendering, on surface: Surface) -> Rendering? {
    guard let extent = coherent.mask.boundingBox else { return nil }
    let box = extent.expanded(by: GatedBands.surroundings, within: coherent.image.width, coherent.image.height)
    let bands = GatedBands(
      photograph: surface.image.cropped(to: box), coherent: coherent.image.cropped(to: box),
      pasted: pasted.image.cropped(to: box), mask: coherent.mask.cropped(to: box), parameters)
    var image = coherent.image
    for channel in 0..<image.channels { image.replace(channel, box, with: bands.restored(channel)) }
    return renderer.settle(image, coverage: coherent.coverage, on: surface)
  }
}

extension Image {
  /// Overwrites a box of one channel.
  package mutating func replace(_ channel: Int, _ box: PixelBox, with plane: Plane) {
    precondition(plane.width == box.width && plane.height == box.height, "a plane of the box's size")
    for y in 0..<box.height {
      let (source, target) = (y * box.width, (channel * height + box.y + y) * width + box.x)
      pixels.replaceSubrange(target..<target + box.width, with: plane.values[source..<source + box.width])
    }
  }
}
