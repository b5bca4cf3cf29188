import Foundation
import Imaging
import Randomness

/// What a photograph looks like with defects, and which pixels changed.
public struct Rendering: Sendable {
  /// The photograph with the defects; outside the mask bit-identical to the surface's picture.
  public let image: Image
  /// Exactly the pixels that changed; each by the visibility threshold or more.
  public let mask: Mask
  /// Share of each pixel that defects cover, 0…1; 0 outside the mask.
  public let coverage: Plane
  /// Mean change over the mask of the channel that changed most, in 0…1.
  public let contrast: Double

  /// A rendering from its parts.
  public init(image: Image, mask: Mask, coverage: Plane, contrast: Double) {
    (self.image, self.mask, self.coverage, self.contrast) = (image, mask, coverage, contrast)
  }
}

/// Turns fields into light: warp, films, patches, shading, occlusion, highlight, blur and noise, in linear light.
public struct DefectRenderer: Sendable {
  /// Smallest change, in encoded samples 0…1, that counts as visible; the default is 2/255.
  public var visibilityThreshold: Double

  /// A renderer.
  public init(visibilityThreshold: Double = 2.0 / 255) {
    precondition(visibilityThreshold > 0 && visibilityThreshold < 0.25, "a visibility threshold is small and positive")
    self.visibilityThreshold = visibilityThreshold
  }

  /// Draws `defects`, one over the other, on a surface.
  /// - Parameter leastContrast: smallest mean change, 0…1, of a defect by itself; fainter ones are left out.
  /// - Returns: nil where nothing visible came of them.
  public func render(
    _ defects: [Defect], on surface: Surface, leastContrast: Double = 0, using stream: inout RandomStream
  ) -> Rendering? {
    var canvas = Canvas(surface)
    for defect in defects { canvas.draw(defect, leastContrast: Float(leastContrast), using: &stream) }
    return canvas.settled(threshold: visibilityThreshold)
  }

  /// Makes the mask of a picture that was changed by other means: where `coverage` is positive and the picture differs
  /// visibly from the surface's. All else gets the surface's samples back, bit for bit.
  /// - Parameters:
  ///   - image: the changed picture, of the surface's size and channels; not yet held to whole codes.
  ///   - coverage: share of each pixel that was meant to change, 0…1, of the picture's size.
  /// - Returns: nil where nothing visible is left.
  public func settle(_ image: Image, coverage: Plane, on surface: Surface) -> Rendering? {
    precondition(
      image.width == surface.image.width && image.height == surface.image.height
        && image.channels == surface.image.channels && coverage.values.count == image.area, "pictures of one kind")
    var canvas = Canvas(surface, changed: image, coverage: coverage)
    return canvas.settled(threshold: visibilityThreshold)
  }
}
