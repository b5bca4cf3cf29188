import Foundation
import Imaging
import Realism
import Synthesis
import Torch

/// All that is measured of a sample: pictures for the convolutions and numbers for the rest.
struct Evidence: Sendable {
  let statistics: ChangeStatistics
  let views: SampleViews
  /// A backbone's features of the defect, and of the same place before.
  let features: (sample: [Double], photograph: [Double])

  /// Measures samples on all cores, the same numbers whatever their number; nil for empty masks.
  static func of(_ samples: [ComparedSample], embedding: DefectEmbedding) -> [Evidence?] {
    let measured = concurrentMap(samples.count) { Measured(samples[$0]) }
    let crops = measured.compactMap(\.?.crops).flatMap { [$0.sample, $0.photograph] }
    let batches = stride(from: 0, to: crops.count, by: 32).map { Array(crops[$0..<min(crops.count, $0 + 32)]) }
    let rows = SingleThreads.map(batches.count) { embedding(batches[$0]) }.flatMap { $0 }
    var next = 0
    return measured.map { measured in
      guard let measured else { return nil }
      defer { next += 2 }
      return Evidence(
        statistics: measured.statistics, views: measured.views, features: (rows[next], rows[next + 1]))
    }
  }

  private struct Measured: Sendable {
    let statistics: ChangeStatistics
    let views: SampleViews
    let crops: (sample: DefectCrop, photograph: DefectCrop)

    init?(_ sample: ComparedSample) {
      let side = DefectEmbedding.side
      guard let statistics = ChangeStatistics(sample), let views = SampleViews(sample),
        let crop = DefectCrop(sample.image, sample.mask, side: side),
        let before = DefectCrop(sample.photograph, sample.mask, side: side)
      else { return nil }
      (self.statistics, self.views, crops) = (statistics, views, (crop, before))
    }
  }
}

/// The features of good surfaces, with which those of defects are compared.
struct FeatureManifold: Sendable {
  /// Standard deviation of each feature over good places.
  let deviation: [Double]
  /// Features of good places, each divided by its deviation.
  let rows: [[Double]]

  /// Places that are kept; more are left out.
  private static let greatestCount = 400
  /// Neighbours whose mean distance counts.
  private static let neighbours = 3

  /// The manifold of good places' features.
  init(_ features: [[Double]]) {
    let count = Double(features.count)
    deviation = features[0].indices.map { i in
      let mean = features.reduce(0) { $0 + $1[i] } / count
      return max(1e-3, (features.reduce(0) { $0 + pow($1[i] - mean, 2) } / count).squareRoot())
    }
    let scale = deviation
    rows = features.prefix(Self.greatestCount).map { zip($0, scale).map { $0 / $1 } }
  }

  init(deviation: [Double], rows: [[Double]]) { (self.deviation, self.rows) = (deviation, rows) }

  /// The change of features by the defect, in deviations.
  func change(_ features: (sample: [Double], photograph: [Double])) -> [Double] {
    zip(zip(features.sample, features.photograph), deviation).map { ($0.0 - $0.1) / $1 }
  }

  /// Root mean square distance, in deviations, to the nearest good places.
  func distance(_ features: [Double]) -> Double {
    let scaled = zip(features, deviation).map { $0 / $1 }
    let distances = rows.map { row in
      zip(row, scaled).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }.sorted().prefix(Self.neighbours)
    return (distances.reduce(0, +) / Double(distances.count * deviation.count)).squareRoot()
  }
}

/// Work of torch that gives the same bits on any number of cores: every call has a thread of its own, and no more.
enum SingleThreads {
  /// The results of `work` for 0 ..< count, on all cores.
  static func map<Output: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Output) -> [Output] {
    let before = threads
    defer { setThreads(before) }
    return concurrentMap(count) { index in
      setThreads(1)
      return work(index)
    }
  }
}
