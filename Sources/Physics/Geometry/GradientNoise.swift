import Foundation
import Imaging
import Randomness

/// Gradient noise on the plane: smooth, band-limited, of mean 0, about within ±1.
///
/// Source: K. Perlin, "Improving noise", SIGGRAPH 2002 (quintic fade), with 64 unit gradients drawn from a stream.
public struct GradientNoise: Sendable {
  private let permutation: [Int]
  private let gradientX: [Float]
  private let gradientY: [Float]
  private let offset: SIMD2<Double>

  /// A noise field of its own for each stream.
  public init(using stream: inout RandomStream) {
    permutation = stream.shuffled(0..<256)
    let angles = (0..<256).map { _ in stream.uniform(0...(2 * .pi)) }
    // √2 brings the extremes of two-dimensional gradient noise, ±1/√2, to ±1.
    gradientX = angles.map { Float(cos($0) * 2.0.squareRoot()) }
    gradientY = angles.map { Float(sin($0) * 2.0.squareRoot()) }
    offset = SIMD2(stream.uniform(0...256), stream.uniform(0...256))
  }

  /// The noise at one point, in lattice cells.
  public func callAsFunction(_ x: Double, _ y: Double) -> Float {
    let (px, py) = (x + offset.x, y + offset.y)
    let (cellX, cellY) = (px.rounded(.down), py.rounded(.down))
    let corners = cell(Int(cellX), Int(cellY))
    return corners.value(Float(px - cellX), Float(py - cellY))
  }

  /// Fractal noise over `box`: octaves of half the size and `gain` times the amplitude each, scaled to about ±1.
  /// - Parameters:
  ///   - cell: size of the largest lattice cell, px.
  ///   - octaves: how many octaves are added, at least 1; those finer than 1.5 px are left out.
  ///   - gain: amplitude of an octave against the one before.
  ///   - stretch: how many times longer than wide the cells are.
  ///   - angle: direction of the long side, rad.
  public func fractal(
    _ box: PixelBox, cell size: Double, octaves: Int = 1, gain: Double = 0.5, stretch: Double = 1, angle: Double = 0
  ) -> Plane {
    precondition(size > 0 && octaves >= 1 && stretch > 0, "noise needs a positive cell and one octave at least")
    let kept = (0..<octaves).filter { $0 == 0 || size / Double(1 << $0) >= 1.5 }
    let total = kept.reduce(0) { $0 + pow(gain, 2 * Double($1)) }.squareRoot()
    var sum = [Float](repeating: 0, count: box.width * box.height)
    sum.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for octave in kept {
        let frame = Frame(cell: size / Double(1 << octave), stretch: stretch, angle: angle, octave: octave)
        let amplitude = Float(pow(gain, Double(octave)) / total)
        for row in 0..<box.height {
          add(frame, amplitude, x: box.x, y: box.y + row, count: box.width, to: base + row * box.width)
        }
      }
    }
    return Plane(width: box.width, height: box.height, values: sum)
  }

  /// Pixel to lattice coordinates of one octave.
  private struct Frame {
    let stepX: SIMD2<Double>
    let stepY: SIMD2<Double>
    let origin: SIMD2<Double>

    init(cell: Double, stretch: Double, angle: Double, octave: Int) {
      let (along, across) = (1 / (cell * stretch), 1 / cell)
      stepX = SIMD2(cos(angle) * along, -sin(angle) * across)
      stepY = SIMD2(sin(angle) * along, cos(angle) * across)
      // Octaves of one field must not share lattice points, else they add up to visible crosses.
      origin = SIMD2(17.37, 91.13) * Double(octave)
    }
  }

  private func add(
    _ frame: Frame, _ amplitude: Float, x: Int, y: Int, count: Int, to row: UnsafeMutablePointer<Float>
  ) {
    var point = frame.origin + offset + frame.stepX * Double(x) + frame.stepY * Double(y)
    var current = SIMD2<Double>(.nan, .nan)
    var corners = cell(0, 0)
    for column in 0..<count {
      let corner = point.rounded(.down)
      if corner != current {
        current = corner
        corners = cell(Int(corner.x), Int(corner.y))
      }
      row[column] += amplitude * corners.value(Float(point.x - corner.x), Float(point.y - corner.y))
      point += frame.stepX
    }
  }

  /// The gradients at the four corners of a lattice cell.
  private struct Cell {
    let x: SIMD4<Float>
    let y: SIMD4<Float>

    @inline(__always)
    func value(_ fx: Float, _ fy: Float) -> Float {
      let dots = x * SIMD4(fx, fx - 1, fx, fx - 1) + y * SIMD4(fy, fy, fy - 1, fy - 1)
      let (u, v) = (fade(fx), fade(fy))
      let top = dots.x + u * (dots.y - dots.x)
      let bottom = dots.z + u * (dots.w - dots.z)
      return top + v * (bottom - top)
    }

    @inline(__always)
    private func fade(_ t: Float) -> Float { t * t * t * (t * (t * 6 - 15) + 10) }
  }

  private func cell(_ x: Int, _ y: Int) -> Cell {
    let (near, far) = (permutation[x & 255], permutation[(x &+ 1) & 255])
    let (top, bottom) = (y & 255, (y &+ 1) & 255)
    let indices = SIMD4<Int>(
      permutation[(near &+ top) & 255], permutation[(far &+ top) & 255], permutation[(near &+ bottom) & 255],
      permutation[(far &+ bottom) & 255])
    return Cell(
      x: SIMD4(gradientX[indices[0]], gradientX[indices[1]], gradientX[indices[2]], gradientX[indices[3]]),
      y: SIMD4(gradientY[indices[0]], gradientY[indices[1]], gradientY[indices[2]], gradientY[indices[3]]))
  }
}
