import Foundation
import Imaging
import Randomness

/// Rendered photographs for the audit: parts that are aligned, cloth, grids, with the noise of a camera.
enum Scenes {
  /// Patches of random brightness about 0.5, a few pixels wide.
  static func cloth(_ seed: UInt64, side: Int = 128) -> Plane {
    var stream = RandomStream(seed: seed, key: "cloth")
    let noise = Plane(
      width: side, height: side, values: (0..<side * side).map { _ in Float.random(in: -1...1, using: &stream) })
    return Plane(width: side, height: side, values: noise.blurred(sigma: 0.8).values.map { 0.5 + 0.4 * $0 })
  }

  /// A disc with a print that all parts have, on a surface of its own.
  static func part(_ seed: UInt64, side: Int = 128) -> Plane {
    var picture = cloth(seed, side: side)
    for y in 0..<side {
      for x in 0..<side {
        let radius = hypotf(Float(x - side / 2), Float(y - side / 2)) / Float(side)
        let hasPrint = radius < 0.3 && (x / 7 + y / 11) % 3 == 0
        let body: Float = radius > 0.4 ? 0.75 : hasPrint ? 0.2 : 0.45
        picture[y, x] = body + 0.4 * (picture[y, x] - 0.5)
      }
    }
    return picture
  }

  /// A grid of one period, anywhere, of wires that are all a little different.
  static func grid(_ seed: UInt64, side: Int = 128) -> Plane {
    var stream = RandomStream(seed: seed, key: "grid")
    let (dx, dy) = (Float.random(in: 0..<16, using: &stream), Float.random(in: 0..<16, using: &stream))
    var picture = cloth(seed, side: side)
    for y in 0..<side {
      for x in 0..<side {
        let wave = sinf((Float(x) + dx) * .pi / 8) * sinf((Float(y) + dy) * .pi / 8)
        picture[y, x] = 0.5 + (wave > 0.3 ? 0.3 : -0.1) + 0.15 * (picture[y, x] - 0.5)
      }
    }
    return picture
  }

  /// A photograph of a scene: `gain` brighter, moved by whole pixels, with sensor noise of its own.
  static func photograph(
    _ scene: Plane, gain: Float = 1, shift: SIMD2<Int> = .zero, noise: Float = 0.003, shot: UInt64 = 0
  ) -> Image {
    var stream = RandomStream(seed: shot, key: "shot")
    var image = Image(width: scene.width, height: scene.height, channels: 1)
    for y in 0..<scene.height {
      for x in 0..<scene.width {
        let from = SIMD2(min(max(x + shift.x, 0), scene.width - 1), min(max(y + shift.y, 0), scene.height - 1))
        let value = gain * scene[from.y, from.x] + noise * Float.random(in: -1.7...1.7, using: &stream)
        image[0, y, x] = min(max(value, 0), 1)
      }
    }
    return image
  }

  /// Photographs of different parts.
  static func parts(_ count: Int) -> [Image] {
    (0..<count).map { photograph(part(UInt64($0)), gain: 0.9 + 0.02 * Float($0 % 10), shot: UInt64($0)) }
  }
}
