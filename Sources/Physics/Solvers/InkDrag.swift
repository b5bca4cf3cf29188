import Foundation
import Imaging

/// Wet ink picked up and laid down again by something that is drawn over it in a straight line.
///
/// Along every line of motion s the load b of the tool and the ink a on the surface obey db/ds = p(s) a - b/ℓ and
/// a′ = a (1 - p) + b/ℓ: what is picked up is put down over the distance ℓ, so that ink is moved and never made. Solved
/// exactly from row to row; between rows the load moves sideways by linear interpolation, which conserves it. The law is
/// linear and serves ink that is lighter than its ground (negative absorbance) alike. Our construction.
public struct InkDrag: Sendable, Equatable {
  /// Direction of the motion, rad: 0 to the right, π/2 downwards.
  public var direction: Double
  /// Distance over which a load is put down, ℓ, px.
  public var distance: Double

  /// A stroke.
  public init(direction: Double, distance: Double) {
    precondition(distance > 0, "ink is put down over some distance")
    (self.direction, self.distance) = (direction, distance)
  }

  /// The ink after the stroke.
  public struct Result: Sendable {
    /// Ink on the surface.
    public var ink: Plane
    /// Ink that stayed on the tool or left the picture with it.
    public var carried: Double
  }

  /// - Parameters:
  ///   - ink: amount on each pixel; of either sign.
  ///   - pickup: share of the ink that the tool takes at each pixel, 0…1, of the same size.
  public func applied(to ink: Plane, pickup: Plane) -> Result {
    precondition(ink.width == pickup.width && ink.height == pickup.height, "planes of one size")
    let lines = Lines(direction, ink.width, ink.height)
    let kept = Float(exp(-lines.length / distance))
    var result = Result(ink: ink, carried: 0)
    var (load, moved) = ([Float](repeating: 0, count: lines.count), [Float](repeating: 0, count: lines.count))
    for step in 0..<lines.steps {
      result.carried += lines.shift(load, to: &moved)
      swap(&load, &moved)
      let start = lines.start(step)
      result.ink.values.withUnsafeMutableBufferPointer { ink in
        pickup.values.withUnsafeBufferPointer { pickup in
          for k in load.indices {
            let i = start + k * lines.stride
            let taken = pickup[i] * ink[i]
            let full = load[k] + taken
            load[k] = kept * full
            ink[i] += full - load[k] - taken
          }
        }
      }
    }
    result.carried += load.reduce(0) { $0 + Double($1) }
    return result
  }

  /// The rows (or columns, whichever the motion crosses more steeply) in the order in which the tool meets them.
  private struct Lines {
    /// How many rows there are, and pixels in each.
    let steps: Int
    let count: Int
    /// Distance of neighbouring pixels of a row in memory.
    let stride: Int
    /// Path from row to row, px.
    let length: Double
    private let first: Int
    private let advance: Int
    private let sideways: Float

    init(_ direction: Double, _ width: Int, _ height: Int) {
      let (dx, dy) = (cos(direction), sin(direction))
      let downwards = abs(dy) >= abs(dx)
      let (along, across) = downwards ? (dy, dx) : (dx, dy)
      (steps, count, stride) = downwards ? (height, width, 1) : (width, height, width)
      let jump = downwards ? width : 1
      (first, advance) = along >= 0 ? (0, jump) : ((steps - 1) * jump, -jump)
      length = 1 / abs(along)
      sideways = Float(across / abs(along))
    }

    func start(_ step: Int) -> Int { first + step * advance }

    /// Moves a load sideways by the slope of the path, at most a pixel; returns what falls off at the ends.
    func shift(_ load: [Float], to moved: inout [Float]) -> Double {
      let (share, last) = (abs(sideways), load.count - 1)
      for k in load.indices { moved[k] = (1 - share) * load[k] }
      if sideways >= 0 {
        for k in 0..<last { moved[k + 1] += share * load[k] }
        return Double(share * load[last])
      }
      for k in 0..<last { moved[k] += share * load[k + 1] }
      return Double(share * load[0])
    }
  }
}
