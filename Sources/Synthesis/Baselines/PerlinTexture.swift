import Foundation
import Imaging
import Physics
import Randomness

/// The usual synthetic anomaly, for honest comparison: thresholded Perlin noise filled with a foreign texture.
///
/// After V. Zavrtanik, M. Kristan, D. Skočaj, "DRAEM", ICCV 2021: I' = (1 - M) I + M (β I + (1 - β) A) with β uniform
/// on 0…0.8, on encoded samples, with no optics. Textures A come from given pictures (the paper takes a data set of
/// textures), else from fractal noise in random colours.
public struct PerlinTexture: SampleGenerator {
  /// Stable name, stored beside the samples.
  public let name = "perlin-texture"
  /// The kinds that take turns.
  public let families = ["perlin-texture"]
  private let textures: [Image]
  private let areas: [Double]

  /// A baseline with its source of textures.
  /// - Parameter areas: masks' shares of the picture, (0, 1), of which each sample takes one, for comparisons on equal
  ///   areas; whatever the noise gives when empty.
  public init(textures: [Image] = [], areas: [Double] = []) { (self.textures, self.areas) = (textures, areas) }

  /// One sample of a family; nil where this attempt gave nothing acceptable.
  public func generate(
    family: String, on surface: Surface, insistence: Double, using stream: inout RandomStream
  ) throws -> GeneratedDefect? {
    let frame = surface.frame
    let cell = Double(min(frame.width, frame.height)) / pow(2, Double(stream.integer(1...5)))
    let noise = GradientNoise(using: &stream).fractal(
      frame, cell: max(4, cell), stretch: stream.logUniform(0.25...4), angle: stream.uniform(0...Double.pi))
    let threshold = areas.isEmpty ? 0.45 : Self.threshold(noise, share: stream.pick(areas), on: surface)
    let mask = noise.values.map { $0 > threshold ? Float(1) : 0 }
    let texture = texture(like: surface.image, using: &stream)
    let beta = stream.uniform(0...0.8)
    let blended = Blend.mix(surface, mask: mask, with: texture, opacity: Float(1 - beta))
    return blended.map { GeneratedDefect(rendering: $0, parameters: ["beta": beta, "cell_px": cell]) }
  }

  /// What a share of the picture's pixels exceeds, all of them on the foreground.
  private static func threshold(_ noise: Plane, share: Double, on surface: Surface) -> Float {
    let heights = noise.values.indices.filter { surface.foreground.values[$0] != 0 }.map { noise.values[$0] }.sorted()
    let count = Int((share * Double(surface.image.area)).rounded())
    return heights[max(0, heights.count - 1 - max(1, count))]
  }

  private func texture(like image: Image, using stream: inout RandomStream) -> Image {
    guard !textures.isEmpty else { return Self.fractalTexture(like: image, using: &stream) }
    let picked = stream.pick(textures).resized(width: image.width, height: image.height)
      .converted(toChannels: image.channels)
    return augmented(picked, using: &stream)
  }

  /// Fractal noise in random colours, of an image's size and channels.
  static func fractalTexture(like image: Image, using stream: inout RandomStream) -> Image {
    let box = PixelBox(x: 0, y: 0, width: image.width, height: image.height)
    let planes = (0..<image.channels).map { _ in
      let (level, contrast) = (Float(stream.uniform(0.1...0.9)), Float(stream.uniform(0.05...0.5)))
      let noise = GradientNoise(using: &stream).fractal(
        box, cell: stream.logUniform(4...64), octaves: 5, gain: stream.uniform(0.4...0.9))
      return Plane(
        width: box.width, height: box.height, values: noise.values.map { min(1, max(0, level + contrast * $0)) })
    }
    return Image(planes: planes, bitDepth: image.bitDepth)
  }

  private func augmented(_ image: Image, using stream: inout RandomStream) -> Image {
    var image = image.rotated90(times: image.width == image.height ? stream.integer(0...3) : 0)
    let (gain, offset) = (Float(stream.uniform(0.6...1.4)), Float(stream.uniform(-0.2...0.2)))
    let inverted = stream.bernoulli(0.2)
    for i in image.pixels.indices {
      let value = inverted ? 1 - image.pixels[i] : image.pixels[i]
      image.pixels[i] = min(1, max(0, gain * value + offset))
    }
    return image
  }
}
