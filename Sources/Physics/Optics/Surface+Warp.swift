import Imaging

extension Surface {
  /// Linear light of one channel over `box`, taken from where `displacement` says (bicubic, the border repeated).
  ///
  /// Source: R. Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 29 (1981), a = -1/2.
  func warpedLight(channel: Int, _ box: PixelBox, by displacement: Displacement) -> Plane {
    let source = linearLight(channel: channel, frame)
    let (width, height) = (image.width, image.height)
    return source.values.withUnsafeBufferPointer { light in
      displacement.dx.values.withUnsafeBufferPointer { dx in
        displacement.dy.values.withUnsafeBufferPointer { dy in
          Plane(box) { y, row in
            let start = (y - box.y) * box.width
            for x in 0..<box.width {
              let (shiftX, shiftY) = (dx[start + x], dy[start + x])
              row[x] =
                shiftX == 0 && shiftY == 0
                ? light[y * width + box.x + x]
                : cubic(light, width, height, Float(box.x + x) + shiftX, Float(y) + shiftY)
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func cubic(
    _ light: UnsafeBufferPointer<Float>, _ width: Int, _ height: Int, _ x: Float, _ y: Float
  ) -> Float {
    let (px, py) = (min(Float(width - 1), max(0, x)), min(Float(height - 1), max(0, y)))
    let (left, top) = (Int(px), Int(py))
    let (horizontal, vertical) = (keys(px - Float(left)), keys(py - Float(top)))
    let columns = SIMD4<Int>(max(0, left - 1), left, min(width - 1, left + 1), min(width - 1, left + 2))
    var sum: Float = 0
    for tap in 0..<4 {
      let row = min(height - 1, max(0, top + tap - 1)) * width
      let samples = SIMD4(
        light[row + columns.x], light[row + columns.y], light[row + columns.z], light[row + columns.w])
      sum += vertical[tap] * (horizontal * samples).sum()
    }
    return clamp01(sum)
  }

  @inline(__always)
  private func keys(_ t: Float) -> SIMD4<Float> {
    let (t2, t3) = (t * t, t * t * t)
    return SIMD4(-t3 + 2 * t2 - t, 3 * t3 - 5 * t2 + 2, -3 * t3 + 4 * t2 + t, t3 - t2) / 2
  }
}
