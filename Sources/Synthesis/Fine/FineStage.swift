import Physics

/// A stage that follows the coarse one and restores detail that it took, or that seams broke.
///
/// A stage changes pixels of the mask alone, so that all that is promised of a rendering stays true.
public protocol FineStage: Sendable {
  /// Stable name, which becomes part of the generator's.
  var name: String { get }
  /// What was learned, as a hash; nil for a stage that learns nothing.
  var fingerprint: String? { get }
  /// The rendering with its detail restored; its mask is again exactly what differs from the photograph.
  /// - Parameters:
  ///   - coherent: what the coarse stage gave.
  ///   - pasted: what the coarse stage was given.
  /// - Returns: nil where nothing visible is left.
  func refine(_ coherent: Rendering, pasted: Rendering, on surface: Surface) -> Rendering?
}
