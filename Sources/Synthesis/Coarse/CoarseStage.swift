import Imaging
import Physics

/// The coarse stage: makes a pasted defect globally coherent with its surroundings by a partial differential equation.
///
/// The result f minimises ∫_O |∇f − g|² + λ (f − I_c)² with f = I on the edge of O, where I is the photograph, I_c the
/// picture with the defect, O the mask dilated, and g the stronger of ∇I_c and ∇I on every edge between two pixels, so
/// that seams vanish while both textures stay: (Δ − λ) f = div g − λ I_c, solved by multigrid. Across the edge of the
/// mask g is ∇I: the step there is what pasting made, not the defect. Gradients are those of the encoded samples: in
/// linear light the same steps weigh more on bright ground, which turns dark ground beside it black. The PDE consistency constraint of MaPhC2F
/// (arXiv 2504.12970) is known by name only; this is our construction. On mixing gradients: P. Pérez, M. Gangnet,
/// A. Blake, "Poisson image editing", SIGGRAPH 2003; on screening: P. Bhat et al., "Fourier analysis of the 2D screened
/// Poisson equation for gradient domain problems", ECCV 2008.
public struct CoarseStage: Sendable {
  /// What the stage depends on.
  public struct Parameters: Codable, Sendable, Equatable {
    /// λ, 1/px²: how strongly the defect's own light is held; seams fade over about 1/√λ px. 0.02…0.2 is sensible.
    public var screening = 0.1
    /// How far beyond the mask light may change, px, ≥ 1.
    public var dilation = 4.0
    /// How much of the photograph's gradients competes with the defect's, 0…1: 1 lets the surface's texture through even
    /// opaque defects, with 0 only the seam is treated.
    public var texture = 0.5
    /// Greatest ε of the Allen–Cahn smoothing of the mask's edge first, px, 0…4; 0 leaves the mask as it is.
    public var regularisation = 0.0

    /// The defaults.
    public init() {}

    /// - Throws: `SynthesisError.invalidConfiguration` for the first setting without a meaning.
    public func validate() throws {
      func require(_ value: Double, within range: ClosedRange<Double>, _ name: String) throws {
        guard range.contains(value) else {
          throw SynthesisError.invalidConfiguration(
            name: "coherence.\(name)", reason: "\(value) is not within \(range.lowerBound)…\(range.upperBound)")
        }
      }
      try require(screening, within: 1e-4...10, "screening")
      try require(dilation, within: 1...64, "dilation")
      try require(texture, within: 0...1, "texture")
      try require(regularisation, within: 0...4, "regularisation")
    }
  }

  /// What this stage depends on.
  public let parameters: Parameters
  private let renderer: DefectRenderer
  /// Residual at which the equation counts as solved, against its right-hand side.
  static let tolerance = 1e-4

  /// A stage.
  /// - Parameter visibilityThreshold: smallest change, 0…1, of a pixel of the mask.
  public init(_ parameters: Parameters = .init(), visibilityThreshold: Double = 2.0 / 255) {
    self.parameters = parameters
    renderer = DefectRenderer(visibilityThreshold: visibilityThreshold)
  }

  /// The rendering made coherent; its mask is again exactly what differs from the photograph.
  /// - Returns: nil where nothing visible is left.
  public func refine(_ rendering: Rendering, on surface: Surface) -> Rendering? {
    guard let extent = rendering.mask.boundingBox else { return nil }
    // One pixel more than can change, so that the unknowns have their fixed neighbours.
    let reach = Int(parameters.dilation.rounded(.up)) + 1
    let box = extent.expanded(by: reach, within: surface.image.width, surface.image.height)
    let seam = SeamEquation(rendering, surface, box, parameters)
    let light = seam.solution()
    var image = surface.image
    var coverage = Plane(width: image.width, height: image.height)
    for y in 0..<box.height {
      let (source, target) = (y * box.width, (box.y + y) * image.width + box.x)
      coverage.values.replaceSubrange(
        target..<target + box.width, with: seam.coverage.values[source..<source + box.width])
      for channel in 0..<image.channels {
        let (from, to) = (channel * box.area + source, channel * image.area + target)
        image.pixels.replaceSubrange(to..<to + box.width, with: light[from..<from + box.width])
      }
    }
    return renderer.settle(image, coverage: coverage, on: surface)
  }
}
