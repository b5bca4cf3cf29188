import Foundation
import Imaging
import Metrics

/// How raw maps of distances and logits become one map and one score that a person can read: 0.5 is the threshold.
///
/// All numbers come from good images of the training data; no test image has any influence.
package struct Calibration: Codable, Sendable, Equatable {
  /// A mean and a standard deviation.
  package struct Moments: Codable, Sendable, Equatable {
    var mean: Double
    var deviation: Double

    /// Over all values of all planes.
    init(_ planes: [Plane]) {
      let count = Double(planes.reduce(0) { $0 + $1.values.count })
      let sum = planes.reduce(0.0) { $0 + $1.values.reduce(0.0) { $0 + Double($1) } }
      let average = sum / count
      let squares = planes.reduce(0.0) { total, plane in
        total + plane.values.reduce(0.0) { $0 + (Double($1) - average) * (Double($1) - average) }
      }
      (mean, deviation) = (average, max((squares / count).squareRoot(), 1e-6))
    }

    /// The median of values and half of what two thirds of them spread over: a few far ones do not count.
    init(spreadOf values: [Double]) {
      let sorted = values.sorted()
      func quantile(_ share: Double) -> Double { sorted[Int((Double(sorted.count - 1) * share).rounded())] }
      (mean, deviation) = (quantile(0.5), max((quantile(0.84) - quantile(0.16)) / 2, 1e-6))
    }
  }

  /// Of the memories' smoothed maps.
  let distance: Moments
  /// Of the head's smoothed logit maps; `nil` without a head.
  let head: Moments?
  /// Of what good images score by their maps, and by the deep levels alone; `nil` where these have no say.
  let deep: DeepScores?
  /// For the scores of images.
  package let image: Scale
  /// For the values of pixels.
  package let pixel: Scale
  /// Raw scores of the good images as they are, in rising order.
  let goodScores: [Double]

  /// How raw values become such that 0.5 is the threshold.
  package struct Scale: Codable, Sendable, Equatable {
    /// Raw value from which an image, or a pixel, counts as anomalous.
    package let threshold: Double
    /// Raw units that lead half-way from the threshold to 1.
    package let unit: Double

    /// - Parameter scores: of good images that the model was not fitted on.
    init(threshold: Double, scores: [Double]) {
      self.threshold = threshold
      unit = max(threshold - scores.sorted()[scores.count / 2], 1e-3)
    }

    /// 0…1.
    package func callAsFunction(_ raw: Double) -> Double {
      let t = (raw - threshold) / unit
      return 0.5 + 0.5 * t / (1 + abs(t))
    }
  }

  /// What good images score by the whole map and by the deep levels: median and spread of each.
  struct DeepScores: Codable, Sendable, Equatable {
    let map: Moments
    let deep: Moments

    /// The share of what deep levels say of an image, in spreads of good ones.
    static let weight = 0.2

    init(map: [Double], deep: [Double]) { (self.map, self.deep) = (Moments(spreadOf: map), Moments(spreadOf: deep)) }

    /// The map's score with the deep levels' say.
    func joined(map score: Double, deep other: Double) -> Double {
      score + Self.weight * map.deviation * (other - deep.mean) / deep.deviation
    }
  }

  /// The maps of a good image, or of a tile of one.
  package struct GoodMaps: Sendable {
    /// Of several tiles of one image the worst counts, as in prediction.
    package let image: String
    /// 0 as it is, others as another day would show it.
    package let showing: Int
    /// What the networks say.
    package let maps: RawMaps

    package init(image: String, showing: Int = 0, maps: RawMaps) {
      (self.image, self.showing, self.maps) = (image, showing, maps)
    }
  }

  /// How many times as many good images may be flagged on another day as on the first one.
  private static let variedAllowance = 5.0

  /// From the maps of good validation images.
  /// - Parameters:
  ///   - fitted: maps of good images that were learned from, in the memories' eyes without themselves. They help with the
  ///     threshold where there are few validation images.
  /// - Throws: `MetricsError` for values that are no numbers, and where no image is shown as it is.
  package init(
    _ validation: [GoodMaps], fitted: some Sequence<GoodMaps> = EmptyCollection(), configuration: DetectorConfiguration
  ) throws {
    distance = Moments(validation.map(\.maps.distance))
    let logits = validation.compactMap(\.maps.logits)
    head = logits.isEmpty ? nil : Moments(logits)
    for (name, moments) in [("distance", distance), ("logit", head ?? distance)]
    where !moments.mean.isFinite || !moments.deviation.isFinite {
      throw MetricsError.notFinite(place: "A \(name) of the good images")
    }
    let combination = Combination(distance: distance, head: head, configuration: configuration)
    let (held, learned) = (Scores.worst(ofEach: validation, combination), Scores.worst(ofEach: fitted, combination))
    let deepScores = (held + learned).compactMap(\.deep)
    let deep = deepScores.isEmpty ? nil : DeepScores(map: (held + learned).map(\.evidence), deep: deepScores)
    func scale(_ value: (Scores) -> Double) throws -> Scale {
      let (usual, varied) = (held.filter { !$0.isVaried }.map(value), held.filter(\.isVaried).map(value))
      let rate = configuration.imageFalsePositiveRate
      let fitted = learned.filter { !$0.isVaried }.map(value)
      var threshold = try Self.threshold(rate, usual, fitted)
      if !varied.isEmpty {
        threshold = max(threshold, try Self.threshold(min(0.5, Self.variedAllowance * rate), varied, []))
      }
      return Scale(threshold: threshold, scores: usual)
    }
    self.deep = deep
    image = try scale { $0.joined(deep) }
    pixel = try scale(\.map)
    goodScores = (held + learned).filter { !$0.isVaried }.map { $0.joined(deep) }.sorted()
  }

  /// What some odd ones among the good score says nothing of the others.
  private static func threshold(_ rate: Double, _ scores: [Double], _ fitted: [Double]) throws -> Double {
    let threshold = try Threshold.at(falsePositiveRate: rate, normalScores: scores, fittedScores: fitted)
    guard rate < 0.1 else { return threshold }
    return min(
      threshold, try Threshold.ofUsualTail(falsePositiveRate: rate, normalScores: scores, fittedScores: fitted))
  }

  /// What an image scores.
  private struct Scores {
    var isVaried = false
    /// By the map that is shown.
    var map: Double
    /// By the map that images are judged by.
    var evidence: Double
    /// By the deep levels.
    var deep: Double?

    init(_ maps: RawMaps, _ combination: Combination) {
      func score(_ plane: Plane) -> Double { Calibration.score(plane, share: combination.configuration.scoreShare) }
      map = score(combination.map(maps))
      evidence = score(combination.evidence(maps))
      deep = maps.deep.map { score(Combination.damped($0, by: maps.product)) }
    }

    /// The scores of images, of several tiles of one the worst, in the order of their names.
    static func worst(ofEach all: some Sequence<GoodMaps>, _ combination: Combination) -> [Scores] {
      let scores = all.map { good in
        var scores = Scores(good.maps, combination)
        scores.isVaried = good.showing > 0
        return ("\(good.image) \(good.showing)", scores)
      }
      return Dictionary(scores) { a, b in
        var worse = a
        (worse.map, worse.evidence) = (max(a.map, b.map), max(a.evidence, b.evidence))
        worse.deep = a.deep.flatMap { deep in b.deep.map { max(deep, $0) } }
        return worse
      }.sorted { $0.key < $1.key }.map(\.value)
    }

    func joined(_ moments: DeepScores?) -> Double {
      guard let moments, let deep else { return evidence }
      return moments.joined(map: evidence, deep: deep)
    }
  }

  /// The map of an image before it is brought to 0…1.
  package func combined(_ maps: RawMaps, _ configuration: DetectorConfiguration) -> Plane {
    Combination(distance: distance, head: head, configuration: configuration).map(maps)
  }

  /// The calibrated score of an image, 0…1, and how many of a hundred good images score lower.
  package func judged(_ maps: RawMaps, _ configuration: DetectorConfiguration) -> (score: Double, percentile: Double) {
    let combination = Combination(distance: distance, head: head, configuration: configuration)
    let raw = Scores(maps, combination).joined(deep)
    let below = goodScores.firstIndex { $0 >= raw } ?? goodScores.count
    return (image(raw), 100 * Double(below) / Double(goodScores.count))
  }

  /// The calibrated map, 0…1: strictly increasing in the raw one, 0.5 at the threshold. Unlike a logistic curve it keeps
  /// far-off values apart.
  package func map(_ raw: Plane) -> Plane {
    let (threshold, gain) = (Float(pixel.threshold), Float(1 / pixel.unit))
    return Plane(
      width: raw.width, height: raw.height,
      values: raw.values.map {
        let t = ($0 - threshold) * gain
        return 0.5 + 0.5 * t / (1 + abs(t))
      })
  }

  /// The mean of the highest `share` of the values, at least one.
  package static func score(_ raw: Plane, share: Double) -> Double {
    let count = max(1, Int(Double(raw.values.count) * share))
    return highest(count, of: raw.values).reduce(0.0) { $0 + Double($1) } / Double(count)
  }
}

/// The `count` greatest values in falling order: only those in the histogram's upper bins are sorted.
private func highest(_ count: Int, of values: [Float]) -> ArraySlice<Float> {
  let isNumber = values.reduce(0, +).isFinite
  guard isNumber, let least = values.min(), let greatest = values.max(), least < greatest else {
    return values.sorted(by: >).prefix(count)
  }
  let bins = 1024
  let gain = Float(bins - 1) / (greatest - least)
  var histogram = [Int](repeating: 0, count: bins)
  for value in values { histogram[Int((value - least) * gain)] += 1 }
  var (bin, above) = (bins, 0)
  while above < count, bin > 0 {
    bin -= 1
    above += histogram[bin]
  }
  return values.filter { Int(($0 - least) * gain) >= bin }.sorted(by: >).prefix(count)
}
