import Foundation
import Imaging

/// What a relief hides from its own points: the lamp (cast shadow) and the sky (ambient occlusion).
///
/// Heights are in µm on pixels of `pitch` µm; beyond the plane the surface goes on flat at height 0.
public enum ReliefVisibility {
  /// The share of the lamp's disc that each pixel sees, 0 (shadow) … 1, with a soft penumbra.
  ///
  /// For each point of the lamp's disc the shadow's ceiling is swept over the picture away from the lamp, row by row,
  /// falling by the tangent of the elevation and lifted by whatever stands higher: exact along lines that are rounded to
  /// pixels across. After the classic line sweep of height fields, as in V. Timonen and J. Westerholm, "Scalable height
  /// field self-shadowing", Computer Graphics Forum 29 (2010).
  /// - Returns: nil where no shadow is as long as a third of a pixel.
  public static func lamp(_ relief: Plane, pitch: Double, light: Light) -> Plane? {
    let (low, high) = relief.range
    let lowest = max(0.05, light.elevation - light.spread)
    guard Double(high - low) / pitch / tan(lowest) > 1.0 / 3 else { return nil }
    let upright = relief.transposed()
    var (rows, columns) = (Plane(relief.box), Plane(upright.box))
    let directions = light.disc
    for direction in directions {
      if abs(direction.y) >= abs(direction.x) {
        sweep(relief, pitch: Float(pitch), towards: direction, into: &rows)
      } else {
        sweep(upright, pitch: Float(pitch), towards: SIMD3(direction.y, direction.x, direction.z), into: &columns)
      }
    }
    let share = 1 / Float(directions.count)
    rows.combine(with: columns.transposed()) { share * ($0 + $1) }
    return rows
  }

  /// Adds 1 where the lamp in a direction with |y| ≥ |x| is seen, 0 where it is hidden, parts at the shadow's edge.
  private static func sweep(_ relief: Plane, pitch: Float, towards lamp: SIMD3<Float>, into seen: inout Plane) {
    let (width, height) = (relief.width, relief.height)
    let shear = lamp.x / abs(lamp.y)
    let level = (lamp.x * lamp.x + lamp.y * lamp.y).squareRoot()
    let fall = max(1e-3, pitch * lamp.z / abs(lamp.y))
    guard level > 1e-3 else { return seen.apply { $0 + 1 } }
    let offset = max(0, -Int((shear * Float(height)).rounded()))
    var ceiling = [Float](repeating: -.infinity, count: width + height + 2)
    ceiling.withUnsafeMutableBufferPointer { ceiling in
      relief.values.withUnsafeBufferPointer { relief in
        seen.values.withUnsafeMutableBufferPointer { seen in
          for k in 0..<height {
            let row = (lamp.y > 0 ? height - 1 - k : k) * width
            let line = offset + Int((shear * Float(k)).rounded())
            for x in 0..<width {
              let (shade, here) = (ceiling[line + x] - fall, relief[row + x])
              seen[row + x] += min(1, max(0, 0.5 + (here - shade) / fall))
              ceiling[line + x] = max(shade, here)
            }
          }
        }
      }
    }
  }

  /// Light from an even sky on each facet against that on the open, level surface: what the relief around it hides, and
  /// what its own tilt turns away, 0…1.
  ///
  /// The sky is cut into eight slices of azimuth; in each it begins at the horizon, the steepest rise to a height within
  /// 64 px, and ∫ (n·ω) dω has a closed form. After L. Bavoil et al., "Image-space horizon-based ambient occlusion",
  /// SIGGRAPH talks 2008, with the integral over the slice instead of its mean.
  public static func sky(_ relief: Plane, pitch: Double) -> Plane {
    let (low, high) = relief.range
    let reach = min(64, max(1, Double(high - low) / pitch / 0.05))
    let margin = Int(reach.rounded(.up))
    let padded = relief.padded(by: margin)
    let slopes = relief.slopes(pitch: Float(pitch))
    let slices = Slice.all(reach: reach, pitch: pitch, stride: padded.width)
    let width = relief.width
    var horizon = [Float](repeating: 0, count: width)
    return padded.values.withUnsafeBufferPointer { heights in
      slopes.x.values.withUnsafeBufferPointer { slopeX in
        slopes.y.values.withUnsafeBufferPointer { slopeY in
          horizon.withUnsafeMutableBufferPointer { horizon in
            Plane(relief.box) { y, row in
              let here = heights.baseAddress! + (y + margin) * padded.width + margin
              let (sx, sy) = (slopeX.baseAddress! + y * width, slopeY.baseAddress! + y * width)
              for slice in slices {
                slice.findHorizon(from: here, sx, sy, width, horizon.baseAddress!)
                slice.addSky(above: horizon.baseAddress!, sx, sy, width, to: row)
              }
              for x in 0..<width { row[x] /= 4 * (1 + sx[x] * sx[x] + sy[x] * sy[x]).squareRoot() }
            }
          }
        }
      }
    }
  }

  /// The sky in one of eight directions.
  private struct Slice {
    private let x: Float
    private let y: Float
    /// Where heights are compared: offset in memory and 1 / distance, 1/µm.
    private let steps: [(offset: Int, inverse: Float)]

    static func all(reach: Double, pitch: Double, stride: Int) -> [Slice] {
      [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)].map {
        Slice($0.0, $0.1, reach: reach, pitch: pitch, stride: stride)
      }
    }

    private init(_ x: Int, _ y: Int, reach: Double, pitch: Double, stride: Int) {
      let length = Double(x * x + y * y).squareRoot()
      (self.x, self.y) = (Float(Double(x) / length), Float(Double(y) / length))
      // Every pixel near by, then four to the octave.
      let counts = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 19, 23, 27, 32, 38, 45, 54, 64]
      steps = counts.filter { Double($0) * length <= max(length, reach) }.map { count in
        (count * (y * stride + x), Float(1 / (Double(count) * length * pitch)))
      }
    }

    /// Tangent of the horizon's elevation, at least 0; a facet's own rise is part of it.
    @inline(__always)
    func findHorizon(
      from here: UnsafePointer<Float>, _ slopeX: UnsafePointer<Float>, _ slopeY: UnsafePointer<Float>, _ width: Int,
      _ horizon: UnsafeMutablePointer<Float>
    ) {
      for i in 0..<width { horizon[i] = max(0, slopeX[i] * x + slopeY[i] * y) }
      for (offset, inverse) in steps {
        let there = here + offset
        for i in 0..<width { horizon[i] = max(horizon[i], (there[i] - here[i]) * inverse) }
      }
    }

    /// Adds ∫ (sin θ - s cos θ) cos θ dθ from the horizon to the zenith; s is the facet's rise in this direction.
    @inline(__always)
    func addSky(
      above horizon: UnsafePointer<Float>, _ slopeX: UnsafePointer<Float>, _ slopeY: UnsafePointer<Float>,
      _ width: Int, to sum: UnsafeMutablePointer<Float>
    ) {
      for i in 0..<width {
        let (t, rise) = (horizon[i], slopeX[i] * x + slopeY[i] * y)
        let cosine2 = 1 / (1 + t * t)
        sum[i] += 0.5 * (cosine2 - rise * (0.5 * .pi - arcTangent(t) - t * cosine2))
      }
    }

    /// Within 0.004 for t ≥ 0, and no branch.
    @inline(__always)
    private func arcTangent(_ t: Float) -> Float {
      let small = t > 1 ? 1 / t : t
      let angle = small * (0.25 * .pi + 0.273 * (1 - small))
      return t > 1 ? 0.5 * .pi - angle : angle
    }
  }
}
