import Imaging

extension Image {
  /// Linear light of one channel over `box`, which lies inside the picture.
  func linearLight(channel: Int, _ box: PixelBox) -> Plane {
    pixels.withUnsafeBufferPointer { pixels in
      Plane(box) { y, row in
        let start = (channel * height + y) * width + box.x
        let samples = UnsafeBufferPointer(rebasing: pixels[start..<start + box.width])
        TransferCurve.shared.decode(samples, bitDepth: bitDepth, to: row)
      }
    }
  }

  /// Linear light of one channel over `box`, taken from where `displacement` says (bicubic, the border repeated).
  ///
  /// Source: R. Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 29 (1981), a = -1/2.
  func warpedLight(channel: Int, _ box: PixelBox, by displacement: Displacement) -> Plane {
    let reach = displacement.sourceBox(of: box, width, height)
    let source = linearLight(channel: channel, reach)
    return source.values.withUnsafeBufferPointer { light in
      displacement.dx.values.withUnsafeBufferPointer { dx in
        displacement.dy.values.withUnsafeBufferPointer { dy in
          Plane(box) { y, row in
            let start = (y - box.y) * box.width
            for x in 0..<box.width {
              let (shiftX, shiftY) = (dx[start + x], dy[start + x])
              row[x] =
                shiftX == 0 && shiftY == 0
                ? light[(y - reach.y) * reach.width + box.x + x - reach.x]
                : cubic(light, reach, Float(box.x + x) + shiftX, Float(y) + shiftY)
            }
          }
        }
      }
    }
  }

  /// The light at (`x`, `y`), px of the picture; `reach` is the box that `light` has the samples of.
  @inline(__always)
  private func cubic(_ light: UnsafeBufferPointer<Float>, _ reach: PixelBox, _ x: Float, _ y: Float) -> Float {
    let (px, py) = (min(Float(width - 1), max(0, x)), min(Float(height - 1), max(0, y)))
    let (left, top) = (Int(px), Int(py))
    let (horizontal, vertical) = (keys(px - Float(left)), keys(py - Float(top)))
    let (low, high) = (max(0, left - 1) - reach.x, min(width - 1, left + 2) - reach.x)
    let (middle, right) = (left - reach.x, min(width - 1, left + 1) - reach.x)
    var sum: Float = 0
    for tap in 0..<4 {
      let row = (min(height - 1, max(0, top + tap - 1)) - reach.y) * reach.width
      let samples = SIMD4(light[row + low], light[row + middle], light[row + right], light[row + high])
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

extension Displacement {
  /// The part of a picture of `width` × `height` that bicubic interpolation over `box` reads.
  fileprivate func sourceBox(of box: PixelBox, _ width: Int, _ height: Int) -> PixelBox {
    let (left, right) = Self.range(dx, box.width, Float(box.x), stepX: 1, stepY: 0)
    let (top, bottom) = Self.range(dy, box.width, Float(box.y), stepX: 0, stepY: 1)
    func held(_ value: Float, _ last: Int) -> Int { Int(min(Float(last), max(0, value))) }
    let (x, y) = (max(0, held(left, width - 1) - 1), max(0, held(top, height - 1) - 1))
    return PixelBox(
      x: x, y: y, width: min(width - 1, held(right, width - 1) + 2) - x + 1,
      height: min(height - 1, held(bottom, height - 1) + 2) - y + 1)
  }

  /// Least and greatest of origin + position + shift.
  private static func range(
    _ shift: Plane, _ width: Int, _ origin: Float, stepX: Float, stepY: Float
  ) -> (least: Float, greatest: Float) {
    var (least, greatest) = (Float.infinity, -Float.infinity)
    shift.values.withUnsafeBufferPointer { shift in
      for y in 0..<shift.count / width {
        let start = origin + stepY * Float(y)
        for x in 0..<width {
          let place = start + stepX * Float(x) + shift[y * width + x]
          least = min(least, place)
          greatest = max(greatest, place)
        }
      }
    }
    return (least, greatest)
  }
}
