import Detection
import Imaging
import Metrics
import Randomness
import Testing

@Suite struct CalibrationTests {
  private static let side = 32

  private static func configuration() -> DetectorConfiguration {
    var configuration = DetectorConfiguration()
    configuration.scoreShare = 0.01
    return configuration
  }

  private static func maps(_ count: Int, hasHead: Bool = true) -> [RawMaps] {
    (0..<count).map { index in
      var stream = RandomStream(seed: 4, key: "maps/\(index)")
      func plane(_ mean: Double, _ deviation: Double) -> Plane {
        Plane(
          width: side, height: side,
          values: (0..<side * side).map { _ in Float(stream.normal(mean: mean, deviation: deviation)) })
      }
      return RawMaps(distance: plane(0.8, 0.1), logits: hasHead ? plane(-6, 2) : nil)
    }
  }

  private static func good(_ maps: [RawMaps]) -> [Calibration.GoodMaps] {
    maps.enumerated().map { .init(image: "image \($0)", maps: $1) }
  }

  private static func constant(_ value: Double) -> Plane {
    Plane(width: side, height: side, filledWith: Float(value))
  }

  @Test(arguments: [true, false])
  func noGoodImageOfAFewIsFlagged(hasHead: Bool) throws {
    let (maps, configuration) = (Self.maps(8, hasHead: hasHead), Self.configuration())
    let calibration = try Calibration(Self.good(maps), configuration: configuration)
    for map in maps {
      let score = calibration.judged(map, configuration).score
      #expect(score > 0 && score < 0.5)
    }
  }

  @Test func theStatedShareOfManyGoodImagesIsFlagged() throws {
    var configuration = Self.configuration()
    configuration.imageFalsePositiveRate = 0.1
    let maps = Self.maps(40)
    let calibration = try Calibration(Self.good(maps), configuration: configuration)
    let flagged = maps.filter {
      calibration.judged($0, configuration).score >= 0.5
    }
    #expect(flagged.count == 4)
  }

  /// Two images that vary by chance tell less about the tail than forty more that were learned from.
  @Test func imagesThatWereLearnedFromHelpWithTheThreshold() throws {
    let (maps, configuration) = (Self.maps(40), Self.configuration())
    let few = Array(maps.prefix(2))
    let learned = maps.dropFirst(2).enumerated().map { Calibration.GoodMaps(image: "learned \($0)", maps: $1) }
    let alone = try Calibration(Self.good(few), configuration: configuration)
    let helped = try Calibration(Self.good(few), fitted: learned, configuration: configuration)
    #expect(maps.count { helped.judged($0, configuration).score >= 0.5 } <= 1)
    #expect(
      helped.image.threshold != alone.image.threshold
        && helped.combined(maps[5], configuration) == alone.combined(maps[5], configuration))
  }

  @Test func ofTheTilesOfAnImageTheWorstCounts() throws {
    var configuration = Self.configuration()
    configuration.imageFalsePositiveRate = 0.25
    let maps = Self.maps(40)
    let images = (0..<40).map { "image \($0 / 5)" }
    let good = zip(images, maps).map { Calibration.GoodMaps(image: $0, maps: $1) }
    let calibration = try Calibration(good, configuration: configuration)
    let scores = maps.map {
      calibration.judged($0, configuration).score
    }
    let flagged = Set(zip(images, scores).filter { $1 >= 0.5 }.map(\.0))
    #expect(flagged.count == 2)
  }

  /// Four of sixty that are far from the others would lift the threshold past every defect.
  @Test func oddOnesAmongTheGoodDoNotMoveTheThreshold() throws {
    let (maps, configuration) = (Self.maps(60), Self.configuration())
    let odd = maps.prefix(4).map { RawMaps(distance: Self.raised($0.distance, by: 3), logits: $0.logits) }
    let usual = try Calibration(Self.good(maps), configuration: configuration)
    let moved = try Calibration(Self.good(odd + maps.dropFirst(4)), configuration: configuration)
    let defect = RawMaps(distance: Self.raised(maps[9].distance, by: 1), logits: maps[9].logits)
    #expect(usual.judged(defect, configuration).score > 0.5 && moved.judged(defect, configuration).score > 0.5)
    #expect(maps.dropFirst(4).count { moved.judged($0, configuration).score >= 0.5 } <= 2)
  }

  /// A plane with a raised corner.
  private static func raised(_ plane: Plane, by amount: Float) -> Plane {
    var raised = plane
    for y in 0..<6 { for x in 0..<6 { raised[y, x] += amount } }
    return raised
  }

  @Test func percentilesCountTheGoodOnesBelow() throws {
    let (maps, configuration) = (Self.maps(25), Self.configuration())
    let calibration = try Calibration(Self.good(maps), configuration: configuration)
    let judged = maps.map { calibration.judged($0, configuration) }.sorted { $0.score < $1.score }
    for (rank, one) in judged.enumerated() { #expect(abs(one.percentile - 4 * Double(rank)) < 1e-9) }
    let defect = RawMaps(distance: Self.raised(maps[3].distance, by: 3), logits: maps[3].logits)
    #expect(calibration.judged(defect, configuration).percentile == 100)
  }

  @Test func halfIsTheThreshold() throws {
    let calibration = try Calibration(Self.good(Self.maps(8)), configuration: Self.configuration())
    let (threshold, unit) = (calibration.image.threshold, calibration.image.unit)
    #expect(calibration.image(threshold) == 0.5)
    #expect(abs(calibration.image(threshold + unit) - 0.75) < 1e-9)
    let pixel = calibration.pixel
    #expect(calibration.map(Self.constant(Double(Float(pixel.threshold)))).values.allSatisfy { $0 == 0.5 })
    for (place, value) in [(1.0, Float(0.75)), (-1, 0.25)] {
      let map = calibration.map(Self.constant(pixel.threshold + place * pixel.unit))
      #expect(map.values.allSatisfy { abs($0 - value) < 1e-5 })
    }
  }

  @Test func orderIsKeptFarBeyondTheThreshold() throws {
    let calibration = try Calibration(Self.good(Self.maps(8)), configuration: Self.configuration())
    let raw = (0..<Self.side * Self.side).map {
      Float(calibration.pixel.threshold + calibration.pixel.unit * 0.5 * Double($0 - 100))
    }
    let mapped = calibration.map(Plane(width: Self.side, height: Self.side, values: raw)).values
    #expect(zip(mapped, mapped.dropFirst()).allSatisfy { $0 < $1 })
    #expect(mapped.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func theScoreIsTheMeanOfTheHighestShare() {
    var map = Self.constant(-50)
    for (x, value) in [-2.0, -1, 1, 6].enumerated() { map[7, x] = Float(value) }
    #expect(Calibration.score(map, share: 4 / Double(Self.side * Self.side)) == 1)
  }

  @Test func theHighestShareIsThatOfSortedValues() throws {
    for maps in Self.maps(12) {
      let values = maps.distance.values
      let top = values.sorted(by: >).prefix(Int(Double(values.count) * 0.03))
      let mean = top.reduce(0.0) { $0 + Double($1) } / Double(top.count)
      #expect(Calibration.score(maps.distance, share: 0.03) == mean)
    }
  }

  /// An image is judged by the head as much as by the memories; its map is drawn by the head above all.
  @Test func theHeadSaysMoreOfPixelsThanOfImages() throws {
    var configuration = Self.configuration()
    (configuration.contextWeight, configuration.headWeight, configuration.scoreHeadWeight) = (0, 4, 0)
    let maps = Self.maps(20)
    let calibration = try Calibration(Self.good(maps), configuration: configuration)
    var outlined = maps[3]
    outlined.logits = Self.constant(40)
    #expect(calibration.judged(outlined, configuration).score == calibration.judged(maps[3], configuration).score)
    let shown = calibration.map(calibration.combined(outlined, configuration))
    #expect(shown.values.allSatisfy { $0 > 0.5 })
  }

  @Test func mapsThatAreNoNumbersAreRefused() {
    for value in [Float.nan, .infinity] {
      var (distances, logits) = (Self.maps(2), Self.maps(2))
      distances[1].distance[5, 7] = value
      logits[0].logits![5, 7] = value
      for broken in [distances, logits] {
        #expect(throws: MetricsError.self) {
          try Calibration(Self.good(broken), configuration: Self.configuration())
        }
      }
    }
  }

  /// Alarms beside the product are damped, not cut off, and what lies below the mean is left alone.
  @Test func alarmsBesideTheProductWeighLess() throws {
    var configuration = Self.configuration()
    configuration.contextWeight = 0
    let calibration = try Calibration(Self.good(Self.maps(8)), configuration: configuration)
    var weight = Self.constant(1)
    for y in 0..<Self.side { for x in 0..<Self.side / 2 { weight[y, x] = 0.4 } }
    var maps = Self.maps(1)[0]
    let whole = calibration.combined(maps, configuration)
    maps.product = weight
    let damped = calibration.combined(maps, configuration)
    for y in 0..<Self.side {
      for x in 0..<Self.side {
        let expected = whole[y, x] * (x < Self.side / 2 && whole[y, x] > 0 ? 0.4 : 1)
        #expect(abs(damped[y, x] - expected) < 1e-5)
      }
    }
  }

  /// A part in the wrong place: the map hardly shows it, deep levels do.
  @Test func deepLevelsSpeakForTheImageAlone() throws {
    var configuration = Self.configuration()
    configuration.contextWeight = 0
    let maps = Self.maps(40).enumerated().map { index, maps in
      var stream = RandomStream(seed: 9, key: "deep/\(index)")
      var maps = maps
      maps.deep = Plane(
        width: Self.side, height: Self.side,
        values: (0..<Self.side * Self.side).map { _ in Float(stream.normal(mean: 0, deviation: 1)) })
      return maps
    }
    let calibration = try Calibration(Self.good(maps), configuration: configuration)
    var wrong = maps[3]
    wrong.deep = Self.constant(40)
    #expect(calibration.combined(wrong, configuration) == calibration.combined(maps[3], configuration))
    #expect(calibration.judged(maps[3], configuration).score < 0.5)
    #expect(calibration.judged(wrong, configuration).score > 0.5)
  }

  /// Another day's scores are higher; five times as many of them may be flagged, and they only ever raise the threshold.
  @Test func anotherDayRaisesTheThresholdWhereItHasTo() throws {
    var configuration = Self.configuration()
    configuration.imageFalsePositiveRate = 0.04
    let maps = Self.maps(50)
    func varied(by shift: Float) -> [Calibration.GoodMaps] {
      maps.enumerated().map { index, maps in
        var maps = maps
        for i in maps.distance.values.indices { maps.distance.values[i] += shift }
        return .init(image: "image \(index)", showing: 1, maps: maps)
      }
    }
    func flagged(_ good: [Calibration.GoodMaps], _ calibration: Calibration) -> Int {
      good.count { calibration.judged($0.maps, configuration).score >= 0.5 }
    }
    let raised = try Calibration(Self.good(maps) + varied(by: 0.1), configuration: configuration)
    #expect(flagged(varied(by: 0.1), raised) == 10 && flagged(Self.good(maps), raised) == 0)
    let left = try Calibration(Self.good(maps) + varied(by: -0.1), configuration: configuration)
    #expect(flagged(Self.good(maps), left) == 2)
  }
}
