import Foundation
import Imaging

/// Gathers heat maps and masks one by one and computes exact pixel measures in bounded memory.
///
/// Scores are ranked as they are, all 32 bits of them. Up to `memoryLimit` bytes are held in memory (4 a background
/// pixel, 8 a defect pixel; sorting takes about as much again); beyond that, sorted runs go to a nameless temporary file
/// that the final sweep merges. The histograms for bootstrap intervals take at most about 100 MB besides.
///
/// An anomalous image without a mask must not be added: its defect would count as background.
public final class PixelMetricsAccumulator {
  static let goodGroup = 0
  static let untypedGroup = 1

  /// The map value from which (≥) a pixel counts as defect, for `meanIoU` and `accuracy`.
  public let threshold: Float?
  /// The false-positive rate at which AUPRO ends.
  public let falsePositiveLimit: Double

  private let memoryLimit: Int
  private let temporaryFolder: URL
  private var spill: SpillFile?
  private var types: [String: Int] = [:]
  private var groups = [PixelGroup(), PixelGroup()]
  private var negatives = [SortedRuns<UInt32>(), SortedRuns<UInt32>()]
  private var positives = SortedRuns<UInt64>()
  private var regions: [PixelRegion] = []
  private var histograms = PixelHistograms()
  private var count = 0

  /// An empty test set.
  ///
  /// - Parameters:
  ///   - threshold: The map value from which a pixel counts as defect; without it `meanIoU` and `accuracy` are absent.
  ///   - falsePositiveLimit: The false-positive rate at which AUPRO ends, in (0, 1].
  ///   - memoryLimit: Bytes of scores to hold in memory before they go to a temporary file.
  ///   - temporaryFolder: Where that file lies.
  public init(
    threshold: Float? = nil, falsePositiveLimit: Double = 0.3, memoryLimit: Int = 192 << 20,
    temporaryFolder: URL = FileManager.default.temporaryDirectory
  ) {
    precondition(falsePositiveLimit > 0 && falsePositiveLimit <= 1, "a false-positive rate lies in (0, 1]")
    self.threshold = threshold
    self.falsePositiveLimit = falsePositiveLimit
    self.memoryLimit = memoryLimit
    self.temporaryFolder = temporaryFolder
  }

  /// Adds one image.
  ///
  /// - Parameters:
  ///   - map: The heat map, `[height, width]`, higher is more anomalous.
  ///   - mask: The true mask of the same size; all zero for a good image.
  ///   - type: The defect type; `nil` for a good image.
  /// - Throws: `MetricsError.sizeMismatch`, `.notFinite`, `.spill`.
  public func add(map: Plane, mask: Mask, type: String? = nil) throws {
    guard map.width == mask.width, map.height == mask.height else {
      throw MetricsError.sizeMismatch(
        index: count, map: [map.width, map.height], mask: [mask.width, mask.height])
    }
    if let (y, x) = map.firstBrokenPixel {
      throw MetricsError.notFinite(place: "Image \(count), row \(y), column \(x)")
    }
    let components = mask.connectedComponents(.eight)
    let group = group(of: type, isGood: components.components.isEmpty)
    let firstRegion = regions.count
    regions += components.components.map { PixelRegion(group: group, pixelWeight: 1 / Double($0.area)) }
    let pixels = ImagePixels(map: map, labels: components.labels, firstRegion: firstRegion)
    let detection = threshold.map { DetectionCounts(map: map, mask: mask, threshold: $0) }
    histograms.add(pixels, regions: regions, firstRegion: firstRegion, detection: detection)
    groups[group].negatives += pixels.negatives.count
    groups[group].positives += pixels.positives.count
    groups[group].regions += components.components.count
    if let detection { groups[group].detection.add(detection) }
    negatives[group].append(pixels.negatives)
    positives.append(pixels.positives)
    count += 1
    try spillIfNeeded()
  }

  /// Adds one good image.
  ///
  /// - Throws: `MetricsError.notFinite`, `.spill`.
  public func addGood(map: Plane) throws { try add(map: map, mask: Mask(width: map.width, height: map.height)) }

  /// Computes the measures; the accumulator is empty afterwards.
  ///
  /// - Throws: `MetricsError.spill`.
  public func finish() throws -> PixelEvaluation {
    defer { reset() }
    let names = types.keys.sorted()
    let members = [Array(groups.indices)] + names.map { [Self.goodGroup, types[$0]!] }
    var series = members.enumerated().map { index, groups in
      PixelSweep.Series(groups: groups, totals: self.groups, limit: falsePositiveLimit, withCurves: index == 0)
    }
    var sweep = PixelSweep(
      negatives: negatives.indices.map { negatives[$0].cursors() }, positives: positives.cursors(), regions: regions)
    try sweep.run(&series)
    let metrics = series.map { series in
      PixelMetrics(ranking: series.ranking, overlap: series.overlap, detection: detection(series.groups))
    }
    return PixelEvaluation(
      pooled: metrics[0], perType: Dictionary(uniqueKeysWithValues: zip(names, metrics.dropFirst())),
      curves: PixelCurveSet(series[0]), falsePositiveLimit: falsePositiveLimit, histograms: histograms)
  }

  private func group(of type: String?, isGood: Bool) -> Int {
    guard let type else { return isGood ? Self.goodGroup : Self.untypedGroup }
    if let known = types[type] { return known }
    types[type] = groups.count
    groups.append(PixelGroup())
    negatives.append(SortedRuns())
    return groups.count - 1
  }

  private func detection(_ members: [Int]) -> DetectionCounts? {
    guard threshold != nil else { return nil }
    return members.reduce(into: DetectionCounts()) { $0.add(groups[$1].detection) }
  }

  private func spillIfNeeded() throws {
    guard positives.pendingBytes + negatives.reduce(0, { $0 + $1.pendingBytes }) > memoryLimit else { return }
    let file = try spill ?? SpillFile(folder: temporaryFolder)
    spill = file
    try positives.spill(to: file)
    for group in negatives.indices { try negatives[group].spill(to: file) }
  }

  private func reset() {
    (spill, types, regions, histograms, count) = (nil, [:], [], PixelHistograms(), 0)
    groups = [PixelGroup(), PixelGroup()]
    negatives = [SortedRuns(), SortedRuns()]
    positives = SortedRuns()
  }
}

/// One image's pixels as ranking keys.
struct ImagePixels {
  var negatives: [UInt32] = []
  /// Key in the upper, region in the lower 32 bits.
  var positives: [UInt64] = []

  /// - Parameters:
  ///   - labels: 0 for background, 1… for the mask's components.
  ///   - firstRegion: The region of component 1.
  init(map: Plane, labels: [Int32], firstRegion: Int) {
    negatives.reserveCapacity(labels.count)
    map.values.withUnsafeBufferPointer { scores in
      labels.withUnsafeBufferPointer { labels in
        for i in labels.indices {
          let key = ScoreKey.of(scores[i])
          if labels[i] == 0 {
            negatives.append(key)
          } else {
            positives.append(UInt64(key) << 32 | UInt64(firstRegion + Int(labels[i]) - 1))
          }
        }
      }
    }
  }
}

extension DetectionCounts {
  init(map: Plane, mask: Mask, threshold: Float) {
    var found = (inside: 0, outside: 0)
    for (score, truth) in zip(map.values, mask.values) where score >= threshold {
      if truth != 0 { found.inside += 1 } else { found.outside += 1 }
    }
    self.init(
      truePositives: Double(found.inside), falsePositives: Double(found.outside),
      falseNegatives: Double(mask.area - found.inside))
  }
}

extension Plane {
  /// Row and column of the first value that is NaN or infinite.
  var firstBrokenPixel: (y: Int, x: Int)? {
    values.firstIndex(where: ScoreKey.isBroken).map { ($0 / width, $0 % width) }
  }
}

extension PixelCurveSet {
  init?(_ series: PixelSweep.Series) {
    guard let ranking = series.ranking.curveSet, let overlap = series.overlap.finishedCurve else { return nil }
    self.init(roc: ranking.roc, precisionRecall: ranking.precisionRecall, regionOverlap: overlap)
  }
}
