import Foundation

/// How samples between (or among) pixels are made when an image changes size.
public enum ResamplingFilter: Sendable, CaseIterable {
  /// The exact mean over each target pixel's footprint: keeps means, best for reduction.
  case area
  /// Triangle kernel, widened on reduction so that nothing is aliased.
  case bilinear
  /// Lanczos kernel of three lobes, widened on reduction: sharpest, overshoots a little at edges.
  case lanczos3
}

/// For each target position along one axis, which source positions count and how much.
struct ResamplingWeights {
  let first: [Int]
  /// Where the weights of each target begin; one more entry than targets.
  let offsets: [Int]
  let weights: [Float]

  init(from source: Int, to target: Int, filter: ResamplingFilter) {
    var (first, offsets, weights) = ([Int](), [0], [Float]())
    let scale = Double(source) / Double(target)
    for position in 0..<target {
      let (start, taps) =
        filter == .area
        ? Self.coverage(Double(position) * scale, Double(position + 1) * scale, source)
        : Self.kernel(filter, centre: (Double(position) + 0.5) * scale, stretch: max(1, scale), source)
      let total = taps.reduce(0, +)
      first.append(start)
      weights += taps.map { Float($0 / total) }
      offsets.append(weights.count)
    }
    (self.first, self.offsets, self.weights) = (first, offsets, weights)
  }

  /// The share of each source pixel in the interval `[from, to]`.
  private static func coverage(_ from: Double, _ to: Double, _ source: Int) -> (Int, [Double]) {
    let start = min(Int(from), source - 1)
    // An end that rounding put a hair over a pixel's border does not reach into the next pixel.
    let end = min(source, max(start + 1, Int((to - 1e-9).rounded(.up))))
    return (start, (start..<end).map { min(Double($0 + 1), to) - max(Double($0), from) })
  }

  private static func kernel(
    _ filter: ResamplingFilter, centre: Double, stretch: Double, _ source: Int
  ) -> (Int, [Double]) {
    let support = (filter == .bilinear ? 1 : 3) * stretch
    let start = max(0, Int((centre - support + 0.5).rounded(.down)))
    let end = min(source, Int((centre + support + 0.5).rounded(.down)))
    let taps = (start..<max(end, start + 1)).map { x -> Double in
      let t = (Double(x) + 0.5 - centre) / stretch
      return filter == .bilinear ? max(0, 1 - abs(t)) : sinc(t) * sinc(t / 3) * (abs(t) < 3 ? 1 : 0)
    }
    return (start, taps)
  }

  private static func sinc(_ t: Double) -> Double { t == 0 ? 1 : sin(.pi * t) / (.pi * t) }
}

/// One plane of `[height, width]` samples resampled along both axes.
struct Resampler {
  let rows: ResamplingWeights
  let columns: ResamplingWeights
  let source: (width: Int, height: Int)
  let target: (width: Int, height: Int)

  init(from source: (width: Int, height: Int), to target: (width: Int, height: Int), filter: ResamplingFilter) {
    (self.source, self.target) = (source, target)
    rows = ResamplingWeights(from: source.height, to: target.height, filter: filter)
    columns = ResamplingWeights(from: source.width, to: target.width, filter: filter)
  }

  /// Resamples along the axis first that leaves less to do for the other.
  func apply(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>) {
    if target.height * source.width <= source.height * target.width {
      withScratch(source.width * target.height) { middle in
        resampleRows(input, middle, width: source.width)
        resampleColumns(middle, output, height: target.height)
      }
    } else {
      withScratch(target.width * source.height) { middle in
        resampleColumns(input, middle, height: source.height)
        resampleRows(middle, output, width: target.width)
      }
    }
  }

  private func withScratch(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: count)
    defer { scratch.deallocate() }
    body(scratch)
  }

  /// Every target row is a weighted sum of whole source rows.
  private func resampleRows(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, width: Int) {
    forBands(target.height, work: width * rows.weights.count / target.height) { band in
      for y in band {
        let out = output + y * width
        out.update(repeating: 0, count: width)
        for tap in rows.offsets[y]..<rows.offsets[y + 1] {
          let (weight, row) = (rows.weights[tap], input + (rows.first[y] + tap - rows.offsets[y]) * width)
          for x in 0..<width { out[x] += weight * row[x] }
        }
      }
    }
  }

  private func resampleColumns(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, height: Int) {
    let (from, to) = (source.width, target.width)
    columns.weights.withUnsafeBufferPointer { weights in
      forBands(height, work: columns.weights.count) { band in
        for y in band {
          let (row, out) = (input + y * from, output + y * to)
          for x in 0..<to {
            let (start, taps) = (columns.offsets[x], columns.offsets[x + 1] - columns.offsets[x])
            let (samples, factors) = (row + columns.first[x], weights.baseAddress! + start)
            var sum: Float = 0
            for tap in 0..<taps { sum += factors[tap] * samples[tap] }
            out[x] = sum
          }
        }
      }
    }
  }
}
