import Foundation
import Imaging
import Physics
import Randomness

/// Small pictures that stand for the kinds of product.
enum TestSurfaces {
  /// A grainy texture of 96 × 80 px, in colour or grey.
  static func texture(channels: Int = 3, bitDepth: Int = 8, seed: UInt64 = 1) -> Image {
    var stream = RandomStream(seed: seed, key: "texture")
    var image = Image(width: 96, height: 80, channels: channels, bitDepth: bitDepth)
    let scale: Float = bitDepth == 8 ? 255 : 65_535
    for i in image.pixels.indices {
      let value = Float(0.45 + 0.12 * sin(Double(i % 96) / 5) + stream.normal(deviation: 0.03))
      image.pixels[i] = (min(1, max(0, value)) * scale).rounded() / scale
    }
    return image
  }

  /// A disc of radius 30 px before a white background, and its mask.
  static func disc() -> (image: Image, foreground: Mask) {
    var image = texture()
    var foreground = Mask(width: 96, height: 80)
    for y in 0..<80 {
      for x in 0..<96 {
        let inside = (x - 48) * (x - 48) + (y - 40) * (y - 40) < 900
        foreground[y, x] = inside
        if !inside { for channel in 0..<3 { image[channel, y, x] = 1 } }
      }
    }
    return (image, foreground)
  }

  /// Whether two pictures agree bit for bit at a pixel, and by how much the channels differ at most.
  static func difference(_ a: Image, _ b: Image, at pixel: Int) -> (identical: Bool, greatest: Float) {
    var (identical, greatest) = (true, Float(0))
    for channel in 0..<a.channels {
      let (before, after) = (a.pixels[channel * a.area + pixel], b.pixels[channel * a.area + pixel])
      identical = identical && before.bitPattern == after.bitPattern
      greatest = max(greatest, abs(before - after))
    }
    return (identical, greatest)
  }
}
