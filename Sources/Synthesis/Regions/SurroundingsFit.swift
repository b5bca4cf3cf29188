import Foundation
import Imaging

/// How well a defect's surroundings continue in a photograph where a copy of it may come to lie: a wire that is bent has to
/// lie on a wire.
struct SurroundingsFit {
  private let photograph: Image
  /// Places around the defect, in its photograph, and their light.
  private let points: [(place: SIMD2<Double>, light: Float)]
  /// Half of what they span, px.
  private let radius: Double

  /// Most places that are looked at.
  private static let count = 256
  /// Share of the places that have to lie in the photograph.
  private static let leastShare = 0.5
  /// Steps of the search for a better place, px.
  private static let strides = [6.0, 3, 1.5, 0.75]

  /// - Returns: nil where the cutout shows too little around the defect.
  init?(_ original: DefectCutout, on photograph: Image) {
    let (picture, corner) = (original.picture, original.corner)
    let around = original.region.values.indices.filter { original.region.values[$0] == 0 }
    guard around.count >= 16 else { return nil }
    let count = min(Self.count, around.count)
    self.photograph = photograph
    points = (0..<count).map { number in
      let index = around[(number * around.count + around.count / 2) / count]
      let (row, column) = (index / picture.width, index % picture.width)
      return (SIMD2(Double(column + corner.x), Double(row + corner.y)), picture.light(row, column))
    }
    radius = hypot(Double(picture.width), Double(picture.height)) / 2
  }

  /// Mean squared difference of the lights, the original's brightened to those of the photograph; infinite where too little
  /// lies in it.
  func misfit(_ transform: RegionTransform) -> Double {
    var (count, there, product, square) = (0.0, 0.0, 0.0, 0.0)
    for point in points {
      let place = transform.destination(of: point.place)
      let (column, row) = (Int(place.x.rounded()), Int(place.y.rounded()))
      guard (0..<photograph.width).contains(column), (0..<photograph.height).contains(row) else { continue }
      let (original, copy) = (Double(point.light), Double(photograph.light(row, column)))
      count += 1
      there += original * original
      product += original * copy
      square += copy * copy
    }
    guard count >= Self.leastShare * Double(points.count), there > 0 else { return .infinity }
    let gain = min(2, max(0.5, product / there))
    return (square - 2 * gain * product + gain * gain * there) / count
  }

  /// A way near by on which the surroundings fit better, if there is one: to another place, and, where variations differ in
  /// turn or size, with another turn or size.
  /// - Parameter bounds: where the middle of a copy may lie.
  func refined(
    _ transform: RegionTransform, of variation: MaskVariation, within bounds: (RegionTransform) -> PlaceBounds
  ) -> JudgedTransform {
    var best = JudgedTransform(transform: transform, misfit: misfit(transform))
    func consider(_ other: RegionTransform) {
      let held = other.moved(to: bounds(other).nearest(other.motion.place))
      let misfit = misfit(held)
      if misfit < best.misfit { best = JudgedTransform(transform: held, misfit: misfit) }
    }
    for stride in Self.strides {
      let middle = best.transform.motion.place
      for (x, y) in [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)] {
        consider(best.transform.moved(to: middle + stride * SIMD2(Double(x), Double(y))))
      }
      for angle in [-stride / radius, stride / radius] where variation.turn > 0 {
        consider(best.transform.turned(by: angle, scaledTo: best.transform.variation.scale))
      }
      for ratio in [1 - stride / radius, 1 + stride / radius] {
        let scale = best.transform.variation.scale * ratio
        if variation.scale.contains(scale) { consider(best.transform.turned(by: 0, scaledTo: scale)) }
      }
    }
    return best
  }
}

/// A way to a place, and how badly the surroundings fit there.
struct JudgedTransform {
  let transform: RegionTransform
  let misfit: Double
}
