import Foundation
import Imaging
import Randomness

/// The dominant direction of a surface's texture: grinding marks, rolling direction, grain, weave.
public struct Lay: Sendable, Equatable, Codable {
  /// Direction in which the texture runs, rad, in -π/2…π/2: 0 along the rows.
  public var angle: Double
  /// How much it runs in one direction, 0 (none) … 1 (all of it).
  public var coherence: Double

  /// A lay.
  public init(angle: Double, coherence: Double) { (self.angle, self.coherence) = (angle, coherence) }

  /// From the structure tensor of the brightness over the inside of the foreground: the texture runs across its greatest
  /// gradients. Outlines of the product and its holes are left out, gradients are weighted by their root, so that a few
  /// strong edges do not outvote a fine texture.
  ///
  /// Source: J. Bigün, G. Granlund, "Optimal orientation detection of linear symmetry", ICCV 1987.
  public static func estimate(_ image: Image, foreground: Mask) -> Lay {
    let luma = image.luma()
    let (width, reach) = (image.width, 4)
    var (cosines, sines, total) = (0.0, 0.0, 0.0)
    luma.values.withUnsafeBufferPointer { v in
      for y in stride(from: reach, to: image.height - reach, by: 1) {
        for x in stride(from: reach, to: width - reach, by: 1) {
          let i = y * width + x
          let inside =
            foreground.values[i - reach] & foreground.values[i + reach] & foreground.values[i - reach * width]
            & foreground.values[i + reach * width]
          guard inside == 1 else { continue }
          let (dx, dy) = (v[i + 1] - v[i - 1], v[i + width] - v[i - width])
          let energy = Double(dx * dx + dy * dy)
          guard energy > 1e-12 else { continue }
          // Twice the angle, so that opposite gradients agree; length² · length^(-3/2) leaves the root of the length.
          let length = energy.squareRoot()
          let weight = 1 / (length * length.squareRoot())
          cosines += weight * Double(dx * dx - dy * dy)
          sines += weight * Double(2 * dx * dy)
          total += weight * energy
        }
      }
    }
    guard total > 0 else { return Lay(angle: 0, coherence: 0) }
    let across = atan2(sines, cosines) / 2
    let angle = across > 0 ? across - .pi / 2 : across + .pi / 2
    return Lay(angle: angle, coherence: (cosines * cosines + sines * sines).squareRoot() / total)
  }

  /// The direction of a defect, rad: more often along the lay, the clearer that is; else any.
  func heading(using stream: inout RandomStream) -> Double {
    let follows = stream.bernoulli(0.7 * Double(smoothStep(0.1, 0.4, Float(coherence))))
    let free = stream.uniform(-Double.pi...Double.pi)
    guard follows else { return free }
    let along = angle + stream.normal(deviation: 0.35 * (1 - coherence))
    return free > 0 ? along : along + .pi
  }
}
