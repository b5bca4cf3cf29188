import Imaging
import Physics

/// Mixing of pictures as the baselines do it: encoded samples, binary masks, no optics.
enum Blend {
  /// (1 - opacity · mask) · picture + opacity · mask · other on the foreground; the mask keeps what changed by a code.
  static func mix(_ surface: Surface, mask: [Float], with other: Image, opacity: Float) -> Rendering? {
    var image = surface.image
    let scale: Float = image.bitDepth == 8 ? 255 : 65_535
    var changed = Mask(width: image.width, height: image.height)
    var coverage = Plane(width: image.width, height: image.height)
    var sum: Float = 0
    for pixel in 0..<image.area where mask[pixel] > 0 && surface.foreground.values[pixel] != 0 {
      var greatest: Float = 0
      for channel in 0..<image.channels {
        let i = channel * image.area + pixel
        let before = image.pixels[i]
        let after = ((before + opacity * (other.pixels[i] - before)) * scale).rounded() / scale
        guard abs(after - before) >= 0.5 / scale else { continue }
        image.pixels[i] = after
        greatest = max(greatest, abs(after - before))
      }
      guard greatest > 0 else { continue }
      changed.values[pixel] = 1
      coverage.values[pixel] = 1
      sum += greatest
    }
    guard changed.area > 0 else { return nil }
    return Rendering(image: image, mask: changed, coverage: coverage, contrast: Double(sum) / Double(changed.area))
  }
}
