import Imaging
import Randomness

/// What a patch's mask is filled with: normal texture alone, so that it is known what it should look like.
struct PatchContent {
  /// What belongs under the mask after refinement; nil where that is the photograph itself.
  let natural: Image?
  /// What is pasted: the same with its detail lost, or not.
  let pasted: Image

  /// Content of `box`, which lies inside the photograph.
  /// - Parameter other: a photograph of the same size and channels, for foreign texture.
  ///
  /// Two kinds, each half of the time. *Own* texture is the photograph's, blurred or slightly tinted; what belongs there
  /// is the photograph, without any seam. *Foreign* texture comes from elsewhere and differs in light and contrast, as a
  /// defect does; what belongs there is itself, with a crisp edge. So the network learns to close faint seams and to keep
  /// distinct ones.
  init(_ photograph: Image, other: Image, box: PixelBox, using stream: inout RandomStream) {
    if stream.bernoulli(0.5) {
      natural = nil
      let own = Self.toned(photograph.cropped(to: box), shift: 0.03, contrast: 0.9...1.1, using: &stream)
      pasted = Self.degraded(own, 0.8, using: &stream)
    } else {
      let elsewhere = other.cropped(to: Self.anywhere(box, in: other, using: &stream))
      let shift = stream.logUniform(0.03...0.5)
      let foreign = Self.toned(elsewhere, shift: shift, contrast: 0.3...1.2, using: &stream)
      natural = foreign
      pasted = Self.degraded(foreign, 0.3, using: &stream)
    }
  }

  /// A box of the same size anywhere.
  private static func anywhere(_ box: PixelBox, in image: Image, using stream: inout RandomStream) -> PixelBox {
    PixelBox(
      x: stream.integer(0...image.width - box.width), y: stream.integer(0...image.height - box.height),
      width: box.width, height: box.height)
  }

  /// Moves the light by up to about `shift`, one way in all channels, and scales the contrast about each channel's mean.
  private static func toned(
    _ image: Image, shift: Double, contrast: ClosedRange<Double>, using stream: inout RandomStream
  ) -> Image {
    let scale = Float(stream.uniform(contrast))
    let direction = stream.bernoulli(0.6) ? -shift : shift
    var result = image
    for channel in 0..<image.channels {
      let range = channel * image.area..<(channel + 1) * image.area
      let mean = image.pixels[range].reduce(0, +) / Float(image.area)
      let offset = Float(direction * stream.uniform(0.6...1.2))
      for i in range { result.pixels[i] = min(1, max(0, mean + offset + scale * (image.pixels[i] - mean))) }
    }
    return result
  }

  /// Blurred with probability `share`.
  private static func degraded(_ image: Image, _ share: Double, using stream: inout RandomStream) -> Image {
    stream.bernoulli(share) ? image.blurred(sigma: stream.uniform(0.5...1.6)) : image
  }
}
