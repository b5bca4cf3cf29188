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
  }

  /// Of the memory's smoothed distance maps.
  let distance: Moments
  /// Of the head's smoothed logit maps; `nil` without a head.
  let head: Moments?
  /// Raw value from which an image, and each of its pixels, counts as anomalous.
  package let threshold: Double
  /// Raw units that lead half-way from the threshold to 1.
  package let scale: Double

  /// From the maps of good validation images.
  /// - Parameters:
  ///   - images: the image that each map is of. Of several tiles of one image the worst counts, as in prediction.
  ///   - fitted: maps of good images that were learned from, in the memory's eyes without themselves. They help with the
  ///     threshold where there are few validation images.
  /// - Throws: `MetricsError` for values that are no numbers.
  package init(
    _ maps: [RawMaps], of images: [String], fitted: some Sequence<(image: String, maps: RawMaps)> = EmptyCollection(),
    configuration: DetectorConfiguration
  ) throws {
    precondition(maps.count == images.count, "each map has an image")
    let distance = Moments(maps.map(\.distance))
    let logits = maps.compactMap(\.logits)
    let head = logits.isEmpty ? nil : Moments(logits)
    func judged(_ maps: RawMaps) -> Double {
      Self.score(Self.combined(maps, distance, head, configuration), share: configuration.scoreShare)
    }
    let scores = Dictionary(zip(images, maps.map(judged)), uniquingKeysWith: max).values.sorted()
    for (name, moments) in [("distance", distance), ("logit", head ?? distance)]
    where !moments.mean.isFinite || !moments.deviation.isFinite {
      throw MetricsError.notFinite(place: "A \(name) of the good images")
    }
    (self.distance, self.head) = (distance, head)
    threshold = try Threshold.at(
      falsePositiveRate: configuration.imageFalsePositiveRate, normalScores: scores,
      fittedScores: Dictionary(fitted.map { ($0.image, judged($0.maps)) }, uniquingKeysWith: max).values.map { $0 })
    scale = max(threshold - scores[scores.count / 2], 1e-3)
  }

  /// The raw map: standardised distance plus weighted standardised logit, plus the same seen from further off.
  package func combined(_ maps: RawMaps, _ configuration: DetectorConfiguration) -> Plane {
    Self.combined(maps, distance, head, configuration)
  }

  /// The calibrated score of a raw map, 0…1.
  package func score(_ raw: Plane, share: Double) -> Double {
    let t = (Self.score(raw, share: share) - threshold) / scale
    return 0.5 + 0.5 * t / (1 + abs(t))
  }

  /// The calibrated map, 0…1: strictly increasing in the raw one, 0.5 at the threshold. Unlike a logistic curve it keeps
  /// far-off values apart.
  package func map(_ raw: Plane) -> Plane {
    let (threshold, gain) = (Float(threshold), Float(1 / scale))
    return Plane(
      width: raw.width, height: raw.height,
      values: raw.values.map {
        let t = ($0 - threshold) * gain
        return 0.5 + 0.5 * t / (1 + abs(t))
      })
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
    guard configuration.contextWeight > 0 else { return raw }
    raw.add(context(raw, configuration), weight: Float(configuration.contextWeight))
    return raw
  }

  /// The map under a wide Gaussian, computed at a quarter of the resolution: it holds no finer detail.
  private static func context(_ raw: Plane, _ configuration: DetectorConfiguration) -> Plane {
    let side = (Double(raw.width) * Double(raw.height)).squareRoot()
    let sigma = configuration.contextSmoothing * side / 256 / 4
    return raw.resized(width: max(1, raw.width / 4), height: max(1, raw.height / 4), filter: .area).blurred(sigma: sigma)
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
  /// Distance to the memory.
  package var distance: Plane
  /// The head's logits.
  package var logits: Plane?

  package init(distance: Plane, logits: Plane?) { (self.distance, self.logits) = (distance, logits) }
}
