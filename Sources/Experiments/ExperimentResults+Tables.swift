import Foundation
import Imaging

extension ExperimentResults {
  /// How numbers are shown in tables.
  public enum Unit: Sendable {
    /// A hundred times the number, with one decimal.
    case percent
    /// The number itself, with three decimals.
    case plain
  }

  /// All tables in Markdown: for each measure one of means and one of paired differences.
  public func markdown(in unit: Unit = .percent) -> String {
    var parts = ["# \(plan.title)", "", statement(unit)]
    for measure in plan.measures {
      parts += ["", "## \(measure)", "", table(measure, unit)]
      if plan.settings.count > 1 {
        parts += ["", "Difference from \(plan.reference), seed by seed:", "", differenceTable(measure, unit)]
      }
    }
    return parts.joined(separator: "\n") + "\n"
  }

  /// One row a cell: category, setting, seed and every measure that any cell has.
  public func csv() -> String {
    let names = Set(entries.flatMap { $0.values.keys }).sorted()
    let rows = entries.map { entry in
      [entry.cell.category, entry.cell.setting, "\(entry.cell.seed)"]
        + names.map { entry.values[$0].map { "\($0)" } ?? "" }
    }
    return CSV.text([["category", "setting", "seed"] + names] + rows)
  }

  /// - Throws: `ExperimentError.unknownMeasure` where no finished cell has one of the plan's measures.
  public func checkMeasures() throws {
    let known = Set(entries.flatMap { $0.values.keys })
    for measure in plan.measures where !entries.isEmpty && !known.contains(measure) {
      throw ExperimentError.unknownMeasure(name: measure, known: known.sorted())
    }
  }

  private func statement(_ unit: Unit) -> String {
    let seeds = plan.seeds.map(String.init).joined(separator: ", ")
    let total = plan.cells.count
    let done = entries.count < total ? " \(entries.count) of \(total) runs are done." : ""
    return "\(unit == .percent ? "Percent; mean" : "Mean") ± standard deviation over seeds \(seeds).\(done)"
  }

  private func table(_ measure: String, _ unit: Unit) -> String {
    rows { category, setting in
      values(measure, category: category, setting: setting)
    } cell: { value in
      format(value, unit, signed: false)
    }
  }

  private func differenceTable(_ measure: String, _ unit: Unit) -> String {
    rows { category, setting in
      setting == plan.reference ? [:] : differences(measure, category: category, setting: setting)
    } cell: { value in
      format(value, unit, signed: true)
    }
  }

  private func rows(
    values: (_ category: String, _ setting: String) -> [UInt64: Double], cell: (SeedStatistics?) -> String
  ) -> String {
    let names = plan.settings.map(\.name)
    var lines = ["| category | " + names.joined(separator: " | ") + " |"]
    lines.append("|" + String(repeating: "---|", count: names.count + 1))
    for category in plan.categories {
      let cells = names.map { cell(SeedStatistics(values(category, $0).values)) }
      lines.append("| \(category) | " + cells.joined(separator: " | ") + " |")
    }
    if plan.categories.count > 1 {
      let means = names.map { name in cell(SeedStatistics(categoryMeans { values($0, name) }.values)) }
      lines.append("| **mean** | " + means.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n")
  }

  private func format(_ statistics: SeedStatistics?, _ unit: Unit, signed: Bool) -> String {
    guard let statistics else { return "–" }
    let (factor, digits) = unit == .percent ? (100.0, 1) : (1.0, 3)
    let mean = String(format: signed ? "%+.*f" : "%.*f", digits, factor * statistics.mean)
    guard let deviation = statistics.deviation else { return mean }
    return mean + String(format: " ± %.*f", digits, factor * deviation)
  }
}
