import Foundation
import Imaging
import Metrics

/// The robustness of a model as rows of text, for `robustness.csv` and for people.
public struct RobustnessTable: Sendable {
  private let report: RobustnessReport

  /// The table of a report.
  public init(_ report: RobustnessReport) { self.report = report }

  /// `variation,rejected,found,auroc,rejected_change,found_change,auroc_change`: shares of 1 in
  /// their shortest exact form, the photographs as they are first; empty where undefined.
  ///
  /// - Throws: `ImagingError` naming the file that could not be written.
  public func write(to url: URL) throws {
    func exact(_ figures: RobustnessReport.Figures) -> [String] {
      figures.values.map { $0.map { "\($0)" } ?? "" }
    }
    let heads = [
      "variation", "rejected", "found", "auroc", "rejected_change", "found_change", "auroc_change",
    ]
    let first = ["unchanged"] + exact(report.unchanged) + ["", "", ""]
    let rows = report.variations.map { [$0.name] + exact($0.figures) + exact($0.difference) }
    try CSV.write([heads, first] + rows, to: url)
  }

  /// A heading and a row for each kind of change, in percent and percentage points with one
  /// decimal.
  public var rows: [[String]] {
    let heads = ["in %", "good rejected", "", "defects found", "", "image AUROC", ""]
    let first = Self.cells("unchanged", report.unchanged, nil)
    return [heads, first]
      + report.variations.map { Self.cells($0.label, $0.figures, $0.difference) }
  }

  private static func cells(
    _ label: String, _ figures: RobustnessReport.Figures, _ difference: RobustnessReport.Figures?
  ) -> [String] {
    let changes = difference?.values ?? [nil, nil, nil]
    return [label]
      + zip(figures.values, changes).flatMap { value, change in
        [value.map(\.percent) ?? "–", change.map(\.points) ?? ""]
      }
  }
}

extension RobustnessReport.Figures {
  /// Rejected, found, AUROC.
  fileprivate var values: [Double?] { [rejected, found, auroc] }
}

extension Double {
  /// A difference of shares as signed percentage points: −0.0123 → "−1.2"; nothing but "0.0" has no
  /// sign.
  fileprivate var points: String {
    let text = abs(100 * self).fixed(1)
    return text == "0.0" ? text : (self < 0 ? "−" : "+") + text
  }
}
