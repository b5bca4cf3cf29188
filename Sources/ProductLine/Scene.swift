import Foundation

/// What the camera sees at one point of a scene.
struct SurfacePoint {
  /// Height towards the camera, design px.
  var height: Float = 0
  /// Diffuse reflectance, or the tint of the mirror for metal; linear light, [0, 1].
  var albedo = Colour(repeating: 0.5)
  /// 0: scatters like cloth or rubber; 1: mirrors like metal.
  var metal: Float = 0
  /// Direction of the machining marks of metal, a unit vector; the highlight stretches across them.
  var groove = Point(1, 0)
  /// Roughness of metal along and across the marks.
  var roughness = Point(0.08, 0.5)
  /// Share of the direct light that arrives.
  var direct: Float = 1
  /// Share of the ambient light that arrives.
  var ambient: Float = 1
}

/// A scene that can be asked at any point. Coordinates are design px: the picture spans 0…256 whatever its
/// resolution.
protocol Scene: Sendable {
  func point(at p: Point) -> SurfacePoint
}

/// The square that every scene is designed on, px.
let designSize: Float = 256

/// Planes of a scene in linear light, red, green and blue, row-major, `size` × `size`.
struct LinearPicture {
  let size: Int
  var planes: [[Float]]
}

extension Scene {
  /// Renders at twice the resolution and averages: `size` × `size` pixels of linear light.
  func rendered(size: Int, under rig: LightRig) -> LinearPicture {
    let n = 2 * size
    let step = designSize / Float(n)
    let points = sampled(n, step)
    var picture = LinearPicture(
      size: size, planes: Array(repeating: [Float](repeating: 0, count: size * size), count: 3))
    for y in 0..<n {
      let (above, below) = (max(y - 1, 0), min(y + 1, n - 1))
      for x in 0..<n {
        let (left, right) = (max(x - 1, 0), min(x + 1, n - 1))
        let gradient =
          Point(
            points[y * n + right].height - points[y * n + left].height,
            points[below * n + x].height - points[above * n + x].height) / (2 * step)
        let light = rig.shade(points[y * n + x], slope: gradient) * 0.25
        let index = (y / 2) * size + x / 2
        for channel in 0..<3 { picture.planes[channel][index] += light[channel] }
      }
    }
    return picture
  }

  private func sampled(_ n: Int, _ step: Float) -> [SurfacePoint] {
    [SurfacePoint](unsafeUninitializedCapacity: n * n) { buffer, count in
      for y in 0..<n {
        for x in 0..<n {
          let p = Point(Float(x) + 0.5, Float(y) + 0.5) * step
          (buffer.baseAddress! + y * n + x).initialize(to: point(at: p))
        }
      }
      count = n * n
    }
  }
}
