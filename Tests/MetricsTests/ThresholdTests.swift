import Foundation
import Metrics
import Randomness
import Testing

@Suite struct ThresholdTests {
  @Test func flagsTheStatedShareOfManyScores() throws {
    let scores = (1...1000).map(Double.init).shuffled()
    for rate in [0.001, 0.01, 0.05, 0.5] {
      let threshold = try Threshold.at(falsePositiveRate: rate, normalScores: scores)
      #expect(scores.filter { $0 >= threshold }.count == Int(rate * 1000))
    }
    #expect(try Threshold.at(falsePositiveRate: 0.01, normalScores: scores) == 990.5)
  }

  @Test func tiesNeverRaiseTheRate() throws {
    let scores = [Double](repeating: 1, count: 50) + [2, 2, 3] + [Double](repeating: 0, count: 47)
    for rate in [0.01, 0.02, 0.1, 0.3] {
      let threshold = try Threshold.at(falsePositiveRate: rate, normalScores: scores)
      #expect(Double(scores.filter { $0 >= threshold }.count) <= rate * 100)
    }
    let constant = try Threshold.at(falsePositiveRate: 0.1, normalScores: [Double](repeating: 0.7, count: 30))
    #expect(constant > 0.7)
  }

  /// The tail of exponential scores is exponential, so the extrapolation is right on average.
  @Test func extrapolatesFewScores() throws {
    let thresholds = try (0..<400).map { trial in
      var stream = RandomStream(seed: 4, key: "tail/\(trial)")
      let scores = (0..<40).map { _ in -log(1 - stream.uniform()) }
      let threshold = try Threshold.at(falsePositiveRate: 0.01, normalScores: scores)
      #expect(threshold > scores.max()!)
      return threshold
    }
    let mean = thresholds.reduce(0, +) / 400
    #expect(abs(mean - log(100)) < 0.35)
  }

  /// Scores whose upper half is a Weibull tail of shape 1.25.
  @Test func theUsualTailIsWhatItIs() throws {
    func tail(_ share: Double) -> Double { share < 0.5 ? pow(log(0.5 / share), 0.8) : 0.5 - share }
    let scores = (0..<4000).map { tail((Double($0) + 0.5) / 4000) }
    for rate in [0.001, 0.01, 0.05] {
      let threshold = try Threshold.ofUsualTail(falsePositiveRate: rate, normalScores: scores)
      #expect(abs(threshold - tail(rate)) < 0.01)
    }
  }

  @Test func oddOnesDoNotMoveTheUsualTail() throws {
    let scores = (0..<100).map { -log((Double($0) + 0.5) / 100) }
    let usual = try Threshold.ofUsualTail(falsePositiveRate: 0.01, normalScores: scores)
    let odd = try Threshold.ofUsualTail(
      falsePositiveRate: 0.01, normalScores: scores.map { $0 > 3.2 ? 1000 * $0 : $0 })
    #expect(scores.count { $0 > 3.2 } >= 4 && usual == odd)
    #expect(throws: MetricsError.self) { try Threshold.ofUsualTail(falsePositiveRate: 0.01, normalScores: []) }
  }

  /// Few scores of new images say little about the tail; those of fitted ones, which are a little too low, say the rest.
  @Test func fittedScoresStandInForNewOnes() throws {
    let thresholds = try (0..<200).map { trial in
      var stream = RandomStream(seed: 5, key: "fitted/\(trial)")
      func scores(_ count: Int, _ offset: Double) -> [Double] {
        (0..<count).map { _ in offset - log(1 - stream.uniform()) }
      }
      let (new, fitted) = (scores(7, 0), scores(60, -0.5))
      return (
        alone: try Threshold.at(falsePositiveRate: 0.01, normalScores: new),
        both: try Threshold.at(falsePositiveRate: 0.01, normalScores: new, fittedScores: fitted)
      )
    }
    func error(_ values: [Double]) -> Double { (values.reduce(0) { $0 + pow($1 - log(100), 2) } / 200).squareRoot() }
    #expect(error(thresholds.map(\.both)) < 1.4)
    #expect(error(thresholds.map(\.alone)) > 1.8 * error(thresholds.map(\.both)))
  }

  @Test func fittedScoresAreLiftedNeverLoweredAndSometimesNotNeeded() throws {
    func at(_ new: [Double], _ fitted: [Double]) throws -> Double {
      try Threshold.at(falsePositiveRate: 0.1, normalScores: new, fittedScores: fitted)
    }
    let fitted = (1...19).map(Double.init)
    #expect(try at([15], fitted) == 22.5)  // lifted by 5: 24, 23 | 22
    #expect(try at([2], fitted) == 17.5)  // 19, 18 | 17
    let new = (1...10).map(Double.init)
    #expect(try at(new, [100, 200]) == at(new, []))
    #expect(throws: MetricsError.self) { try at([1, 2], [.infinity]) }
  }

  @Test func degenerateInputs() throws {
    #expect(try Threshold.at(falsePositiveRate: 0.01, normalScores: [0.4]) > 0.4)
    #expect(try Threshold.at(falsePositiveRate: 0.01, normalScores: [0.4, 0.4]) > 0.4)
    #expect(try Threshold.at(falsePositiveRate: 0.01, normalScores: [0.1, 0.4]) > 0.4)
    #expect(throws: MetricsError.self) { try Threshold.at(falsePositiveRate: 0.01, normalScores: []) }
    #expect(throws: MetricsError.self) { try Threshold.at(falsePositiveRate: 0.01, normalScores: [.nan, 1]) }
  }
}
