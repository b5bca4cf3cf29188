import Imaging
import Randomness

/// Compares collections of synthetic defects with real ones.
///
/// Distances of distributions are Wasserstein-1 over the real distribution's mean absolute deviation from its median: 1
/// is as far off as replacing all real defects by their median. Distances of features are taken after standardising
/// each feature by the real defects' mean and deviation.
public struct RealismComparison: Sendable {
  /// Fewer pictures than this say nothing about a distribution.
  public static let leastPictures = 5

  private let real: DefectCollection
  private let candidates: [DefectCollection]
  private let backbone: String
  private let replicates: Int
  private let seed: UInt64

  /// A comparison.
  /// - Parameters:
  ///   - candidates: the collection in question first, then what it is compared with.
  ///   - backbone: what the features are of, for titles.
  ///   - replicates: bootstrap replicates.
  /// - Throws: `RealismError.tooFewDefects`.
  public init(
    real: DefectCollection, candidates: [DefectCollection], backbone: String, replicates: Int = 200, seed: UInt64
  ) throws {
    precondition(!candidates.isEmpty && replicates > 1, "one candidate and two replicates at least")
    precondition(
      Set(([real] + candidates).map(\.name)).count == candidates.count + 1, "collections have names of their own")
    for collection in [real] + candidates { try Self.check(collection) }
    (self.real, self.candidates, self.backbone) = (real, candidates, backbone)
    (self.replicates, self.seed) = (replicates, seed)
  }

  /// - Throws: `RealismError.tooFewDefects` where a collection says nothing about a distribution.
  public static func check(_ collection: DefectCollection) throws {
    guard collection.count < leastPictures else { return }
    throw RealismError.tooFewDefects(of: collection.name, count: collection.count, needed: leastPictures)
  }

  /// Measures everything; the line measures only where the real defects look like lines.
  public func report() -> RealismReport {
    let draws = Draws(real: real.count, candidates: candidates.map(\.count), replicates: replicates, seed: seed)
    let rows = RealismMeasure.allCases.filter { real.isLineLike || !$0.isForLines }.compactMap { row($0, draws) }
    let collections = [real] + candidates
    return RealismReport(
      candidates: candidates.map(\.name),
      pictures: Dictionary(uniqueKeysWithValues: collections.map { ($0.name, $0.count) }), rows: rows)
  }

  private func row(_ measure: RealismMeasure, _ draws: Draws) -> RealismReport.Row? {
    guard let gauges = gauges(for: measure) else { return nil }
    let values = gauges.map { $0(nil, nil) }
    guard let nearest = Self.nearest(values) else { return nil }
    let replicated = concurrentMap(replicates) { replicate in
      gauges.indices.map { gauges[$0](draws.real[replicate], draws.candidates[replicate][$0]) }
    }
    var distances: [String: RealismReport.Estimate] = [:]
    for (index, value) in values.enumerated() {
      guard let value else { continue }
      distances[candidates[index].name] = .init(
        value: value, interval: Self.interval(around: value, replicated.compactMap { $0[index] }))
    }
    let wins = replicated.count { Self.nearest($0) == nearest }
    return RealismReport.Row(
      measure: measure, title: measure.title(backbone: backbone), distances: distances,
      nearest: candidates[nearest].name, certainty: Double(wins) / Double(replicates), medians: medians(measure))
  }

  /// The distance of one candidate to the real defects, for how often the real and its own pictures are drawn.
  private typealias Gauge = @Sendable (_ real: [Double]?, _ own: [Double]?) -> Double?

  /// One gauge a candidate; nil where the real defects say too little.
  private func gauges(for measure: RealismMeasure) -> [Gauge]? {
    switch measure {
    case .frechet, .kernel:
      let reference = FeatureCloud(real.features)
      let origin = reference.standardised(by: reference)
      return candidates.map { candidate in
        let cloud = FeatureCloud(candidate.features).standardised(by: reference)
        if measure == .kernel {
          let distance = KernelDistance(from: origin, to: cloud)
          return { distance(counts: $1, referenceCounts: $0) }
        }
        let distance = FrechetDistance(from: origin)
        return { distance(to: cloud, counts: $1, referenceCounts: $0) }
      }
    default:
      let references = real.distributions(of: measure)
      let spreads = references.map { $0.informative >= Self.leastPictures ? $0.spread ?? 0 : 0 }
      guard spreads.allSatisfy({ $0 > 0 }) else { return nil }
      return candidates.map { candidate in
        let own = candidate.distributions(of: measure)
        return { realCounts, ownCounts in
          var sum = 0.0
          for (component, reference) in references.enumerated() {
            guard
              let distance = reference.wasserstein(
                to: own[component], counts: realCounts, otherCounts: ownCounts)
            else { return nil }
            sum += distance / spreads[component]
          }
          return sum / Double(references.count)
        }
      }
    }
  }

  private func medians(_ measure: RealismMeasure) -> [String: [Double]] {
    ([real] + candidates).reduce(into: [:]) { medians, collection in
      medians[collection.name] = collection.distributions(of: measure).compactMap { $0.quantile(0.5) }
    }
  }

  private static func nearest(_ distances: [Double?]) -> Int? {
    distances.indices.filter { distances[$0] != nil }.min { distances[$0] ?? 0 < distances[$1] ?? 0 }
  }

  /// The 95 % percentiles, moved by what replicates exceed the value on the whole: drawing with replacement adds to
  /// distances.
  private static func interval(around value: Double, _ replicates: [Double]) -> ClosedRange<Double> {
    guard !replicates.isEmpty else { return value...value }
    let sorted = replicates.sorted()
    func quantile(_ p: Double) -> Double { sorted[Int((p * Double(sorted.count - 1)).rounded())] }
    let bias = quantile(0.5) - value
    return quantile(0.025) - bias...quantile(0.975) - bias
  }
}

/// How often each picture is drawn in each bootstrap replicate.
private struct Draws: Sendable {
  /// `[replicate][picture]`.
  let real: [[Double]]
  /// `[replicate][candidate][picture]`.
  let candidates: [[[Double]]]

  init(real count: Int, candidates counts: [Int], replicates: Int, seed: UInt64) {
    let stream = RandomStream(seed: seed, key: "realism bootstrap")
    func draw(_ count: Int, _ replicate: Int, _ collection: String) -> [Double] {
      var own = stream.split(collection).split(replicate)
      var drawn = [Double](repeating: 0, count: count)
      for _ in 0..<count { drawn[own.integer(0...count - 1)] += 1 }
      return drawn
    }
    real = (0..<replicates).map { draw(count, $0, "real") }
    candidates = (0..<replicates).map { replicate in
      counts.enumerated().map { draw($1, replicate, "candidate \($0)") }
    }
  }
}
