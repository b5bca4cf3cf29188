/// Merges the sorted pixels of a test set and walks all rankings, pooled and per defect type, at once.
///
/// Negatives are only counted: each run's cursor moves on to every distinct score that a defect pixel has. So the work
/// is linear in the pixels, and the memory is that of the cursors.
struct PixelSweep {
  /// One ranking: some groups of images against each other.
  struct Series {
    let groups: [Int]
    var ranking: RankingSweep
    var overlap: RegionOverlapSweep
    private var negativesSeen = 0.0

    init(groups: [Int], totals: [PixelGroup], limit: Double, withCurves: Bool) {
      let total = { (count: (PixelGroup) -> Int) in Double(groups.reduce(0) { $0 + count(totals[$1]) }) }
      self.groups = groups
      ranking = RankingSweep(
        positives: total { $0.positives }, negatives: total { $0.negatives }, withCurves: withCurves)
      overlap = RegionOverlapSweep(
        regions: total { $0.regions }, negatives: total { $0.negatives }, limit: limit, withCurve: withCurves)
    }

    mutating func visit(_ score: Double, _ tallies: [Tally]) {
      var sum = Tally()
      for group in groups {
        sum.above += tallies[group].above
        sum.tied += tallies[group].tied
        sum.positives += tallies[group].positives
        sum.overlap += tallies[group].overlap
      }
      guard sum.positives > 0 else { return }
      let between = sum.above - negativesSeen
      ranking.visit(
        score: score, negativesAbove: between, tiedNegatives: sum.tied, tiedPositives: sum.positives)
      overlap.visit(negativesAbove: between, tiedNegatives: sum.tied, tiedOverlap: sum.overlap)
      negativesSeen = sum.above + sum.tied
    }
  }

  /// What one group has at one score.
  struct Tally {
    /// Negatives with higher scores.
    var above = 0.0
    /// Negatives with this score.
    var tied = 0.0
    /// Positives with this score.
    var positives = 0.0
    /// Sum of 1 / (region size) over those positives.
    var overlap = 0.0
  }

  /// Cursors over the negatives of each group.
  var negatives: [[RunCursor<UInt32>]]
  /// Cursors over all positives: key in the upper, region in the lower 32 bits.
  var positives: [RunCursor<UInt64>]
  let regions: [PixelRegion]

  /// Walks all scores of defect pixels, the highest first. Keys of finite scores lie below `UInt32.max`.
  mutating func run(_ series: inout [Series]) throws {
    var tallies = [Tally](repeating: Tally(), count: negatives.count)
    while let key = try nextKey() {
      for group in tallies.indices { tallies[group].positives = 0; tallies[group].overlap = 0 }
      try takePositives(key, into: &tallies)
      for group in negatives.indices {
        tallies[group].above += tallies[group].tied
        tallies[group].tied = 0
        for run in negatives[group].indices {
          tallies[group].above += Double(try negatives[group][run].skip(below: key))
          tallies[group].tied += Double(try negatives[group][run].skip(below: key + 1))
        }
      }
      let score = Double(ScoreKey.score(key))
      for index in series.indices { series[index].visit(score, tallies) }
    }
  }

  private mutating func nextKey() throws -> UInt32? {
    var smallest: UInt64?
    for run in positives.indices {
      if let head = try positives[run].head() { smallest = min(smallest ?? head, head) }
    }
    return smallest.map { UInt32($0 >> 32) }
  }

  private mutating func takePositives(_ key: UInt32, into tallies: inout [Tally]) throws {
    for run in positives.indices {
      while let head = try positives[run].head(), UInt32(head >> 32) == key {
        let region = regions[Int(truncatingIfNeeded: head & 0xFFFF_FFFF)]
        tallies[region.group].positives += 1
        tallies[region.group].overlap += region.pixelWeight
        positives[run].advance()
      }
    }
  }
}

/// A connected component of a mask.
struct PixelRegion {
  /// The group of its image.
  let group: Int
  /// 1 / (its size, px).
  let pixelWeight: Double
}

/// Totals of the images of one group: the good ones, those of one defect type, or those without a type.
struct PixelGroup {
  var negatives = 0
  var positives = 0
  var regions = 0
  var detection = DetectionCounts()
}
