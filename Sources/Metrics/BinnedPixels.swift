/// Per-image histograms over common bins, ready for replicates.
struct BinnedPixels: Sendable {
  /// Bins aimed at: each holds about 1/512 of the negatives or of the positives, or half of each.
  static let binTarget = 1024

  let isGood: [Bool]
  private let bins: Int
  private let falsePositiveLimit: Double
  /// `[images, 3, bins]`: negatives, positives, overlap.
  private let counts: [Float]
  private let regions: [Double]
  private let detections: [DetectionCounts?]

  init(_ histograms: PixelHistograms, falsePositiveLimit: Double) {
    let rows = histograms.rows
    let (binOfCell, bins) = Self.bins(rows, cells: 1 << histograms.bits)
    var counts = [Float](repeating: 0, count: rows.count * 3 * bins)
    for (image, row) in rows.enumerated() {
      let base = image * 3 * bins
      for (i, cell) in row.cells.enumerated() {
        let bin = Int(binOfCell[Int(cell)])
        counts[base + bin] += Float(row.negatives[i])
        counts[base + bins + bin] += Float(row.positives[i])
        counts[base + 2 * bins + bin] += row.overlap[i]
      }
    }
    self.bins = bins
    self.counts = counts
    self.falsePositiveLimit = falsePositiveLimit
    isGood = rows.map(\.isGood)
    regions = rows.map { Double($0.regions) }
    detections = rows.map(\.detection)
  }

  /// Groups cells, from the highest score down, into bins of about equal shares of both classes.
  private static func bins(_ rows: [PixelHistograms.Row], cells: Int) -> (binOfCell: [Int32], count: Int) {
    var (negatives, positives) = ([Double](repeating: 0, count: cells), [Double](repeating: 0, count: cells))
    for row in rows {
      for (i, cell) in row.cells.enumerated() {
        negatives[Int(cell)] += Double(row.negatives[i])
        positives[Int(cell)] += Double(row.positives[i])
      }
    }
    let totals = (max(1, negatives.reduce(0, +)), max(1, positives.reduce(0, +)))
    var (binOfCell, bin, mass) = ([Int32](repeating: 0, count: cells), Int32(0), 0.0)
    for cell in 0..<cells {
      let share = negatives[cell] / totals.0 + positives[cell] / totals.1
      if mass > 0, mass + share > 2 / Double(binTarget) { (bin, mass) = (bin + 1, 0) }
      binOfCell[cell] = bin
      mass += share
    }
    return (binOfCell, Int(bin) + 1)
  }

  /// The measures when each image counts as often as its weight says; bins are ties.
  func metrics(weights: [Double]) -> PixelMetrics {
    let sums = weightedSums(weights)
    let total = { (part: Int) in sums[part * bins..<(part + 1) * bins].reduce(0.0) { $0 + Double($1) } }
    let (negatives, positives) = (total(0), total(1))
    var ranking = RankingSweep(positives: positives, negatives: negatives)
    let regionCount = zip(regions, weights).reduce(0) { $0 + $1.0 * $1.1 }
    var overlap = RegionOverlapSweep(regions: regionCount, negatives: negatives, limit: falsePositiveLimit)
    for bin in 0..<bins {
      let tied = (negatives: Double(sums[bin]), positives: Double(sums[bins + bin]))
      ranking.visit(score: 0, negativesAbove: 0, tiedNegatives: tied.negatives, tiedPositives: tied.positives)
      overlap.visit(negativesAbove: 0, tiedNegatives: tied.negatives, tiedOverlap: Double(sums[2 * bins + bin]))
    }
    return PixelMetrics(ranking: ranking, overlap: overlap, detection: detection(weights))
  }

  private func weightedSums(_ weights: [Double]) -> [Float] {
    var sums = [Float](repeating: 0, count: 3 * bins)
    sums.withUnsafeMutableBufferPointer { sums in
      counts.withUnsafeBufferPointer { counts in
        for (image, weight) in weights.enumerated() where weight != 0 {
          let row = counts.baseAddress! + image * sums.count
          let factor = Float(weight)
          for i in sums.indices { sums[i] += factor * row[i] }
        }
      }
    }
    return sums
  }

  private func detection(_ weights: [Double]) -> DetectionCounts? {
    guard detections.contains(where: { $0 != nil }) else { return nil }
    return zip(detections, weights).reduce(into: DetectionCounts()) { sum, entry in
      if let counts = entry.0 { sum.add(counts, weight: entry.1) }
    }
  }
}
