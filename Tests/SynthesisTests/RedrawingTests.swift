import Datasets
import Foundation
import Imaging
import Synthesis
import Testing

@Suite struct RedrawingTests {
  /// Likes large defects: a stand-in for an estimator.
  private static func judge(_ samples: [ComparedSample]) -> [SampleJudgement] {
    samples.map { SampleJudgement(quality: min(1, Double($0.mask.area) / 600), parts: ["area": Double($0.mask.area)]) }
  }

  private static func judged(_ set: SampleSet) throws -> SampleSet {
    try set.rewritten(set.records.map { $0.judged(.init(quality: min(1, Double($0.area) / 600), parts: [:])) })
  }

  @Test func poorSamplesAreDrawnAnewAndTheBestStays() throws {
    let folder = try TemporaryFolder()
    let (photographs, synthesizer) = (try folder.photographs(), try SampleSynthesizer())
    func made(_ name: String) throws -> SampleSet {
      try Self.judged(
        synthesizer.synthesize(
          photographs: photographs, count: 40, seed: 7, to: folder.url.appendingPathComponent(name)))
    }
    let first = try made("a")
    let redrawn = try synthesizer.redraw(
      first, photographs: photographs, seed: 7, leastQuality: 0.4, judge: Self.judge)
    #expect(redrawn.records.count == 40)
    for (before, after) in zip(first.records, redrawn.records) {
      #expect(before.id == after.id && before.source == after.source)
      #expect((after.quality ?? 0) >= 0.4 || after.drawings == SampleSynthesizer.greatestDrawings)
      #expect((after.quality ?? 0) >= before.quality ?? 0)
      if (before.quality ?? 0) >= 0.4 { #expect(before == after) }
      #expect(try Mask.read(redrawn.url(after.mask)).area == after.area)
    }
    #expect(redrawn.records.contains { ($0.drawings ?? 1) > 1 })

    // Stopped in the middle and taken up again, the same bytes.
    let again = try made("b")
    var calls = 0
    #expect(throws: SynthesisError.cancelled) {
      try synthesizer.redraw(
        again, photographs: photographs, seed: 7, leastQuality: 0.4,
        judge: {
          calls += 1
          return Self.judge($0)
        }, isCancelled: { calls == 1 })
    }
    _ = try synthesizer.redraw(
      SampleSet.open(again.folder), photographs: photographs, seed: 7, leastQuality: 0.4, judge: Self.judge)
    #expect(try folder.contents("a") == folder.contents("b"))

    // Nothing is left to do.
    let third = try synthesizer.redraw(
      redrawn, photographs: photographs, seed: 7, leastQuality: 0.4,
      judge: { _ in
        Issue.record("all is done")
        return []
      })
    #expect(third.records == redrawn.records)
  }
}
