import Imaging

/// A sample beside the photograph that it was made of: what spoilers work on and what quality is judged from.
public struct ComparedSample: Sendable, Equatable {
  /// The picture with the defect.
  public let image: Image
  /// What the sample says is defective.
  public let mask: Mask
  /// The photograph without the defect, of the picture's size and channels.
  public let photograph: Image
  /// The product in the photograph; everything, where it shows a texture.
  public let foreground: Mask

  /// A sample and its photograph. Both are held to whole codes of the photograph's bit depth, as in files: a photograph
  /// that was resized lies between them.
  /// - Parameter foreground: looked for in the photograph when nil.
  public init(image: Image, mask: Mask, photograph: Image, foreground: Mask? = nil) {
    precondition(
      image.width == photograph.width && image.height == photograph.height && image.channels == photograph.channels,
      "a sample has the size and the channels of its photograph")
    precondition(mask.width == image.width && mask.height == image.height, "a mask has its picture's size")
    self.image = image.heldToCodes(ofBitDepth: photograph.bitDepth)
    self.photograph = photograph.heldToCodes(ofBitDepth: photograph.bitDepth)
    self.mask = mask
    self.foreground = foreground ?? Foreground.estimate(photograph)
  }

  /// The change of each pixel in the channel that changed most, 0…1.
  public func change() -> Plane { image.change(from: photograph) }

  /// Mean change over the mask, 0…1.
  public var contrast: Double {
    let change = change()
    let sum = mask.values.indices.reduce(0.0) { $0 + (mask.values[$1] == 0 ? 0 : Double(change.values[$1])) }
    return sum / Double(max(1, mask.area))
  }
}

extension ComparedSample {
  /// The same photograph with another picture, whose samples are held to whole codes, and with exactly what then differs
  /// as its mask.
  /// - Returns: nil where less than four pixels differ.
  func replacing(_ drawn: Image) -> ComparedSample? {
    let image = drawn.heldToCodes(ofBitDepth: photograph.bitDepth)
    var mask = Mask(width: mask.width, height: mask.height)
    for i in image.pixels.indices where image.pixels[i] != photograph.pixels[i] { mask.values[i % image.area] = 1 }
    guard mask.area >= 4 else { return nil }
    return ComparedSample(image: image, mask: mask, photograph: photograph, foreground: foreground)
  }

  /// The same pictures under another mask.
  func masked(_ mask: Mask) -> ComparedSample {
    ComparedSample(image: image, mask: mask, photograph: photograph, foreground: foreground)
  }
}

extension Image {
  /// Samples clamped to 0…1 and rounded to the codes of a bit depth.
  fileprivate func heldToCodes(ofBitDepth depth: Int) -> Image {
    var image = self
    image.bitDepth = depth
    let scale: Float = depth == 8 ? 255 : 65_535
    image.pixels.withUnsafeMutableBufferPointer { pixels in
      for i in pixels.indices { pixels[i] = (min(1, max(0, pixels[i])) * scale).rounded() / scale }
    }
    return image
  }
}
