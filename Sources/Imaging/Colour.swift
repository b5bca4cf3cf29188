import Foundation

/// The sRGB transfer curve. Source: IEC 61966-2-1.
public enum SRGB {
  /// Linear light in [0, 1] from an encoded sample in [0, 1].
  public static func linear(fromEncoded v: Float) -> Float { v <= 0.04045 ? v / 12.92 : powf((v + 0.055) / 1.055, 2.4) }

  /// The encoded sample in [0, 1] of linear light in [0, 1].
  public static func encoded(fromLinear v: Float) -> Float {
    v <= 0.003_130_8 ? v * 12.92 : 1.055 * powf(v, 1 / 2.4) - 0.055
  }

  /// Linear light of the 256 8-bit codes.
  static let linearOfCode: [Float] = (0..<256).map { linear(fromEncoded: Float($0) / 255) }
}

/// Weights of red, green and blue in luminance. Source: ITU-R BT.709.
public enum Rec709 {
  /// Red's share.
  public static let red: Float = 0.2126
  /// Green's share.
  public static let green: Float = 0.7152
  /// Blue's share.
  public static let blue: Float = 0.0722
}

extension Image {
  /// One channel as a plane.
  public func plane(_ channel: Int) -> Plane {
    Plane(width: width, height: height, values: Array(pixels[channel * area..<(channel + 1) * area]))
  }

  /// One or three planes of one size as an image.
  public init(planes: [Plane], bitDepth: Int = 8) {
    precondition(
      planes.allSatisfy { $0.width == planes[0].width && $0.height == planes[0].height }, "planes of one size")
    self.init(
      width: planes[0].width, height: planes[0].height, channels: planes.count, bitDepth: bitDepth,
      pixels: planes.flatMap(\.values))
  }

  /// The image in grey (`luma`) or colour (grey in all three channels).
  public func converted(toChannels count: Int) -> Image {
    precondition(count == 1 || count == 3, "1 or 3 channels")
    if count == channels { return self }
    let pixels = count == 1 ? luma().values : pixels + pixels + pixels
    return Image(width: width, height: height, channels: count, bitDepth: bitDepth, pixels: pixels)
  }

  /// The weighted sum of the encoded samples, Y' = 0.2126 R' + 0.7152 G' + 0.0722 B': how bright a pixel looks.
  public func luma() -> Plane {
    if channels == 1 { return plane(0) }
    let area = area
    let values = [Float](unsafeUninitializedCapacity: area) { out, count in
      pixels.withUnsafeBufferPointer { pixels in
        let red = pixels.baseAddress!
        let (green, blue) = (red + area, red + 2 * area)
        for i in 0..<area { out[i] = Rec709.red * red[i] + Rec709.green * green[i] + Rec709.blue * blue[i] }
      }
      count = area
    }
    return Plane(width: width, height: height, values: values)
  }

  /// The relative luminance Y, in linear light: what a light meter sees.
  public func luminance() -> Plane { linearized().luma() }

  /// The samples in linear light. The result is for computing with; encode it before it is shown or written.
  public func linearized() -> Image {
    mapSamples { v in
      // Most samples are 8-bit codes, whose values are at hand.
      let code = v * 255 + 0.5
      if code >= 0 && code < 256 {
        let index = Int(code)
        if Float(index) / 255 == v { return SRGB.linearOfCode[index] }
      }
      return SRGB.linear(fromEncoded: v)
    }
  }

  /// The sRGB-encoded image of samples in linear light, clamped to [0, 1].
  public func encodedFromLinear() -> Image {
    mapSamples { SRGB.encoded(fromLinear: min(max($0, 0), 1)) }
  }

  private func mapSamples(_ transform: (Float) -> Float) -> Image {
    var result = self
    result.pixels.withUnsafeMutableBufferPointer { out in
      let out = out
      forBands(out.count, work: 8) { band in
        for i in band { out[i] = transform(out[i]) }
      }
    }
    return result
  }
}
