import Foundation

/// Where the product is in a single photograph; where there are several of one product, `ProductFinder` sees more.
public enum Foreground {
  /// The product's silhouette; everything, where the photograph shows a texture or no clear background.
  ///
  /// The border of the photograph gives the background's colour (its median in OKLab). Otsu's threshold on every
  /// pixel's distance to that colour makes two classes; the far one is the product if the split is clear, if the border
  /// is of one colour, if the far class is mostly one piece and if it keeps away from the border. Holes are filled. The
  /// whole is decided at no more than 256 px.
  public static func estimate(_ image: Image) -> Mask {
    guard let product = product(image) else {
      return Mask(width: image.width, height: image.height, filledWith: true)
    }
    if product.width == image.width && product.height == image.height { return product }
    // Scaled up as a distance, so that the outline stays smooth.
    let outline = product.signedDistance().resized(width: image.width, height: image.height)
    return Mask(width: image.width, height: image.height, values: outline.values.map { $0 < 0 ? 1 : 0 })
  }

  private static let workingSize = 256

  /// The silhouette at the working size; nil where there is none.
  private static func product(_ image: Image) -> Mask? {
    let scale = min(1, Double(workingSize) / Double(max(image.width, image.height)))
    let small = image.resized(
      width: max(1, Int((Double(image.width) * scale).rounded())),
      height: max(1, Int((Double(image.height) * scale).rounded())))
    guard min(small.width, small.height) >= 16 else { return nil }
    let border = borderIndices(small.width, small.height)
    let colours = Colours(small, border)
    func pieces(withShadows: Bool) -> Mask? {
      split(colours, border, countingShadows: withShadows).flatMap { mainPieces(of: $0, border) }
    }
    guard let whole = pieces(withShadows: true) else { return nil }
    // A product of the background's own hue would pass for a shadow: no shadow is as large as what throws it.
    guard colours.backgroundIsColoured, let unshaded = pieces(withShadows: false), 2 * unshaded.area > whole.area
    else { return whole }
    return unshaded
  }

  /// A photograph in OKLab, and its background there.
  private struct Colours {
    let planes: (lightness: Plane, a: Plane, b: Plane)
    let background: SIMD3<Float>
    var backgroundIsColoured: Bool { background.y * background.y + background.z * background.z > 0.06 * 0.06 }

    init(_ image: Image, _ border: [Int]) {
      planes = image.okLab()
      background = SIMD3(
        median(border.map { [planes] in planes.lightness.values[$0] }),
        median(border.map { [planes] in planes.a.values[$0] }), median(border.map { [planes] in planes.b.values[$0] }))
    }

    /// Distance of every pixel to the background's colour.
    ///
    /// Less light shortens a colour's vector in OKLab (by its cube root) and keeps the direction, so without shadows it
    /// is the distance to a piece of the ray towards black. On grey backgrounds every dark grey would lie on it.
    /// - Parameter shortest: how much of the vector's length the piece leaves at least.
    func distance(shortest: Float) -> Plane {
      var distance = planes.lightness
      let squared = max(1e-6, (background * background).sum())
      distance.values.withUnsafeMutableBufferPointer { values in
        planes.a.values.withUnsafeBufferPointer { a in
          planes.b.values.withUnsafeBufferPointer { b in
            for i in values.indices {
              let colour = SIMD3(values[i], a[i], b[i])
              let share = min(1, max(shortest, (colour * background).sum() / squared))
              let apart = colour - share * background
              values[i] = (apart * apart).sum().squareRoot()
            }
          }
        }
      }
      return distance
    }
  }

  /// How much of OKLab's length a shadow leaves at least: a quarter of the light.
  private static let deepestShadow: Float = 0.63

  /// The pixels far from the border's colour; nil where no cut is clear or the border has no one colour.
  private static func split(_ colours: Colours, _ border: [Int], countingShadows: Bool) -> Mask? {
    let distance = colours.distance(shortest: countingShadows ? 1 : deepestShadow).blurred(sigma: 1)
    let upper = max(distance.values.max()!, 1e-3)
    guard let otsu = Histogram(distance.values, bins: 256, range: 0...upper).otsu(),
      otsu.explainedVariance >= 0.6, median(border.map { distance.values[$0] }) <= 0.35 * otsu.threshold
    else { return nil }
    return Mask(distance, above: otsu.threshold)
  }

  /// The main pieces of the far class, if they look like an object before a background.
  private static func mainPieces(of far: Mask, _ border: [Int]) -> Mask? {
    let solid = far.opened(radius: 1).holesFilled()
    let pieces = solid.connectedComponents()
    guard let largest = pieces.components.map(\.area).max() else { return nil }
    let product = pieces.mask { pieces.components[$0 - 1].area * 20 >= largest }
    let onBorder = Double(border.count { solid.values[$0] != 0 }) / Double(border.count)
    let share = Double(product.area) / Double(product.values.count)
    let isOnePiece = Double(largest) >= 0.6 * Double(solid.area)
    let isObject = isOnePiece && share >= 0.01 && share <= 0.97 && onBorder <= 0.6 * share && onBorder <= 0.45
    return isObject ? product : nil
  }

  /// A frame of 2 % of the shorter side, at least 2 px.
  private static func borderIndices(_ width: Int, _ height: Int) -> [Int] {
    let margin = max(2, min(width, height) / 50)
    return (0..<width * height).filter { i in
      let (x, y) = (i % width, i / width)
      return min(x, y, width - 1 - x, height - 1 - y) < margin
    }
  }

  private static func median(_ values: [Float]) -> Float { values.sorted()[values.count / 2] }
}
