/// The kinds of pixels that a set of photographs consists of: centres of clusters in a space in
/// which differences that the photographs' borders are full of count less.
struct FeatureCode: Codable, Sendable, Equatable {
  /// Lower triangle, by rows, of what the colours are multiplied by.
  private let whitening: [Float]
  /// The clusters' centres.
  let centres: [SIMD4<Float>]

  /// A deviation of border colours below which nothing is taken back.
  private static let tolerance: Float = 0.03
  /// A cluster's radius at which no more are made: at least this, and a share of all pixels'
  /// deviation.
  private static let (leastRadius, radiusShare): (Float, Float) = (0.012, 0.07)
  private static let (mostClusters, mostSamples) = (40, 12_000)

  /// Whether the parts are those of a code, as they may have been read from a damaged file.
  var isWhole: Bool { whitening.count == 6 && (1...Self.mostClusters).contains(centres.count) }

  /// Learns from the photographs' features, which are whitened in place.
  init(_ photographs: inout [PixelFeatures]) {
    whitening = Self.whitening(photographs)
    for i in photographs.indices { photographs[i] = Self.applied(whitening, to: photographs[i]) }
    let total = photographs.reduce(0) { $0 + $1.values.count }
    let step = max(1, total / Self.mostSamples)
    let samples = photographs.flatMap { photograph in
      stride(from: 0, to: photograph.values.count, by: step).map { photograph.values[$0] }
    }
    centres = Self.clusters(samples)
  }

  /// The features as the code sees them.
  func whitened(_ features: PixelFeatures) -> PixelFeatures { Self.applied(whitening, to: features) }

  /// The nearest centre of each pixel of whitened features.
  func kinds(_ features: PixelFeatures) -> [UInt8] {
    features.values.map { UInt8(Self.nearest($0, centres).index) }
  }

  /// The squared distance of two centres.
  func squaredDistance(_ a: Int, _ b: Int) -> Float { (centres[a] - centres[b]).squared }

  private static func nearest(
    _ value: SIMD4<Float>, _ centres: [SIMD4<Float>]
  ) -> (index: Int, distance: Float) {
    centres.withUnsafeBufferPointer { centres in
      var (index, least) = (0, Float.infinity)
      for k in centres.indices {
        let distance = (value - centres[k]).squared
        if distance < least { (index, least) = (k, distance) }
      }
      return (index, least)
    }
  }

  /// √ε L⁻¹ for the Cholesky factor L of the border colours' second moments plus ε: distances
  /// become Mahalanobis', and stay what they are where borders are of one colour.
  private static func whitening(_ photographs: [PixelFeatures]) -> [Float] {
    var m = [Float](repeating: 0, count: 6)
    var count: Float = 0
    for photograph in photographs {
      for i in PixelFeatures.frame(photograph.width, photograph.height) {
        let v = photograph.values[i]
        m[0] += v.x * v.x
        m[1] += v.x * v.y
        m[2] += v.y * v.y
        m[3] += v.x * v.z
        m[4] += v.y * v.z
        m[5] += v.z * v.z
        count += 1
      }
    }
    for k in m.indices { m[k] /= count }
    for k in [0, 2, 5] { m[k] += tolerance * tolerance }
    let l0 = m[0].squareRoot()
    let (l1, l3) = (m[1] / l0, m[3] / l0)
    let l2 = (m[2] - l1 * l1).squareRoot()
    let l4 = (m[4] - l3 * l1) / l2
    let l5 = (m[5] - l3 * l3 - l4 * l4).squareRoot()
    let inverse = [1 / l0, -l1 / (l0 * l2), 1 / l2, (l1 * l4 / l2 - l3) / (l0 * l5), -l4 / (l2 * l5), 1 / l5]
    return inverse.map { tolerance * $0 }
  }

  private static func applied(_ w: [Float], to features: PixelFeatures) -> PixelFeatures {
    var result = features
    for i in result.values.indices {
      let v = result.values[i]
      result.values[i] = SIMD4(
        w[0] * v.x, w[1] * v.x + w[2] * v.y, w[3] * v.x + w[4] * v.y + w[5] * v.z, v.w)
    }
    return result
  }

  /// Clusters are added one at a time, in proportion to squared distances, until they are small
  /// enough. The places of k-means++ are taken from a golden-ratio sequence in place of random
  /// numbers.
  private static func clusters(_ samples: [SIMD4<Float>]) -> [SIMD4<Float>] {
    let mean = samples.reduce(SIMD4(), +) / Float(samples.count)
    let deviation = (samples.reduce(0) { $0 + ($1 - mean).squared } / Float(samples.count)).squareRoot()
    let radius = max(leastRadius, radiusShare * deviation)
    var centres = [mean]
    var place = 0.5
    while centres.count < mostClusters {
      let distances = samples.map { nearest($0, centres).distance }
      let total = distances.reduce(0.0) { $0 + Double($1) }
      if total <= Double(radius * radius) * Double(samples.count) { break }
      place = (place + 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
      var left = place * total
      let chosen =
        distances.firstIndex {
          left -= Double($0); return left <= 0
        } ?? samples.count - 1
      centres.append(samples[chosen])
      centres = refined(centres, samples)
    }
    for _ in 0..<5 { centres = refined(centres, samples) }
    return centres
  }

  /// Each centre moved to the mean of the samples that are nearest to it.
  private static func refined(_ centres: [SIMD4<Float>], _ samples: [SIMD4<Float>]) -> [SIMD4<Float>] {
    var sums = [SIMD4<Float>](repeating: SIMD4(), count: centres.count)
    var counts = [Float](repeating: 0, count: centres.count)
    for sample in samples {
      let k = nearest(sample, centres).index
      sums[k] += sample
      counts[k] += 1
    }
    return centres.indices.map { counts[$0] > 0 ? sums[$0] / counts[$0] : centres[$0] }
  }
}

extension SIMD4<Float> {
  /// The sum of the squares.
  var squared: Float { (self * self).sum() }
}
