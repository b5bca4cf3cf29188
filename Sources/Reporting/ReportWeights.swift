import Datasets

/// How much each synthetic sample counted in training, with pictures of those that counted most and least.
public struct ReportWeights: Sendable {
  /// The weights and their course.
  public var table: WeightTable
  /// Pictures of some samples by their ids.
  public var pictures: [String: ReportSample]

  /// Weights with pictures of those samples that are at hand.
  public init(table: WeightTable, pictures: [String: ReportSample] = [:]) {
    (self.table, self.pictures) = (table, pictures)
  }

  /// How many samples of each end are shown.
  static let shown = 10
}

extension WeightTable {
  /// The rows of the heaviest and of the lightest samples, most extreme first; no sample is in both.
  func extremes(_ count: Int) -> (heaviest: [Row], lightest: [Row]) {
    let ranked = rows.sorted { ($1.weight, $0.sample) < ($0.weight, $1.sample) }
    let count = min(count, ranked.count / 2)
    return (Array(ranked.prefix(count)), Array(ranked.suffix(count).reversed()))
  }
}
