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
    return ChangeMask(threshold: visibilityThreshold).settle(canvas)
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
    return ChangeMask(threshold: visibilityThreshold).settle(Canvas(surface, drawn: image, coverage: coverage))
  }
}

/// The picture while defects are drawn.
struct Canvas {
  let surface: Surface
  /// The surface with what has been drawn so far; not yet held to whole codes.
  var drawn: Surface
  /// Greatest coverage so far.
  var coverage: Plane
  /// Where anything was drawn.
  var touched: PixelBox?

  init(_ surface: Surface) {
    (self.surface, drawn) = (surface, surface)
    coverage = Plane(surface.frame)
  }

  /// A picture that was changed by other means, on the product.
  init(_ surface: Surface, drawn image: Image, coverage: Plane) {
    (self.surface, drawn) = (surface, surface.replacingPixels(image.pixels))
    self.coverage = coverage.multiplied(by: surface.foregroundPlane(surface.frame))
    touched = surface.frame
  }

  /// Draws a defect unless its mean change, weighted by the coverage, is less than `leastContrast`.
  mutating func draw(_ defect: Defect, leastContrast: Float, using stream: inout RandomStream) {
    guard defect.box.area > 0 else { return }
    let box = defect.box
    let cover = extent(defect)
    let optics = DefectOptics(defect, on: drawn)
    let grain = noisePlane(box, using: &stream).multiplied(by: optics.hidden)
    var pixels = drawn.image.pixels
    var moved = Plane(box)
    for channel in 0..<surface.image.channels {
      var encoded = optics.light(drawn.linearLight(channel: channel, box), channel: channel)
      encoded.apply { SRGB.encoded(fromLinear: clamp01($0)) }
      encoded.combine(with: grain) { clamp01($0 + $1) }
      store(encoded, cover, box, channel: channel, in: &pixels, moved: &moved)
    }
    let weight = cover.values.reduce(0, +)
    let contrast = moved.multiplied(by: cover).values.reduce(0, +) / max(1e-6, weight)
    guard contrast >= leastContrast else { return }
    drawn = drawn.replacingPixels(pixels)
    note(cover, box)
  }

  /// The coverage on the product as the camera sees it.
  private func extent(_ defect: Defect) -> Plane {
    var cover = defect.coverage.blurred(sigma: surface.camera.blur)
    cover.combine(with: surface.foregroundPlane(defect.box)) { $0 < 0.02 ? 0 : min(1, $0) * $1 }
    return cover
  }

  /// Puts the samples of one channel where anything is covered; `moved` keeps the greatest move of all channels.
  private func store(
    _ encoded: Plane, _ cover: Plane, _ box: PixelBox, channel: Int, in pixels: inout [Float], moved: inout Plane
  ) {
    let image = surface.image
    for y in 0..<box.height {
      let target = (channel * image.height + box.y + y) * image.width + box.x
      for x in 0..<box.width {
        let i = y * box.width + x
        guard cover.values[i] > 0 else { continue }
        moved.values[i] = max(moved.values[i], abs(encoded.values[i] - pixels[target + x]))
        pixels[target + x] = encoded.values[i]
      }
    }
  }

  private func noisePlane(_ box: PixelBox, using stream: inout RandomStream) -> Plane {
    guard surface.camera.noise > 0 else { return Plane(box) }
    var own = stream.split("camera noise \(stream.next())")
    let deviation = surface.camera.noise
    return Plane(box) { _, row in
      // The sum of four uniform numbers is near enough to normal, and needs one draw of 64 bits.
      for x in 0..<box.width {
        let bits = own.next()
        let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
        row[x] = Float((Double(sum) / 65_535 - 2) * 3.0.squareRoot() * deviation)
      }
    }
  }

  private mutating func note(_ cover: Plane, _ box: PixelBox) {
    touched = touched.map { $0.union(box) } ?? box
    for y in 0..<box.height {
      let target = (box.y + y) * coverage.width + box.x
      for x in 0..<box.width {
        coverage.values[target + x] = max(coverage.values[target + x], cover.values[y * box.width + x])
      }
    }
  }
}

extension Surface {
  /// The same surface with other samples: light and camera stay those of the photograph.
  func replacingPixels(_ pixels: [Float]) -> Surface {
    let image = Image(
      width: image.width, height: image.height, channels: image.channels, bitDepth: image.bitDepth, pixels: pixels)
    return Surface(image, like: self)
  }
}
