import Foundation

/// The measures of the finished cells of a plan, and what they say when they are put side by side.
public struct ExperimentResults: Sendable {
  /// One finished cell.
  public struct Entry: Codable, Sendable, Equatable {
    /// The run.
    public let cell: ExperimentCell
    /// Measures by their path in `metrics.json` (`pixel.ap`); undefined ones are absent.
    public let values: [String: Double]

    /// A finished cell.
    public init(cell: ExperimentCell, values: [String: Double]) { (self.cell, self.values) = (cell, values) }
  }

  /// The plan.
  public let plan: ExperimentPlan
  /// Finished cells.
  public let entries: [Entry]

  /// Results so far; `entries` may be part of the plan's cells.
  public init(plan: ExperimentPlan, entries: [Entry]) { (self.plan, self.entries) = (plan, entries) }

  /// The measure of the seeds of one category and setting, by seed; undefined ones are left out.
  public func values(_ measure: String, category: String, setting: String) -> [UInt64: Double] {
    let chosen = entries.filter { $0.cell.category == category && $0.cell.setting == setting }
    return chosen.reduce(into: [:]) { found, entry in found[entry.cell.seed] = entry.values[measure] }
  }

  /// Setting minus reference, seed by seed, over the seeds that both have.
  public func differences(_ measure: String, category: String, setting: String) -> [UInt64: Double] {
    let reference = values(measure, category: category, setting: plan.reference)
    return values(measure, category: category, setting: setting).reduce(into: [:]) { found, pair in
      if let other = reference[pair.key] { found[pair.key] = pair.value - other }
    }
  }

  /// The mean over the categories, seed by seed, over the seeds that every category has.
  public func categoryMeans(_ values: (_ category: String) -> [UInt64: Double]) -> [UInt64: Double] {
    let all = plan.categories.map(values)
    return plan.seeds.reduce(into: [:]) { means, seed in
      let found = all.compactMap { $0[seed] }
      if found.count == all.count { means[seed] = found.reduce(0, +) / Double(found.count) }
    }
  }
}

/// A mean with its standard deviation over seeds.
public struct SeedStatistics: Sendable, Equatable {
  /// Number of seeds.
  public let count: Int
  /// Arithmetic mean.
  public let mean: Double
  /// Standard deviation with n − 1; nil for a single seed.
  public let deviation: Double?

  /// Of at least one value; nil for none.
  public init?(_ values: some Collection<Double>) {
    guard !values.isEmpty else { return nil }
    let average = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - average) * ($1 - average) }
    (count, mean) = (values.count, average)
    deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
  }
}
