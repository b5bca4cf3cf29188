import Foundation
import Metrics
import Testing

/// The file of cases, where there is one.
private let randomCases = ProcessInfo.processInfo.environment["BLEMISH_METRIC_CASES"]

/// Many random cases, which tools/campaign/measures.py makes and has measured by scikit-learn.
@Suite(.enabled(if: randomCases != nil)) struct RandomCasesTests {
  @Test func agreeWithScikitLearn() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let data = try Data(contentsOf: URL(fileURLWithPath: #require(randomCases)))
    let cases = try decoder.decode([Golden.ImageCase].self, from: data)
    let wrong = try cases.filter { golden in
      let metrics = try ImageMetrics(scores: golden.scores, labels: golden.labels)
      return
        !(agree(metrics.auroc, golden.expected.auroc) && agree(metrics.averagePrecision, golden.expected.ap)
        && agree(metrics.f1Max, golden.expected.f1Max))
    }
    print("\(cases.count) random cases, \(wrong.count) differ by more than 1e-9")
    #expect(wrong.isEmpty, "\(wrong.prefix(3).map(\.name))")
  }
}
