import Foundation
import Imaging
import Metrics

/// How raw maps of distances and logits become one map and one score that a person can read: 0.5 is the threshold.
///
/// All numbers come from good images held out of the training data; no test image has any influence.
struct Calibration: Codable, Sendable, Equatable {
  /// A mean and a standard deviation.
  struct Moments: Codable, Sendable, Equatable {
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
  /// Raw score from which an image counts as anomalous.
  let imageThreshold: Double
  /// Raw map value from which a pixel counts as defective.
  let pixelThreshold: Double
  /// Raw units that lead half-way from the threshold to 1.
  let imageScale: Double
  /// The same for pixels.
  let pixelScale: Double

  /// From the maps of good validation images.
  /// - Throws: `MetricsError` for values that are no numbers.
  init(_ maps: [RawMaps], configuration: DetectorConfiguration) throws {
    let distance = Moments(maps.map(\.distance))
    let logits = maps.compactMap(\.logits)
    let head = logits.isEmpty ? nil : Moments(logits)
    let combined = maps.map { Self.combined($0, distance, head, weight: configuration.headWeight) }
    let scores = combined.map { Self.score($0, share: configuration.scoreShare) }
    let pixels = combined.flatMap { $0.values.map(Double.init) }
    (self.distance, self.head) = (distance, head)
    imageThreshold = try Threshold.at(
      falsePositiveRate: configuration.imageFalsePositiveRate, normalScores: scores)
    pixelThreshold = try Threshold.at(
      falsePositiveRate: configuration.pixelFalsePositiveRate, normalScores: pixels)
    let middle = scores.sorted()[scores.count / 2]
    imageScale = max(imageThreshold - middle, 1e-3)
    pixelScale = max(pixelThreshold, 1e-3)
  }

  /// The raw map: standardised distance plus weighted standardised logit.
  func combined(_ maps: RawMaps, weight: Double) -> Plane {
    Self.combined(maps, distance, head, weight: weight)
  }

  /// The calibrated score of a raw map, 0…1.
  func score(_ raw: Plane, share: Double) -> Double {
    Self.squashed((Self.score(raw, share: share) - imageThreshold) / imageScale)
  }

  /// The calibrated map, 0…1.
  func map(_ raw: Plane) -> Plane {
    let (threshold, scale) = (Float(pixelThreshold), Float(1 / pixelScale))
    return Plane(
      width: raw.width, height: raw.height,
      values: raw.values.map {
        let t = ($0 - threshold) * scale
        return 0.5 + 0.5 * t / (1 + abs(t))
      })
  }

  /// Strictly increasing from 0 over 0.5 at 0 to 1; unlike a logistic curve it keeps far-off scores apart.
  private static func squashed(_ t: Double) -> Double { 0.5 + 0.5 * t / (1 + abs(t)) }

  private static func combined(_ maps: RawMaps, _ distance: Moments, _ head: Moments?, weight: Double) -> Plane {
    var raw = maps.distance
    let (mean, gain) = (Float(distance.mean), Float(1 / distance.deviation))
    guard let head, let logits = maps.logits else {
      for i in raw.values.indices { raw.values[i] = (raw.values[i] - mean) * gain }
      return raw
    }
    let (headMean, headGain) = (Float(head.mean), Float(weight / head.deviation))
    raw.values.withUnsafeMutableBufferPointer { raw in
      logits.values.withUnsafeBufferPointer { logits in
        for i in raw.indices { raw[i] = (raw[i] - mean) * gain + (logits[i] - headMean) * headGain }
      }
    }
    return raw
  }

  /// The mean of the highest `share` of the pixels, at least one.
  private static func score(_ raw: Plane, share: Double) -> Double {
    let count = max(1, Int(Double(raw.values.count) * share))
    guard count > 1 else { return Double(raw.values.max() ?? 0) }
    let top = raw.values.sorted(by: >).prefix(count)
    return top.reduce(0.0) { $0 + Double($1) } / Double(count)
  }
}

/// Smoothed maps of one image before calibration.
struct RawMaps: Sendable {
  /// Distance to the memory.
  var distance: Plane
  /// The head's logits.
  var logits: Plane?
}
