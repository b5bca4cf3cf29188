import Foundation
import Imaging
import Segmentation
import Testing

@Suite struct SegmentedPhotographTests {
  /// Six pixels in a row: background, bar, bar, blot, background, bar.
  private var photograph: SegmentedPhotograph {
    func plane(_ values: [Float]) -> Plane { Plane(width: 6, height: 1, values: values) }
    return SegmentedPhotograph(
      probabilities: [
        plane([0.9, 0.1, 0.4, 0.5, 0.6, 0]), plane([0.1, 0.8, 0.5, 0.1, 0.3, 1]), plane([0, 0.1, 0.1, 0.4, 0.1, 0]),
      ], classes: ["bar", "blot"])
  }

  @Test func pixelsAreDefectsWhereAllKindsTogetherAreAsProbableAsBackground() {
    #expect(photograph.labels == [0, 1, 1, 2, 0, 1])
    #expect(photograph.mask.values == [0, 1, 1, 1, 0, 1])
    #expect(photograph.score == 1 && photograph.isAnomalous)
  }

  @Test func regionsAreThoseOfEachKind() throws {
    let regions = photograph.regions()
    #expect(regions.map(\.type) == ["bar", "bar", "blot"])
    #expect(regions.map(\.area) == [1, 2, 1])
    #expect(regions.map(\.box.x) == [5, 1, 3])
    #expect(abs(regions[1].score - 0.9) < 1e-6)
  }

  @Test func aGoodPhotographHasNone() {
    let blank = Plane(width: 3, height: 2, filledWith: 1)
    let photograph = SegmentedPhotograph(
      probabilities: [blank, Plane(width: 3, height: 2)], classes: [SegmenterConfiguration.anyDefect])
    #expect(!photograph.isAnomalous && photograph.mask.area == 0 && photograph.regions().isEmpty)
    #expect(photograph.score == 0)
  }

  @Test func classesAreCountedByTheirRightName() throws {
    var bar = ClassCounts()
    bar.add(photograph.labels, label: 1, mask: Mask(width: 6, height: 1, values: [1, 1, 0, 0, 0, 1]))
    #expect(bar.pair.miou == 2.0 / 4 && bar.pair.accuracy == 2.0 / 3)
    bar.add(photograph.labels, label: 1, mask: nil)
    #expect(bar.pair.miou == 2.0 / 7, "a bar called where there is none")
    #expect(ClassCounts().pair.miou == nil)
  }
}
