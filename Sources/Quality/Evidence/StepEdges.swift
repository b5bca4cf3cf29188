import Foundation
import Imaging

/// The edge of a mask, and where the change of light stops there at one step.
struct StepEdges {
  /// Pixels of the edge: of the mask, beside one that is not.
  let length: Int
  /// Mean change of the edge's pixels, 0…1.
  let change: Double
  /// Pixels on the straight line that holds the most steps.
  let longestLine: Int

  /// Directions that are tried.
  private static let directions = 36

  /// - Parameter contrast: mean change of the mask.
  init(_ mask: Mask, _ change: Plane, contrast: Float) {
    let (width, height) = (mask.width, mask.height)
    var (length, sum) = (0, 0.0)
    var steps: [(x: Int, y: Int)] = []
    for y in 0..<height {
      for x in 0..<width where mask[y, x] {
        let around = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
          .filter { (0..<width).contains($0.0) && (0..<height).contains($0.1) && !mask[$0.1, $0.0] }
        guard !around.isEmpty else { continue }
        let own = change[y, x]
        (length, sum) = (length + 1, sum + Double(own))
        let beside = around.reduce(Float.infinity) { min($0, change[$1.1, $1.0]) }
        if own >= 0.6 * contrast, own >= 2 * ChangeStatistics.threshold, beside < own / 4 { steps.append((x, y)) }
      }
    }
    (self.length, self.change) = (length, sum / Double(max(1, length)))
    longestLine = Self.longestLine(steps, width, height)
  }

  /// The most pixels on a line two pixels wide, by a Hough transform.
  private static func longestLine(_ pixels: [(x: Int, y: Int)], _ width: Int, _ height: Int) -> Int {
    let reach = Int(hypot(Double(width), Double(height))) + 2
    var (best, votes) = (0, [Int](repeating: 0, count: 2 * reach + 1))
    for direction in 0..<directions {
      let angle = Double.pi * Double(direction) / Double(directions)
      let (c, s) = (cos(angle), sin(angle))
      for i in votes.indices { votes[i] = 0 }
      for (x, y) in pixels { votes[reach + Int((c * Double(x) + s * Double(y)).rounded())] += 1 }
      for i in 1..<votes.count { best = max(best, votes[i] + votes[i - 1]) }
    }
    return best
  }
}
