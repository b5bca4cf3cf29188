import Foundation
import Imaging
import Randomness

/// Masks of which everything is known.
enum Shapes {
  static func drawing(_ width: Int, _ height: Int, _ isSet: (Double, Double) -> Bool) -> Mask {
    var mask = Mask(width: width, height: height)
    for y in 0..<height { for x in 0..<width { mask[y, x] = isSet(Double(x), Double(y)) } }
    return mask
  }

  /// A band of a width along a line through the middle, from one distance of the middle to another.
  static func band(_ side: Int, angle: Double, width: Double, along: ClosedRange<Double>) -> Mask {
    let (c, s) = (cos(angle), sin(angle))
    return drawing(side, side) { x, y in
      let (dx, dy) = (x - Double(side / 2), y - Double(side / 2))
      return abs(s * dx - c * dy) <= width / 2 && along.contains(c * dx + s * dy)
    }
  }

  /// Koch's curve of a number of iterations, drawn one pixel wide over a picture of 1.2 × its length.
  static func koch(iterations: Int, length: Double) -> Mask {
    var points = [SIMD2(0.0, 0.0), SIMD2(length, 0)]
    for _ in 0..<iterations {
      points =
        zip(points, points.dropFirst()).flatMap { a, b -> [SIMD2<Double>] in
          let third = (b - a) / 3
          let tip =
            a + third
            + SIMD2(third.x / 2 + third.y * 3.0.squareRoot() / 2, third.y / 2 - third.x * 3.0.squareRoot() / 2)
          return [a, a + third, tip, a + 2 * third]
        } + [points[points.count - 1]]
    }
    var mask = Mask(width: Int(length) + 8, height: Int(0.35 * length) + 8)
    for (a, b) in zip(points, points.dropFirst()) {
      let steps = max(1, Int((4 * ((b - a) * (b - a)).sum().squareRoot()).rounded()))
      for k in 0...steps {
        let p = a + (b - a) * Double(k) / Double(steps)
        mask[mask.height - 5 + Int(p.y.rounded()), 4 + Int(p.x.rounded())] = true
      }
    }
    return mask
  }

  /// Independent normal noise about middle grey.
  static func noise(_ width: Int, _ height: Int, deviation: Double, seed: UInt64) -> Plane {
    var stream = RandomStream(seed: seed, key: "noise")
    return Plane(
      width: width, height: height,
      values: (0..<width * height).map { _ in Float(stream.normal(mean: 0.5, deviation: deviation)) })
  }
}
