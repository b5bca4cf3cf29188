import Foundation
import Imaging
import Metrics
import Testing

@Suite struct RobustnessReportTests {
  private typealias Verdict = RobustnessReport.Verdict

  private static let unchanged = [
    Verdict(isDefective: false, score: 0.1, isRejected: false),
    Verdict(isDefective: false, score: 0.2, isRejected: false),
    Verdict(isDefective: true, score: 0.9, isRejected: true),
    Verdict(isDefective: true, score: 0.4, isRejected: false),
  ]
  private static let brighter = [
    Verdict(isDefective: false, score: 0.6, isRejected: true),
    Verdict(isDefective: false, score: 0.2, isRejected: false),
    Verdict(isDefective: true, score: 0.9, isRejected: true),
    Verdict(isDefective: true, score: 0.5, isRejected: true),
  ]

  @Test func sharesAndDifferencesAreCounted() throws {
    let report = try RobustnessReport(
      unchanged: Self.unchanged,
      changed: [(.light(gain: 1.1), Self.brighter), (.jpeg(quality: 90), Self.unchanged)])
    #expect(report.good == 2 && report.defective == 2)
    #expect(report.unchanged == .init(rejected: 0, found: 0.5, auroc: 1))
    #expect(report.variations.map(\.name) == ["light_1.1", "jpeg_90"])
    #expect(report.variations[0].figures == .init(rejected: 0.5, found: 1, auroc: 0.75))
    #expect(report.variations[0].difference == .init(rejected: 0.5, found: 0.5, auroc: -0.25))
    #expect(report.variations[1].difference == .init(rejected: 0, found: 0, auroc: 0))
  }

  @Test func whatIsUndefinedIsAbsent() throws {
    let good = Array(Self.unchanged.prefix(2))
    let report = try RobustnessReport(unchanged: good, changed: [(.blur(sigma: 0.7), good)])
    #expect(report.unchanged == .init(rejected: 0, found: nil, auroc: nil))
    #expect(report.variations[0].difference == .init(rejected: 0, found: nil, auroc: nil))
    let data = try JSONEncoder().encode(report)
    #expect(!String(decoding: data, as: UTF8.self).contains("found"))
    #expect(try JSONDecoder().decode(RobustnessReport.self, from: data) == report)
  }

  @Test func scoresThatAreNoNumbersAreRefused() {
    let broken = [Verdict(isDefective: false, score: .nan, isRejected: false)]
    #expect(throws: MetricsError.self) { try RobustnessReport(unchanged: broken, changed: []) }
  }
}
