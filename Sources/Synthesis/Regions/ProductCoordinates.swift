import Foundation
import Imaging

/// Places on a product by their distance to its outline.
struct ProductCoordinates: Sendable {
  /// Distance to the outline, px, positive inside.
  let depth: Plane
  /// The greatest distance.
  let greatestDepth: Float
  private let slope: Gradient

  /// Coordinates on a product; nil where it fills the picture, as a texture does.
  init?(_ product: Mask) {
    let area = product.area
    guard area > 0, Double(area) < 0.995 * Double(product.values.count) else { return nil }
    // Blurred, so that directions do not follow every pixel of the outline.
    let distance = product.signedDistance().blurred(sigma: 3)
    depth = Plane(width: distance.width, height: distance.height, values: distance.values.map { -$0 })
    greatestDepth = depth.values.max() ?? 0
    slope = depth.gradient()
  }

  /// Direction from a place to the inside, rad.
  func direction(_ place: SIMD2<Double>) -> Double {
    let i = index(place)
    return atan2(Double(slope.dy.values[i]), Double(slope.dx.values[i]))
  }

  /// Distance of a place to the outline, px.
  func depth(at place: SIMD2<Double>) -> Float { depth.values[index(place)] }

  private func index(_ place: SIMD2<Double>) -> Int {
    let x = min(depth.width - 1, max(0, Int(place.x.rounded())))
    let y = min(depth.height - 1, max(0, Int(place.y.rounded())))
    return y * depth.width + x
  }
}
