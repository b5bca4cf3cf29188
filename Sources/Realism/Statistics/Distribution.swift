/// Numbers observed on several pictures: a weighted sample in which each picture that shows any has the same weight.
public struct Distribution: Sendable, Equatable {
  /// One number.
  private struct Observation: Equatable {
    let value: Double
    let picture: Int
    /// Its share of its picture's weight.
    let share: Double
  }

  /// Pictures, those without a number included.
  public let pictures: Int
  /// In ascending order of their values.
  private let observations: [Observation]

  /// A distribution of the numbers of each picture, alike in weight within it.
  public init(_ numbers: [[Double]]) {
    self.init(weighted: numbers.map { $0.map { (value: $0, weight: 1) } })
  }

  /// A distribution of the numbers of each picture with their weights, ≥ 0, within it.
  public init(weighted numbers: [[(value: Double, weight: Double)]]) {
    pictures = numbers.count
    observations = numbers.enumerated().flatMap { picture, own -> [Observation] in
      let total = own.reduce(0) { $0 + $1.weight }
      guard total > 0 else { return [] }
      return own.map { Observation(value: $0.value, picture: picture, share: $0.weight / total) }
    }.sorted { ($0.value, $0.picture) < ($1.value, $1.picture) }
  }

  /// Pictures with at least one number.
  public var informative: Int { Set(observations.map(\.picture)).count }

  /// The value below which the fraction `p` of the weight lies; nil without numbers.
  public func quantile(_ p: Double) -> Double? {
    let total = observations.reduce(0) { $0 + $1.share }
    var sum = 0.0
    for observation in observations {
      sum += observation.share
      if sum >= p * total - 1e-12 { return observation.value }
    }
    return nil
  }

  /// Mean absolute deviation from the median: the Wasserstein distance to a single point at best.
  public var spread: Double? {
    guard let median = quantile(0.5) else { return nil }
    let total = observations.reduce(0) { $0 + $1.share }
    return observations.reduce(0) { $0 + $1.share * abs($1.value - median) } / total
  }

  /// The Wasserstein-1 distance ∫ |F − G|: how far weight has to be moved, in the unit of the numbers.
  ///
  /// - Parameters:
  ///   - counts: how often each picture is drawn, for bootstraps; each once when nil.
  ///   - otherCounts: the same for `other`.
  /// - Returns: nil where one side has no numbers.
  public func wasserstein(
    to other: Distribution, counts: [Double]? = nil, otherCounts: [Double]? = nil
  ) -> Double? {
    let (total, otherTotal) = (weight(counts), other.weight(otherCounts))
    guard total > 0, otherTotal > 0 else { return nil }
    var (i, j, rise, otherRise, distance) = (0, 0, 0.0, 0.0, 0.0)
    var last = min(observations[0].value, other.observations[0].value)
    while i < observations.count || j < other.observations.count {
      let isOwn =
        j == other.observations.count
        || (i < observations.count && observations[i].value <= other.observations[j].value)
      let next = isOwn ? observations[i] : other.observations[j]
      distance += (next.value - last) * abs(rise / total - otherRise / otherTotal)
      last = next.value
      if isOwn {
        rise += next.share * (counts?[next.picture] ?? 1)
        i += 1
      } else {
        otherRise += next.share * (otherCounts?[next.picture] ?? 1)
        j += 1
      }
    }
    return distance
  }

  private func weight(_ counts: [Double]?) -> Double {
    observations.reduce(0) { $0 + $1.share * (counts?[$1.picture] ?? 1) }
  }
}
