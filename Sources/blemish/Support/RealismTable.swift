import Foundation
import Realism

/// A realism report for the terminal.
enum RealismTable {
  static func text(_ report: RealismReport) -> String {
    let ours = report.candidates[0]
    let heading = ["distance to the real defects"] + report.candidates + ["nearest", "certainty"]
    let rows = report.rows.map { row in
      [row.title] + report.candidates.map { cell(row.distances[$0]) }
        + [row.nearest, "\(Int((100 * row.certainty).rounded())) %"]
    }
    let pictures = (["real"] + report.candidates).map { "\(report.pictures[$0] ?? 0) \($0)" }.joined(separator: ", ")
    let share = Int((100 * report.shareNearest(ours)).rounded())
    let nearest = report.rows.count { $0.nearest == ours }
    return """
      \(Console.table([heading] + rows))
      pictures: \(pictures)
      \(ours) is nearest to the real defects in \(nearest) of \(report.rows.count) comparisons (\(share) %)
      """
  }

  private static func cell(_ estimate: RealismReport.Estimate?) -> String {
    guard let estimate else { return "–" }
    return String(
      format: "%.2f [%.2f, %.2f]", estimate.value, estimate.interval.lowerBound, estimate.interval.upperBound)
  }
}
