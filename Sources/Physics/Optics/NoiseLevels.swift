import Foundation
import Imaging

/// The noise of a photograph as a function of brightness: variance = deviation² + slope · (sample - level).
///
/// Immerkær's Laplacian-difference estimator on blocks of 16 px; of blocks of like brightness the calmest tenth, since
/// texture only adds, and a straight line through their variances, as photon noise has. Source: J. Immerkær, "Fast noise
/// variance estimation", CVIU 64 (1996); C. Liu et al., "Noise estimation from a single image", CVPR 2006.
struct NoiseLevels {
  /// Standard deviation in the calmest tenth of the picture, as encoded samples in 0…1.
  private(set) var deviation = 0.0
  /// Mean brightness there.
  private(set) var level = 0.5
  /// Growth of the variance with brightness; 0 where the picture does not tell.
  private(set) var slope = 0.0

  private struct Block {
    let deviation: Double
    let brightness: Double
  }

  private static let side = 16

  init(_ luma: Plane) {
    let blocks = Self.blocks(luma).sorted { $0.deviation < $1.deviation }
    guard !blocks.isEmpty else { return }
    deviation = min(0.05, blocks[blocks.count / 10].deviation)
    let calm = blocks.prefix(blocks.count / 10 + 1)
    level = calm.reduce(0) { $0 + $1.brightness } / Double(calm.count)
    slope = fittedSlope(blocks)
  }

  /// Weighted least squares through the calmest tenths of eight classes of brightness; darkest and brightest codes, where
  /// noise is cut off, are left out.
  private func fittedSlope(_ blocks: [Block]) -> Double {
    var points: [(x: Double, y: Double, weight: Double)] = []
    for bin in 0..<8 {
      let range = (0.03 + 0.1175 * Double(bin))..<(0.03 + 0.1175 * Double(bin + 1))
      let members = blocks.filter { range.contains($0.brightness) }
      guard members.count >= 20 else { continue }
      let calm = members.prefix(members.count / 5 + 1)
      let middle = calm[calm.count / 2].deviation
      let brightness = calm.reduce(0) { $0 + $1.brightness } / Double(calm.count)
      points.append((brightness, middle * middle, Double(members.count).squareRoot()))
    }
    guard points.count >= 3 else { return 0 }
    let total = points.reduce(0) { $0 + $1.weight }
    let meanX = points.reduce(0) { $0 + $1.weight * $1.x } / total
    let meanY = points.reduce(0) { $0 + $1.weight * $1.y } / total
    let spread = points.reduce(0) { $0 + $1.weight * ($1.x - meanX) * ($1.x - meanX) }
    let together = points.reduce(0) { $0 + $1.weight * ($1.x - meanX) * ($1.y - meanY) }
    return spread > 0 ? together / spread : 0
  }

  private static func blocks(_ luma: Plane) -> [Block] {
    var blocks: [Block] = []
    luma.values.withUnsafeBufferPointer { v in
      for top in stride(from: 1, through: luma.height - side - 1, by: side) {
        for left in stride(from: 1, through: luma.width - side - 1, by: side) {
          blocks.append(block(v, luma.width, left: left, top: top))
        }
      }
    }
    return blocks
  }

  private static func block(_ v: UnsafeBufferPointer<Float>, _ width: Int, left: Int, top: Int) -> Block {
    var (differences, brightness): (Float, Float) = (0, 0)
    for y in top..<(top + side) {
      let (up, here, down) = ((y - 1) * width, y * width, (y + 1) * width)
      for x in left..<(left + side) {
        let corners = v[up + x - 1] + v[up + x + 1] + v[down + x - 1] + v[down + x + 1]
        let sides = v[up + x] + v[here + x - 1] + v[here + x + 1] + v[down + x]
        differences += abs(corners - 2 * sides + 4 * v[here + x])
        brightness += v[here + x]
      }
    }
    let area = Double(side * side)
    return Block(
      deviation: (Double.pi / 2).squareRoot() / 6 * Double(differences) / area, brightness: Double(brightness) / area)
  }
}
