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
    func callAsFunction(_ raw: Double) -> Double {
      let t = (raw - threshold) / unit
      return 0.5 + 0.5 * t / (1 + abs(t))
    }
  }

  /// What good images score by the whole map and by the deep levels: median and spread of each.
  struct DeepScores: Codable, Sendable, Equatable {
    let map: Moments
    let deep: Moments

    /// The share of what deep levels say of an image, in spreads of good ones.
    static let weight = 0.3

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
    /// Whether it is shown as another day would show it.
    package let isVaried: Bool
    /// What the networks say.
    package let maps: RawMaps

    package init(image: String, isVaried: Bool = false, maps: RawMaps) {
      (self.image, self.isVaried, self.maps) = (image, isVaried, maps)
    }
  }

  /// How many times as many good images may be flagged on another day as on the first one.
  private static let variedAllowance = 5.0

  /// From the maps of good validation images.
  /// - Parameters:
  ///   - fitted: maps of good images that were learned from, in the memory's eyes without themselves. They help with the
  ///     threshold where there are few validation images.
  /// - Throws: `MetricsError` for values that are no numbers.
  package init(
    _ validation: [GoodMaps], fitted: some Sequence<GoodMaps> = EmptyCollection(), configuration: DetectorConfiguration
  ) throws {
    let distance = Moments(validation.map(\.maps.distance))
    let logits = validation.compactMap(\.maps.logits)
    let head = logits.isEmpty ? nil : Moments(logits)
    for (name, moments) in [("distance", distance), ("logit", head ?? distance)]
    where !moments.mean.isFinite || !moments.deviation.isFinite {
      throw MetricsError.notFinite(place: "A \(name) of the good images")
    }
    func judged(_ good: GoodMaps) -> Scores {
      let combined = Self.combined(good.maps, distance, head, configuration)
      return Scores(
        isVaried: good.isVaried, map: Self.score(combined, share: configuration.scoreShare),
        deep: good.maps.deep.map {
          Self.score(Self.damped($0, by: good.maps.product), share: configuration.scoreShare)
        })
    }
    func worstOfEach(_ all: some Sequence<GoodMaps>) -> [Scores] {
      let scores = all.map { ("\($0.image) \($0.isVaried)", judged($0)) }
      return Dictionary(scores, uniquingKeysWith: Scores.worse).sorted { $0.key < $1.key }.map(\.value)
    }
    let (held, learned) = (worstOfEach(validation), worstOfEach(fitted))
    let deepScores = (held + learned).compactMap(\.deep)
    let deep = deepScores.isEmpty ? nil : DeepScores(map: (held + learned).map(\.map), deep: deepScores)
    func scale(_ value: (Scores) -> Double) throws -> Scale {
      func threshold(_ rate: Double, isVaried: Bool) throws -> Double? {
        let scores = held.filter { $0.isVaried == isVaried }.map(value)
        guard !scores.isEmpty else { return nil }
        return try Threshold.at(
          falsePositiveRate: rate, normalScores: scores,
          fittedScores: learned.filter { $0.isVaried == isVaried }.map(value))
      }
      let rate = configuration.imageFalsePositiveRate
      let usual = try threshold(rate, isVaried: false)
      let varied = try threshold(min(0.5, Self.variedAllowance * rate), isVaried: true)
      guard let greatest = [usual, varied].compactMap({ $0 }).max() else {
        throw MetricsError.noScores(what: "scores of good images")
      }
      return Scale(threshold: greatest, scores: held.filter { !$0.isVaried }.map(value))
    }
    (self.distance, self.head, self.deep) = (distance, head, deep)
    image = try scale { $0.joined(deep) }
    pixel = try scale(\.map)
  }

  /// What an image scores by its map and by the deep levels.
  private struct Scores {
    var isVaried = false
    var map: Double
    var deep: Double?

    /// Of two tiles of one image the worse.
    static func worse(_ a: Scores, _ b: Scores) -> Scores {
      Scores(
        isVaried: a.isVaried, map: max(a.map, b.map), deep: a.deep.flatMap { deep in b.deep.map { max(deep, $0) } })
    }

    func joined(_ moments: DeepScores?) -> Double {
      guard let moments, let deep else { return map }
      return moments.joined(map: map, deep: deep)
    }
  }

  /// The raw map: standardised distance plus weighted standardised logit, plus the same seen from further off.
  package func combined(_ maps: RawMaps, _ configuration: DetectorConfiguration) -> Plane {
    Self.combined(maps, distance, head, configuration)
  }

  /// The calibrated score of an image, 0…1.
  /// - Parameter raw: what ``combined(_:_:)`` makes of the maps.
  package func score(_ maps: RawMaps, _ raw: Plane, share: Double) -> Double {
    let scores = Scores(
      map: Self.score(raw, share: share),
      deep: maps.deep.map { Self.score(Self.damped($0, by: maps.product), share: share) })
    return image(scores.joined(deep))
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

  /// What lies above the mean weighs less where there is no product.
  private static func damped(_ raw: Plane, by product: Plane?) -> Plane {
    guard let product else { return raw }
    let weight = product.resized(width: raw.width, height: raw.height)
    var damped = raw
    damped.values.withUnsafeMutableBufferPointer { values in
      weight.values.withUnsafeBufferPointer { weight in
        for i in values.indices where values[i] > 0 { values[i] *= weight[i] }
      }
    }
    return damped
  }

  private static func combined(
    _ maps: RawMaps, _ distance: Moments, _ head: Moments?, _ configuration: DetectorConfiguration
  ) -> Plane {
    var raw = maps.distance
    raw.standardise(distance)
    if let head, var logits = maps.logits {
      logits.standardise(head)
      raw.add(logits, weight: Float(configuration.headWeight))
    }
    raw = damped(raw, by: maps.product)
    guard configuration.contextWeight > 0 else { return raw }
    raw.add(context(raw, configuration), weight: Float(configuration.contextWeight))
    return raw
  }

  /// The map under a wide Gaussian, computed at a quarter of the resolution: it holds no finer detail.
  private static func context(_ raw: Plane, _ configuration: DetectorConfiguration) -> Plane {
    let side = (Double(raw.width) * Double(raw.height)).squareRoot()
    let sigma = configuration.contextSmoothing * side / 256 / 4
    return raw.resized(width: max(1, raw.width / 4), height: max(1, raw.height / 4), filter: .area).blurred(
      sigma: sigma
    )
    .resized(width: raw.width, height: raw.height)
  }

  /// The mean of the highest `share` of the values, at least one.
  private static func score(_ raw: Plane, share: Double) -> Double {
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

extension Plane {
  fileprivate mutating func standardise(_ moments: Calibration.Moments) {
    let (mean, gain) = (Float(moments.mean), Float(1 / moments.deviation))
    values.withUnsafeMutableBufferPointer { values in
      for i in values.indices { values[i] = (values[i] - mean) * gain }
    }
  }

  fileprivate mutating func add(_ other: Plane, weight: Float) {
    values.withUnsafeMutableBufferPointer { values in
      other.values.withUnsafeBufferPointer { other in
        for i in values.indices { values[i] += weight * other[i] }
      }
    }
  }
}

/// Smoothed maps of one image before calibration.
package struct RawMaps: Sendable {
  /// What the memories say together.
  package var distance: Plane
  /// What the memories of deep levels say.
  package var deep: Plane?
  /// The head's logits.
  package var logits: Plane?
  /// How much an alarm counts, 0…1, of any size; `nil` where all of the image is product.
  package var product: Plane?

  package init(distance: Plane, deep: Plane? = nil, logits: Plane?, product: Plane? = nil) {
    (self.distance, self.deep, self.logits, self.product) = (distance, deep, logits, product)
  }
}
