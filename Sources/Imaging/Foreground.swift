import Foundation

/// Where the product is in a photograph.
public enum Foreground {
  /// The product's silhouette; everything, where the photograph shows a texture or no clear background.
  ///
  /// The border of the photograph gives the background's colour (its median in OKLab). Otsu's threshold on every
  /// pixel's distance to that colour makes two classes; the far one is the product if the split is clear, if the far
  /// class is mostly one piece and if it keeps away from the border. Holes are filled. The whole is decided at no more
  /// than `workingSize` px.
  public static func estimate(_ image: Image) -> Mask {
    let scale = min(1, Double(workingSize) / Double(max(image.width, image.height)))
    let small = image.resized(
      width: max(1, Int((Double(image.width) * scale).rounded())),
      height: max(1, Int((Double(image.height) * scale).rounded())))
    let everything = Mask(width: image.width, height: image.height, filledWith: true)
    guard min(small.width, small.height) >= 16, let (distance, threshold) = split(small),
      let product = product(in: Mask(distance, above: threshold))
    else { return everything }
    if product.width == image.width && product.height == image.height { return product }
    // Scaled up as a distance, so that the outline stays smooth.
    let outline = product.signedDistance().resized(width: image.width, height: image.height)
    return Mask(width: image.width, height: image.height, values: outline.values.map { $0 < 0 ? 1 : 0 })
  }

  static let workingSize = 256

  /// The distance of every pixel's colour to that of the border, and where to cut it; nil where no cut is clear.
  private static func split(_ image: Image) -> (Plane, Float)? {
    let lab = image.okLab()
    let border = borderIndices(image.width, image.height)
    let planes = [lab.lightness, lab.a, lab.b]
    let background = planes.map { plane in median(border.map { plane.values[$0] }) }
    var distance = Plane(width: image.width, height: image.height)
    for i in distance.values.indices {
      var squared: Float = 0
      for (plane, centre) in zip(planes, background) {
        squared += (plane.values[i] - centre) * (plane.values[i] - centre)
      }
      distance.values[i] = squared.squareRoot()
    }
    distance = distance.blurred(sigma: 1)
    let upper = max(distance.values.max()!, 1e-3)
    guard let otsu = Histogram(distance.values, bins: 256, range: 0...upper).otsu() else { return nil }
    return otsu.explainedVariance >= 0.6 ? (distance, otsu.threshold) : nil
  }

  /// The main pieces of the far class, if they look like an object before a background.
  private static func product(in far: Mask) -> Mask? {
    let solid = far.opened(radius: 1).holesFilled()
    let pieces = solid.connectedComponents()
    guard let largest = pieces.components.map(\.area).max() else { return nil }
    let product = pieces.mask { pieces.components[$0 - 1].area * 20 >= largest }
    let border = borderIndices(far.width, far.height)
    let onBorder = Double(border.count { solid.values[$0] != 0 }) / Double(border.count)
    let share = Double(product.area) / Double(product.values.count)
    let isOnePiece = Double(largest) >= 0.6 * Double(solid.area)
    let isObject = isOnePiece && share >= 0.01 && share <= 0.97 && onBorder <= 0.6 * share && onBorder <= 0.4
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
