import Foundation

/// A colour in OKLab, in which equal distances look about equally large.
///
/// Source: B. Ottosson, "A perceptual color space for image processing", 2020.
public struct OKLab: Sendable, Equatable {
  /// Lightness in [0, 1].
  public var lightness: Float
  /// Green (negative) to red (positive), about ±0.3.
  public var a: Float
  /// Blue (negative) to yellow (positive), about ±0.3.
  public var b: Float

  /// A colour of its coordinates.
  public init(lightness: Float, a: Float, b: Float) { (self.lightness, self.a, self.b) = (lightness, a, b) }

  /// A colour of lightness, chroma and hue (degrees, from red towards yellow).
  public init(lightness: Float, chroma: Float, hue: Float) {
    self.init(lightness: lightness, a: chroma * cosf(hue * .pi / 180), b: chroma * sinf(hue * .pi / 180))
  }

  /// The colour of linear-light sRGB components.
  public init(linearRed r: Float, green g: Float, blue b: Float) {
    let l = cbrtf(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = cbrtf(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = cbrtf(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    self.init(
      lightness: 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      a: 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      b: 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  /// Linear-light sRGB components; outside [0, 1] for colours that a screen cannot show.
  public var linearRGB: SIMD3<Float> {
    func cube(_ v: Float) -> Float { v * v * v }
    let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    return SIMD3(
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
  }

  /// The nearest colour of the same lightness and hue that a screen can show, as sRGB in [0, 1]: chroma is lowered
  /// until it fits.
  public var displayable: SIMD3<Float> {
    var (fits, exceeds): (Float, Float) = (0, 1)
    if isDisplayable { fits = 1 }
    for _ in 0..<20 where fits < 1 {
      let middle = (fits + exceeds) / 2
      if withChroma(scaledBy: middle).isDisplayable { fits = middle } else { exceeds = middle }
    }
    let linear = withChroma(scaledBy: fits).linearRGB.clamped(
      lowerBound: SIMD3(repeating: 0), upperBound: SIMD3(repeating: 1))
    return SIMD3(
      SRGB.encoded(fromLinear: linear.x), SRGB.encoded(fromLinear: linear.y), SRGB.encoded(fromLinear: linear.z))
  }

  private func withChroma(scaledBy factor: Float) -> OKLab { OKLab(lightness: lightness, a: a * factor, b: b * factor) }

  private var isDisplayable: Bool { linearRGB.min() >= -1e-4 && linearRGB.max() <= 1.0001 }
}

extension Image {
  /// The image as planes of OKLab's lightness, a and b; a and b are 0 for a grey image.
  public func okLab() -> (lightness: Plane, a: Plane, b: Plane) {
    let linear = linearized()
    var planes = (lightness: plane(0), a: Plane(width: width, height: height), b: Plane(width: width, height: height))
    let (green, blue) = channels == 3 ? (area, 2 * area) : (0, 0)
    linear.pixels.withUnsafeBufferPointer { rgb in
      planes.lightness.values.withUnsafeMutableBufferPointer { lightness in
        planes.a.values.withUnsafeMutableBufferPointer { a in
          planes.b.values.withUnsafeMutableBufferPointer { b in
            let (lightness, a, b) = (lightness, a, b)
            forBands(area, work: 30) { band in
              for i in band {
                let colour = OKLab(linearRed: rgb[i], green: rgb[green + i], blue: rgb[blue + i])
                (lightness[i], a[i], b[i]) = (colour.lightness, colour.a, colour.b)
              }
            }
          }
        }
      }
    }
    return planes
  }
}
