import Foundation
import Metrics
import Reporting
import Testing

/// Numbers of a damaged run that are finite and yet beyond every whole number.
@Suite struct ExtremeNumberTests {
  @Test func aTrainingTimeBeyondWholeNumbers() throws {
    var input = try Fixture.input()
    input.evaluation.timing = .init(trainSeconds: 1e200)
    #expect(try HTMLReport(input).html().contains("<dt>training</dt>"))
  }

  @Test func scoresBeyondWholeNumbers() throws {
    var input = try Fixture.input()
    input.predictions = (0..<500).map { index in
      Fixture.prediction("\(index).png", anomalous: false, score: index % 2 == 0 ? 1.7e308 : -1.7e308)
    }
    #expect(try HTMLReport(input).html().contains("Scores by type"))
  }
}
