import Foundation
import Randomness

/// A stiff thread in the plane whose direction diffuses along its length: the chain of Kratky and Porod.
///
/// The bending energy (B/2) ∫ κ² ds at "temperature" kT gives ⟨cos(φ(s) - φ(0))⟩ = exp(-s/2P) in the plane, with the
/// persistence length P = B/kT. For a hair or a lint fibre P stands for its crimp. Source: O. Kratky, G. Porod, Rec.
/// Trav. Chim. 68 (1949). Lengths have any one unit.
public struct WormLikeChain: Sendable, Equatable {
  /// The nodes, one more than steps.
  public let nodes: [SIMD2<Double>]
  /// Distance of neighbouring nodes along the chain.
  public let step: Double

  /// A random chain.
  /// - Parameters:
  ///   - length: contour length.
  ///   - persistence: persistence length P; the larger the straighter.
  ///   - curl: turn of the direction from end to end that the thread has without any disorder, rad.
  ///   - step: wanted distance of nodes; rounded so that a whole number of steps gives the length.
  ///   - heading: direction at the start, rad.
  public init(
    length: Double, persistence: Double, curl: Double = 0, step: Double, from start: SIMD2<Double> = .zero,
    heading: Double, using stream: inout RandomStream
  ) {
    precondition(length > 0 && persistence > 0 && step > 0, "lengths are positive")
    let count = max(1, Int((length / step).rounded()))
    self.step = length / Double(count)
    let deviation = (self.step / persistence).squareRoot()
    var (angle, position) = (heading, start)
    var nodes = [start]
    nodes.reserveCapacity(count + 1)
    for _ in 0..<count {
      position += self.step * SIMD2(cos(angle), sin(angle))
      nodes.append(position)
      angle += curl / Double(count) + stream.normal(deviation: deviation)
    }
    self.nodes = nodes
  }

  /// ⟨R²⟩ of chains without curl in the plane, 4 P L (1 - 2P/L (1 - exp(-L/2P))).
  public static func meanSquareEndToEnd(length: Double, persistence: Double) -> Double {
    let ratio = 2 * persistence / length
    return 4 * persistence * length * (1 - ratio * (1 - exp(-1 / ratio)))
  }
}
