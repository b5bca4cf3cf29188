/// What tells product from background at each pixel: three coordinates of colour and one of
/// texture.
///
/// Colour is OKLab relative to the photograph's own border (its median), so that exposure and white
/// balance cancel; texture is the spread of lightness in a window that does not reach over an edge.
struct PixelFeatures {
  let width: Int
  let height: Int
  /// `[height, width]`, row-major: lightness, 4 a, 4 b, spread of lightness.
  var values: [SIMD4<Float>]

  /// Chroma differs less than lightness between things, and is far less noisy.
  private static let chroma: Float = 4
  /// How much of OKLab's length a shadow leaves at least: a quarter of the light.
  private static let deepestShadow: Float = 0.63
  /// Chroma of a background from which a shadow's colour can be told, in OKLab.
  private static let leastChroma: Float = 0.06

  init(_ image: Image) {
    (width, height) = (image.width, image.height)
    let planes = image.okLab()
    let border = Self.frame(width, height)
    func median(_ plane: Plane) -> Float { border.map { plane.values[$0] }.sorted()[border.count / 2] }
    let background = SIMD3(median(planes.lightness), median(planes.a), median(planes.b))
    let light = Self.withoutShadows([planes.lightness, planes.a, planes.b], background)
    let texture = Self.texture(light[0])
    let smooth = light.map { $0.blurred(sigma: 1) }
    values = texture.values.indices.map { i in
      SIMD4(
        smooth[0].values[i] - background.x, Self.chroma * (smooth[1].values[i] - background.y),
        Self.chroma * (smooth[2].values[i] - background.z), texture.values[i])
    }
  }

  /// The pixels within 4 % of the shorter side of the border, at least 2 px.
  static func frame(_ width: Int, _ height: Int) -> [Int] {
    let margin = max(2, Int((0.04 * Double(min(width, height))).rounded()))
    return (0..<width * height).filter { i in
      let (x, y) = (i % width, i / width)
      return min(x, y, width - 1 - x, height - 1 - y) < margin
    }
  }

  /// The colours with shadows on a coloured background lit up again.
  ///
  /// Less light shortens a colour's vector in OKLab (by its cube root) and keeps the direction, so
  /// what is missing along the background's own direction is put back. On a grey background every
  /// dark grey would pass for a shadow.
  private static func withoutShadows(_ planes: [Plane], _ background: SIMD3<Float>) -> [Plane] {
    guard background.y * background.y + background.z * background.z > leastChroma * leastChroma else { return planes }
    var lit = planes
    let squared = (background * background).sum()
    for i in planes[0].values.indices {
      let colour = SIMD3(planes[0].values[i], planes[1].values[i], planes[2].values[i])
      let missing = 1 - min(1, max(deepestShadow, (colour * background).sum() / squared))
      for channel in 0..<3 { lit[channel].values[i] += missing * background[channel] }
    }
    return lit
  }

  /// The least of the deviations in the windows of 7 px that a pixel lies in, at most 0.2: windows
  /// across an edge say nothing about either side.
  private static func texture(_ lightness: Plane) -> Plane {
    let mean = lightness.boxFiltered(radius: 3)
    var squares = lightness
    for i in squares.values.indices { squares.values[i] *= squares.values[i] }
    var deviation = squares.boxFiltered(radius: 3)
    for i in deviation.values.indices {
      let variance = deviation.values[i] - mean.values[i] * mean.values[i]
      deviation.values[i] = min(0.2, max(0, variance).squareRoot())
    }
    return deviation.leastInRows(3).transposed().leastInRows(3).transposed()
  }
}

extension PixelFeatures {
  /// The steepness of the features' colours, per px.
  func edges() -> Plane {
    var sum = Plane(width: width, height: height)
    for channel in 0..<3 {
      let gradient = Plane(width: width, height: height, values: values.map { $0[channel] }).gradient(.sobel)
      for i in sum.values.indices {
        let (dx, dy) = (gradient.dx.values[i], gradient.dy.values[i])
        sum.values[i] += dx * dx + dy * dy
      }
    }
    for i in sum.values.indices { sum.values[i] = sum.values[i].squareRoot() }
    return sum
  }
}

extension Plane {
  /// The least value within `radius` px along each row.
  fileprivate func leastInRows(_ radius: Int) -> Plane {
    var least = self
    values.withUnsafeBufferPointer { values in
      least.values.withUnsafeMutableBufferPointer { least in
        for y in 0..<height {
          for x in 0..<width {
            for k in max(0, x - radius)...min(width - 1, x + radius) {
              least[y * width + x] = min(least[y * width + x], values[y * width + k])
            }
          }
        }
      }
    }
    return least
  }

  fileprivate func transposed() -> Plane {
    var result = Plane(width: height, height: width)
    for y in 0..<height { for x in 0..<width { result.values[x * height + y] = values[y * width + x] } }
    return result
  }
}
