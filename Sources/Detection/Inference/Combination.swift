import Imaging

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

/// How the maps of an image become one: standardised distance plus weighted standardised logit, damped beside the
/// product, plus the same seen from further off.
struct Combination {
  let distance: Calibration.Moments
  let head: Calibration.Moments?
  let configuration: DetectorConfiguration

  /// What is shown: the head draws the outline.
  func map(_ maps: RawMaps) -> Plane { combined(maps, headWeight: configuration.headWeight) }

  /// What an image is judged by: the head has less say than in the map, for a product may break in ways that no sample
  /// shows.
  func evidence(_ maps: RawMaps) -> Plane { combined(maps, headWeight: configuration.scoreHeadWeight) }

  /// What lies above the mean weighs less where there is no product.
  static func damped(_ raw: Plane, by product: Plane?) -> Plane {
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

  private func combined(_ maps: RawMaps, headWeight: Double) -> Plane {
    var raw = maps.distance
    raw.standardise(distance)
    if let head, var logits = maps.logits {
      logits.standardise(head)
      raw.add(logits, weight: Float(headWeight))
    }
    raw = Self.damped(raw, by: maps.product)
    guard configuration.contextWeight > 0 else { return raw }
    raw.add(context(raw), weight: Float(configuration.contextWeight))
    return raw
  }

  /// The map under a wide Gaussian, computed at a quarter of the resolution: it holds no finer detail.
  private func context(_ raw: Plane) -> Plane {
    let side = (Double(raw.width) * Double(raw.height)).squareRoot()
    return raw.resized(width: max(1, raw.width / 4), height: max(1, raw.height / 4), filter: .area)
      .blurred(sigma: configuration.contextSmoothing * side / 256 / 4)
      .resized(width: raw.width, height: raw.height)
  }
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
