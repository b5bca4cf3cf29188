import Foundation
import Imaging

/// Light on relief: how much brighter or darker a tilted facet is than the flat surface, and its highlight.
struct Shading {
  private let light: SIMD3<Float>
  private let ambient: Float
  private let halfway: SIMD3<Float>
  private let finish: Finish
  private let flatHighlight: Float

  init(_ light: Light, finish: Finish?) {
    self.light = light.direction
    ambient = Float(light.ambient)
    let toCamera = self.light + SIMD3(0, 0, 1)
    halfway = toCamera / (toCamera * toCamera).sum().squareRoot()
    self.finish = finish ?? Finish(gloss: 0, exponent: 1)
    flatHighlight = powf(halfway.z, self.finish.exponent)
  }

  /// Lambert's law plus ambient light for a facet of slopes (∂h/∂x, ∂h/∂y), relative to the flat surface, 0…3.
  @inline(__always)
  func diffuse(slopeX: Float, slopeY: Float) -> Float {
    let inverse = 1 / (1 + slopeX * slopeX + slopeY * slopeY).squareRoot()
    let facing = max(0, (light.z - slopeX * light.x - slopeY * light.y) * inverse) / max(0.2, light.z)
    // A tilted facet sees less of the sky: (1 + cos)/2.
    return min(3, ambient * (1 + inverse) / 2 + (1 - ambient) * facing)
  }

  /// The highlight of the same facet beyond that of the flat surface, linear light; never negative, since how much of
  /// the photograph's light is highlight is not known.
  @inline(__always)
  func highlight(slopeX: Float, slopeY: Float) -> Float {
    let inverse = 1 / (1 + slopeX * slopeX + slopeY * slopeY).squareRoot()
    let cosine = max(0, (halfway.z - slopeX * halfway.x - slopeY * halfway.y) * inverse)
    return finish.gloss * max(0, powf(cosine, finish.exponent) - flatHighlight)
  }

  /// Factor and highlight over a relief in µm.
  func planes(relief: Plane, pitch: Double) -> (factor: Plane, highlight: Plane?) {
    let box = PixelBox(x: 0, y: 0, width: relief.width, height: relief.height)
    let (slopeX, slopeY) = relief.slopes(pitch: Float(pitch))
    var factor = slopeX
    factor.combine(with: slopeY) { diffuse(slopeX: $0, slopeY: $1) }
    guard finish.gloss > 0 else { return (factor, nil) }
    let highlights = slopeX.values.withUnsafeBufferPointer { sx in
      slopeY.values.withUnsafeBufferPointer { sy in
        Plane(box) { y, row in
          let start = y * box.width
          for x in 0..<box.width {
            let (a, b) = (sx[start + x], sy[start + x])
            row[x] = a == 0 && b == 0 ? 0 : highlight(slopeX: a, slopeY: b)
          }
        }
      }
    }
    return (factor, highlights)
  }
}

extension Plane {
  /// Central differences of a height in µm on pixels of `pitch` µm; one-sided at the border.
  func slopes(pitch: Float) -> (x: Plane, y: Plane) {
    let box = PixelBox(x: 0, y: 0, width: width, height: height)
    return values.withUnsafeBufferPointer { v in
      let horizontal = Plane(box) { y, row in
        let start = y * width
        for x in 0..<width {
          let (left, right) = (max(0, x - 1), min(width - 1, x + 1))
          row[x] = (v[start + right] - v[start + left]) / (Float(max(1, right - left)) * pitch)
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
