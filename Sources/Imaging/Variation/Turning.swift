import Foundation

extension Image {
  /// Turned counter-clockwise about the centre, between pixels by Catmull–Rom cubics, mirrored
  /// beyond the border. Samples may overshoot [0, 1] a little at edges.
  ///
  /// Source: Keys, "Cubic convolution interpolation for digital image processing", IEEE Trans. ASSP
  /// 1981, with a = −½.
  func turned(byDegrees degrees: Double) -> Image {
    let turning = Turning(width: width, height: height, degrees: degrees)
    let turned = [Float](unsafeUninitializedCapacity: pixels.count) { output, count in
      pixels.withUnsafeBufferPointer { input in
        let (input, output) = (input.baseAddress!, output.baseAddress!)
        forBands(height, work: width * channels * 20) { band in
          for y in band {
            for x in 0..<width {
              let patch = turning.patch(atX: x, y: y)
              for start in stride(from: 0, to: area * channels, by: area) {
                output[start + y * width + x] = patch.value(of: input + start)
              }
            }
          }
        }
      }
      count = output.count
    }
    return Image(
      width: width, height: height, channels: channels, bitDepth: bitDepth, pixels: turned)
  }
}

/// Where each pixel of a turned image comes from.
private struct Turning {
  let width: Int
  let height: Int
  private let sine: Double
  private let cosine: Double

  init(width: Int, height: Int, degrees: Double) {
    self.width = width
    self.height = height
    sine = sin(degrees * .pi / 180)
    cosine = cos(degrees * .pi / 180)
  }

  func patch(atX x: Int, y: Int) -> CubicPatch {
    let (centreX, centreY) = (Double(width - 1) / 2, Double(height - 1) / 2)
    let (dx, dy) = (Double(x) - centreX, Double(y) - centreY)
    // Rows count downwards: what turns counter-clockwise to a viewer came from further clockwise.
    return CubicPatch(
      x: centreX + cosine * dx - sine * dy, y: centreY + sine * dx + cosine * dy, width: width,
      height: height)
  }
}

/// The 4 × 4 pixels around a position, with their weights.
private struct CubicPatch {
  private var columns = SIMD4<Int>()
  private var rows = SIMD4<Int>()
  private let columnWeights: SIMD4<Float>
  private let rowWeights: SIMD4<Float>

  init(x: Double, y: Double, width: Int, height: Int) {
    let (left, top) = (x.rounded(.down), y.rounded(.down))
    columnWeights = Self.weights(Float(x - left))
    rowWeights = Self.weights(Float(y - top))
    let (firstColumn, firstRow) = (Int(left) - 1, Int(top) - 1)
    if firstColumn >= 0, firstRow >= 0, firstColumn + 4 <= width, firstRow + 4 <= height {
      columns = SIMD4(0, 1, 2, 3) &+ firstColumn
      rows = (SIMD4(0, 1, 2, 3) &+ firstRow) &* width
    } else {
      for k in 0..<4 {
        columns[k] = reflected(firstColumn + k, width)
        rows[k] = reflected(firstRow + k, height) * width
      }
    }
  }

  func value(of plane: UnsafePointer<Float>) -> Float {
    var sum: Float = 0
    for k in 0..<4 {
      let row = plane + rows[k]
      let samples = SIMD4(row[columns[0]], row[columns[1]], row[columns[2]], row[columns[3]])
      sum += rowWeights[k] * (samples * columnWeights).sum()
    }
    return sum
  }

  /// Weights of the pixels at −1, 0, 1 and 2 for a position `t` in 0…1; their sum is 1.
  private static func weights(_ t: Float) -> SIMD4<Float> {
    SIMD4(
      t * (-0.5 + t * (1 - 0.5 * t)), 1 + t * t * (1.5 * t - 2.5), t * (0.5 + t * (2 - 1.5 * t)),
      t * t * (0.5 * t - 0.5))
  }
}
