import Foundation
import Imaging

/// Light on relief: how much brighter or darker a tilted, half hidden facet is than the flat surface, and its highlight.
struct Shading {
  private let light: Light
  private let lamp: SIMD3<Float>
  private let ambient: Float
  private let halfway: SIMD3<Float>
  private let finish: Finish
  /// Light of the lamp times Fresnel's reflectance: both are the same for all facets, since lamp and camera are far away.
  private let strength: Float

  init(_ light: Light, finish: Finish) {
    (self.light, self.finish) = (light, finish)
    lamp = light.direction
    ambient = Float(light.ambient)
    let sum = lamp + SIMD3(0, 0, 1)
    halfway = sum / (sum * sum).sum().squareRoot()
    // A white, flat, matt surface shows as 1: the lamp gives it (1 - ambient) = E (n·l) / π.
    let irradiance = .pi * (1 - ambient) / max(0.2, lamp.z)
    strength =
      finish.reflectance <= 0
      ? 0 : irradiance * Microfacet.fresnel(cosine: halfway.z, normalReflectance: finish.reflectance)
  }

  /// What a relief does to the light, all of the relief's size.
  struct Fields {
    /// Light from the surface against that of the flat one, 0…3.
    var factor: Plane
    /// Linear light of the highlight beyond that of the flat surface; nil where there is none.
    var highlight: Plane?
    /// Share of the flat surface's light that other places of the relief take away, 0…1.
    var shade: Plane
  }

  /// The fields over a relief in µm on pixels of `pitch` µm.
  func fields(_ relief: Plane, pitch: Double) -> Fields {
    let slopes = relief.slopes(pitch: Float(pitch))
    let sky = ReliefVisibility.sky(relief, pitch: pitch)
    let lit = ReliefVisibility.lamp(relief, pitch: pitch, light: light) ?? Plane(relief.box, filledWith: 1)
    var shade = sky
    shade.combine(with: lit) { [ambient] sky, lit in 1 - ambient * sky - (1 - ambient) * lit }
    return Fields(
      factor: factor(slopes, sky: sky, lit: lit), highlight: highlight(slopes, lit: lit), shade: shade)
  }

  /// Lambert's law for the lamp where it is seen, and the visible sky.
  private func factor(_ slopes: (x: Plane, y: Plane), sky: Plane, lit: Plane) -> Plane {
    let (ambient, lamp, level) = (ambient, lamp, (1 - ambient) / max(0.2, lamp.z))
    return slopes.x.values.withUnsafeBufferPointer { sx in
      slopes.y.values.withUnsafeBufferPointer { sy in
        sky.values.withUnsafeBufferPointer { sky in
          lit.values.withUnsafeBufferPointer { lit in
            Plane(slopes.x.box) { y, row in
              let start = y * slopes.x.width
              for x in 0..<slopes.x.width {
                let (a, b) = (sx[start + x], sy[start + x])
                let facing = max(0, lamp.z - a * lamp.x - b * lamp.y) / (1 + a * a + b * b).squareRoot()
                row[x] = min(3, ambient * sky[start + x] + level * lit[start + x] * facing)
              }
            }
          }
        }
      }
    }
  }

  /// Never negative, since how much of the photograph's light is highlight is not known.
  private func highlight(_ slopes: (x: Plane, y: Plane), lit: Plane) -> Plane? {
    guard strength > 0 else { return nil }
    let (width, height) = (slopes.x.width, slopes.x.height)
    let flat = reflected(0, 0, variance: 0)
    return slopes.x.values.withUnsafeBufferPointer { sx in
      slopes.y.values.withUnsafeBufferPointer { sy in
        lit.values.withUnsafeBufferPointer { lit in
          Plane(slopes.x.box) { y, row in
            let (up, here, down) = (max(0, y - 1) * width, y * width, min(height - 1, y + 1) * width)
            for x in 0..<width {
              let (left, right) = (max(0, x - 1), min(width - 1, x + 1))
              let along = SIMD2(sx[here + right] - sx[here + left], sy[here + right] - sy[here + left])
              let across = SIMD2(sx[down + x] - sx[up + x], sy[down + x] - sy[up + x])
              // Over a pixel a slope that changes by d has the variance d²/12; differences span two pixels.
              let variance = (along * along + across * across).sum() / 48
              let light = reflected(sx[here + x], sy[here + x], variance: variance)
              row[x] = lit[here + x] * min(4, max(0, light - flat))
            }
          }
        }
      }
    }
  }

  /// Linear light that the tiny mirrors of a facet send to the camera. The spread of slopes within the pixel widens the
  /// lobe, so that no single pixel flares up.
  ///
  /// Source: Y. Tokuyoshi, A. Kaplanyan, "Improved geometric specular antialiasing", I3D 2019.
  @inline(__always)
  private func reflected(_ slopeX: Float, _ slopeY: Float, variance: Float) -> Float {
    let inverse = 1 / (1 + slopeX * slopeX + slopeY * slopeY).squareRoot()
    let facing = (lamp.z - slopeX * lamp.x - slopeY * lamp.y) * inverse
    let mirrored = (halfway.z - slopeX * halfway.x - slopeY * halfway.y) * inverse
    let size = Float(light.spread * light.spread) / 4
    let roughness = min(1, max(9e-4, finish.roughness * finish.roughness + size + min(0.18, variance))).squareRoot()
    let density = Microfacet.distribution(cosine: mirrored, roughness: roughness)
    let visible = Microfacet.visibility(lamp: max(0, facing), camera: inverse, roughness: roughness)
    return strength * density * visible * max(0, facing)
  }
}

extension Plane {
  /// Central differences of a height in µm on pixels of `pitch` µm; one-sided at the border.
  func slopes(pitch: Float) -> (x: Plane, y: Plane) {
    values.withUnsafeBufferPointer { v in
      let horizontal = Plane(box) { y, row in
        let start = y * width
        let scale = 1 / (2 * pitch)
        for x in stride(from: 1, to: width - 1, by: 1) { row[x] = (v[start + x + 1] - v[start + x - 1]) * scale }
        if width > 1 {
          row[0] = (v[start + 1] - v[start]) / pitch
          row[width - 1] = (v[start + width - 1] - v[start + width - 2]) / pitch
        }
      }
      let vertical = Plane(box) { y, row in
        let (up, down) = (max(0, y - 1), min(height - 1, y + 1))
        let scale = 1 / (Float(max(1, down - up)) * pitch)
        for x in 0..<width { row[x] = (v[down * width + x] - v[up * width + x]) * scale }
      }
      return (horizontal, vertical)
    }
  }
}
