import Foundation
import Imaging
import Randomness

/// Where the ions that left the pits settle: they diffuse in the film of electrolyte and precipitate at a constant
/// rate, so that the deposit P of an emission E solves (1 - ℓ²Δ) P = E; what is wet enough runs down.
struct CorrosionProduct {
  /// Cells added around the site on the left, right and above.
  let margin: Int
  /// Cells along x and y.
  let size: SIMD2<Int>
  /// Deposit, 1 on average where metal was dissolved.
  private(set) var deposit: [Float]

  /// The deposit around a site, on its grid and beyond.
  /// - Parameters:
  ///   - spread: ℓ, cells.
  ///   - streak: length over which a streak fades, cells; 0 for none.
  init(_ site: CorrosionSite, spread: Double, streak: Double, using stream: inout RandomStream) {
    let margin = min(48, 4 + Int((3 * spread).rounded(.up)))
    let size = SIMD2(site.size.x + 2 * margin, site.size.y + 2 * margin + min(160, Int(2.5 * streak)))
    (self.margin, self.size) = (margin, size)
    deposit = [Float](repeating: 0, count: size.x * size.y)
    for y in 0..<site.size.y {
      for x in 0..<site.size.x { deposit[(y + margin) * size.x + x + margin] = site.emission[y * site.size.x + x] }
    }
    settle(spread: spread)
    if streak > 0 { run(down: streak, using: &stream) }
    let pits = site.depthInPit.indices.filter { site.depthInPit[$0] > 0 }
    let mean =
      pits.reduce(Float(0)) { sum, i in
        sum + deposit[(i / site.size.x + margin) * size.x + i % site.size.x + margin]
      } / Float(max(1, pits.count))
    let scale = 1 / max(mean, .leastNormalMagnitude)
    let fade = Float(max(4, margin) / 2)
    for y in 0..<size.y {
      for x in 0..<size.x {
        // The tail of the deposit ends with the grid.
        let border = Float(min(min(x, size.x - 1 - x), min(y, size.y - 1 - y)))
        deposit[y * size.x + x] *= scale * smoothStep(0, fade, border)
      }
    }
  }

  private mutating func settle(spread: Double) {
    guard spread > 0.3 else { return }
    let screening = 1 / (spread * spread)
    for i in deposit.indices { deposit[i] *= -Float(screening) }
    BoxSolver<Float>(width: size.x, height: size.y, border: .insulated)
      .solveScreenedPoisson(&deposit, screening: screening)
    for i in deposit.indices { deposit[i] = max(0, deposit[i]) }
  }

  /// Each row hands on what it does not keep, a little to the side where a slow noise says so.
  private mutating func run(down length: Double, using stream: inout RandomStream) {
    let handedOn = Float(exp(-1 / length))
    let sway = GradientNoise(using: &stream).fractal(
      PixelBox(x: 0, y: 0, width: size.x, height: size.y), cell: max(4, length), stretch: 2, angle: .pi / 2)
    var wet = deposit
    for y in 1..<size.y {
      for x in 0..<size.x {
        let i = y * size.x + x
        let drift = max(-1, min(1, sway.values[i]))
        let side = drift > 0 ? max(0, x - 1) : min(size.x - 1, x + 1)
        let above = (1 - abs(drift)) * wet[i - size.x] + abs(drift) * wet[(y - 1) * size.x + side]
        wet[i] = handedOn * above + (1 - handedOn) * wet[i]
      }
    }
    for i in deposit.indices { deposit[i] = 0.5 * deposit[i] + wet[i] }
  }
}
