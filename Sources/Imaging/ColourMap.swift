import Foundation

/// Colours for the numbers 0 to 1. Made in OKLab, so that equal steps of the number are equal steps to the eye.
public struct ColourMap: Sendable, Equatable {
  /// 256 colours, sRGB in [0, 1].
  public let colours: [SIMD3<Float>]

  /// A map from a path through OKLab; colours that no screen shows lose chroma, not lightness.
  public init(_ path: (Float) -> OKLab) { colours = (0..<256).map { path(Float($0) / 255).displayable } }

  /// The colour of a number; below 0 and above 1 the end colours, NaN the first.
  public func callAsFunction(_ value: Float) -> SIMD3<Float> {
    let position = value * 255
    return colours[position > 0 ? Int(min(position, 255) + 0.5) : 0]
  }

  /// Night blue over violet, red and orange to light yellow; lightness rises evenly, so it also reads in grey.
  public static let heat = ColourMap { t in
    OKLab(lightness: 0.2 + 0.75 * t, chroma: 0.08 + 0.12 * sinf(.pi * t), hue: 275 + 190 * t)
  }

  /// Blue over white to red, for numbers with a neutral middle at 0.5.
  public static let diverging = ColourMap { t in
    let distance = abs(2 * t - 1)
    return OKLab(lightness: 0.97 - 0.47 * distance, chroma: 0.19 * distance, hue: t < 0.5 ? 255 : 27)
  }

  /// Black to white.
  public static let grey = ColourMap { OKLab(lightness: $0, a: 0, b: 0) }
}

extension Plane {
  /// The plane in colours: the lower bound of `range` takes the map's first colour, the upper bound its last.
  public func coloured(_ map: ColourMap = .heat, range: ClosedRange<Float> = 0...1) -> Image {
    var image = Image(width: width, height: height, channels: 3)
    let area = image.area
    let scale = range.upperBound > range.lowerBound ? 1 / (range.upperBound - range.lowerBound) : 0
    image.pixels.withUnsafeMutableBufferPointer { out in
      for i in 0..<area {
        let colour = map((values[i] - range.lowerBound) * scale)
        (out[i], out[area + i], out[2 * area + i]) = (colour.x, colour.y, colour.z)
      }
    }
    return image
  }
}
