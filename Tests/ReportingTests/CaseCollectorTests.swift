import Imaging
import Randomness
import Reporting
import Testing

@Suite struct CaseCollectorTests {
  private func collected(_ predictions: [PredictionRecord], limit: Int) -> [ReportCase] {
    var collector = CaseCollector(limit: limit)
    for prediction in predictions {
      let item = Fixture.item(prediction)
      collector.add(prediction, image: item.image, mask: item.mask, map: item.map)
    }
    return collector.cases
  }

  private let predictions: [PredictionRecord] = {
    let defective = (0..<12).map { index in
      Fixture.prediction("a\(index)", anomalous: true, score: Double(index) / 12, type: index % 2 == 0 ? "x" : "y")
    }
    let good = (0..<5).map { Fixture.prediction("g\($0)", anomalous: false, score: Double($0) / 10) }
    return defective + good + [PredictionRecord(path: "u", label: .unknown, score: 2, decision: .anomalous)]
  }()

  @Test func keepsTheMostTellingOnes() {
    let cases = collected(predictions, limit: 3)
    func paths(_ role: ReportCase.Role) -> [String] { cases.filter { $0.role == role }.map(\.prediction.path) }
    // The types take turns: x, y, x.
    #expect(paths(.clear) == ["a10", "a11", "a8"])
    #expect(paths(.hard) == ["a0", "a1", "a2"])
    #expect(paths(.alarming) == ["g4", "g3", "g2"])
  }

  @Test func orderDoesNotMatterEvenWithTies() {
    let tied = predictions.map { record in
      var record = record
      record.score = (record.score * 4).rounded()
      return record
    }
    let expected = collected(tied, limit: 3).map(\.prediction)
    for seed in 0..<5 {
      var stream = RandomStream(seed: UInt64(seed), key: "order")
      #expect(collected(stream.shuffled(tied), limit: 3).map(\.prediction) == expected)
    }
  }

  @Test(arguments: [0, 1, 2, 3])
  func fewImagesAreShownOnce(_ count: Int) {
    let cases = collected(Array(predictions.prefix(count)), limit: 6)
    #expect(cases.count == count)
    #expect(Set(cases.map(\.prediction.path)).count == count)
  }

  @Test func largeImagesAreReduced() {
    var collector = CaseCollector(limit: 1)
    let item = Fixture.item(predictions[0], width: 2000, height: 1000)
    collector.add(predictions[0], image: item.image, mask: item.mask, map: item.map)
    #expect(collector.cases.map(\.image.width) == [640])
  }
}
