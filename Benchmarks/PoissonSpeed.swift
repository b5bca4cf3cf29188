import Dispatch
import Foundation
import Imaging
import Physics
import ProductLine
import Synthesis

/// The coarse stage's screened Poisson equation on an irregular region of 512 × 512 px in three channels, in turns with
/// OpenCV's `seamlessClone`, and against the time that the bytes of its sweeps take through memory.
struct PoissonSpeed {
  /// Side of the pictures, px: the region and two pixels around it.
  private static let side = 516
  /// Least ratio of OpenCV's time to ours.
  private static let leastGain = 3.0
  /// Greatest ratio of our time to that of the sweeps' bytes at the bandwidth of a triad.
  private static let greatestExcess = 4.0

  private let folder: URL
  private let surface: Surface
  private let pasted: Rendering
  private let source: [[Float]]

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("blemish-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let pictures = (0..<2).map { ProductLine(.denim, seed: UInt64($0), size: Self.side).goodPart($0) }
    let mask = Self.region()
    var blend = pictures[0]
    for i in blend.pixels.indices where mask.values[i % mask.values.count] == 1 {
      blend.pixels[i] = pictures[1].pixels[i]
    }
    surface = try Surface(image: pictures[0])
    let coverage = Plane(width: mask.width, height: mask.height, values: mask.values.map { Float($0) })
    pasted = Rendering(image: blend, mask: mask, coverage: coverage, contrast: 1)
    source = (0..<3).map { Self.laplacian(blend.plane($0)) }
    try pictures[0].writePNG(to: folder.appendingPathComponent("photograph.png"))
    try pictures[1].writePNG(to: folder.appendingPathComponent("paste.png"))
    try mask.writePNG(to: folder.appendingPathComponent("mask.png"))
  }

  /// Measures and prints: the equation on one and two cores, and the whole stage.
  func run(turns: Int = 15) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    print("512 x 512 px x 3, medians            here       OpenCV   gain (quartiles)       against bandwidth")
    for threads in [1, 2] {
      let cycles = solve(threads)
      try compare("equation, \(threads) core\(threads > 1 ? "s" : "")", threads, turns, cycles) { _ = solve(threads) }
    }
    try compare("whole stage, 1 core", 1, turns, nil) { _ = CoarseStage().refine(pasted, on: surface) }
  }

  /// Solves for all channels; returns the cycles that this took.
  private func solve(_ threads: Int) -> [Int] {
    let solver = MultigridPoisson<Float>(unknowns: pasted.mask, screening: 0.1, threads: threads)
    return source.enumerated().map { channel, source in
      var u = surface.image.plane(channel).values
      return solver.solve(&u, equals: source, tolerance: 1e-4).cycles
    }
  }

  private func compare(_ name: String, _ threads: Int, _ turns: Int, _ cycles: [Int]?, _ work: () -> Void) throws {
    let theirs = try Worker(
      [".venv/bin/python", "Benchmarks/python/seamless_clone.py", folder.path, "\(threads)"], threads: threads)
    var (own, other, excess): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<turns {
      let time = (0..<3).map { _ in ContinuousClock().measure(work) / .milliseconds(1) }.sorted()[1]
      own.append(time)
      other.append(median(try theirs.steps(3)))
      if let cycles {
        let bytes = cycles.reduce(0) { $0 + Self.sweepBytes(cycles: $1) }
        excess.append(time / (bytes / Self.triadBandwidth(threads) * 1e3))
      }
    }
    let gains = zip(other, own).map { $0 / $1 }.sorted()
    let numbers = String(
      format: "%9.1f ms %9.1f ms   %5.1f (%.1f to %.1f) %@", median(own), median(other), median(gains),
      gains[gains.count / 4], gains[gains.count * 3 / 4], median(gains) >= Self.leastGain ? "reaches" : "BELOW")
    let bandwidth =
      excess.isEmpty
      ? "" : String(format: "   %.2f %@", median(excess), median(excess) <= Self.greatestExcess ? "within" : "ABOVE")
    print(name.padding(toLength: 26, withPad: " ", startingAt: 0) + numbers + bandwidth)
  }

  /// Bytes that the Gauss–Seidel sweeps of one solution move at least, without those of transfers between grids.
  ///
  /// On the pixels three sweeps a cycle and one and a half at the ends: right-hand side, reciprocal, the neighbours of
  /// the other colour, and the result. On coarser grids four sweeps, and the links in two directions twice.
  private static func sweepBytes(cycles: Int) -> Double {
    let pixels = Double(512 * 512)
    let scalar = Double(MemoryLayout<Float>.size)
    return pixels * scalar * (4 * (3 * Double(cycles) + 1.5) + 8 * 4 * Double(cycles) / 3)
  }

  /// Bytes a second of a[i] = b[i] + s·c[i] on arrays of 32 MiB (J. McCalpin's STREAM triad).
  private static func triadBandwidth(_ threads: Int) -> Double {
    let count = 8 << 20
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: 3 * count)
    memory.initialize(repeating: 1, count: 3 * count)
    defer { memory.deallocate() }
    let (a, b, c) = (memory, memory + count, memory + 2 * count)
    nonisolated(unsafe) let arrays = (a, b, c)
    let seconds = (0..<3).map { _ in
      ContinuousClock().measure {
        DispatchQueue.concurrentPerform(iterations: threads) { part in
          for i in count * part / threads..<count * (part + 1) / threads { arrays.0[i] = arrays.1[i] + 3 * arrays.2[i] }
        }
      } / .seconds(1)
    }
    return Double(3 * count * MemoryLayout<Float>.size) / (seconds.min() ?? 1)
  }

  /// A disc with a wavy edge.
  private static func region() -> Mask {
    var mask = Mask(width: side, height: side)
    let centre = Double(side - 1) / 2
    for y in 0..<side {
      for x in 0..<side {
        let (dx, dy) = (Double(x) - centre, Double(y) - centre)
        mask[y, x] = (dx * dx + dy * dy).squareRoot() < 250 + 6 * sin(9 * atan2(dy, dx))
      }
    }
    return mask
  }

  /// Div of the paste's own gradients less λ times the paste.
  private static func laplacian(_ plane: Plane) -> [Float] {
    var result = plane.values.map { -0.1 * $0 }
    for y in 1..<side - 1 {
      for x in 1..<side - 1 {
        result[y * side + x] +=
          plane[y, x - 1] + plane[y, x + 1] + plane[y - 1, x] + plane[y + 1, x] - 4 * plane[y, x]
      }
    }
    return result
  }
}
