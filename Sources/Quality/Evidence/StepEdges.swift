import Foundation
import Imaging

/// The edge of a mask, and where the change of light stops there at one step.
struct StepEdges {
  /// Pixels of the edge: of the mask, beside one that is not.
  let length: Int
  /// Mean change of the edge's pixels, 0…1.
  let change: Double
  /// Pixels of the edge where the change stops at one step.
  let steps: Int
  /// Pixels of the longest straight stretch of steps. What the product's own outline cuts off is not counted.
  let longestLine: Int

  /// Directions that are tried.
  private static let directions = 72
  /// Pixels that may be missing in a stretch.
  private static let gap = 2.5

  init(_ mask: Mask, _ change: Plane, _ foreground: Mask) {
    let (width, height) = (mask.width, mask.height)
    var (length, sum) = (0, 0.0)
    var steps: [SIMD2<Double>] = []
    for y in 0..<height {
      for x in 0..<width where mask[y, x] {
        let around = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
          .filter { (0..<width).contains($0.0) && (0..<height).contains($0.1) }
        let beyond = around.filter { !mask[$0.1, $0.0] }
        guard !beyond.isEmpty else { continue }
        let own = change[y, x]
        (length, sum) = (length + 1, sum + Double(own))
        let within = around.reduce(Float(0)) { max($0, change[$1.1, $1.0]) }
        let beside = beyond.filter { foreground[$0.1, $0.0] == foreground[y, x] }
          .reduce(Float.infinity) { min($0, change[$1.1, $1.0]) }
        // An edge that the camera saw is a pixel or two wide: its last pixel has changed less than the one before.
        if own >= 2 * ChangeStatistics.threshold, beside < own / 4, own >= 0.65 * within {
          steps.append(SIMD2(Double(x), Double(y)))
        }
      }
    }
    (self.length, self.change, self.steps) = (length, sum / Double(max(1, length)), steps.count)
    longestLine = Self.longestLine(steps, reach: Int(hypot(Double(width), Double(height))) + 2)
  }

  /// The longest stretch on a line two pixels wide: a Hough transform finds the fullest line of each direction.
  private static func longestLine(_ pixels: [SIMD2<Double>], reach: Int) -> Int {
    var (best, votes) = (0, [Int](repeating: 0, count: 2 * reach + 1))
    for direction in 0..<directions {
      let angle = Double.pi * Double(direction) / Double(directions)
      let (normal, along) = (SIMD2(cos(angle), sin(angle)), SIMD2(-sin(angle), cos(angle)))
      let lines = pixels.map { reach + Int(($0 * normal).sum().rounded()) }
      for i in votes.indices { votes[i] = 0 }
      for line in lines { votes[line] += 1 }
      guard let fullest = votes.indices.dropFirst().max(by: { votes[$0] + votes[$0 - 1] < votes[$1] + votes[$1 - 1] }),
        votes[fullest] + votes[fullest - 1] > best
      else { continue }
      let places = pixels.indices.filter { lines[$0] == fullest || lines[$0] == fullest - 1 }
        .map { (pixels[$0] * along).sum() }.sorted()
      best = max(best, longestStretch(places))
    }
    return best
  }

  /// The most places in order that follow one another without a gap.
  private static func longestStretch(_ places: [Double]) -> Int {
    var (best, current, last) = (0, 0, -Double.infinity)
    for place in places {
      current = place - last <= gap ? current + 1 : 1
      (best, last) = (max(best, current), place)
    }
    return best
  }
}
