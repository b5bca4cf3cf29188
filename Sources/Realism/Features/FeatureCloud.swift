import Foundation

/// Feature vectors of one length, a row a picture.
public struct FeatureCloud: Sendable, Equatable {
  /// Rows.
  public let count: Int
  /// Numbers a row.
  public let dimension: Int
  /// `[count, dimension]`, row-major.
  let values: [Double]

  /// A cloud of at least one vector; all of one length.
  public init(_ rows: [[Double]]) {
    precondition(!rows.isEmpty && rows.allSatisfy { $0.count == rows[0].count }, "vectors of one length")
    (count, dimension, values) = (rows.count, rows[0].count, rows.flatMap { $0 })
  }

  private init(count: Int, dimension: Int, values: [Double]) {
    (self.count, self.dimension, self.values) = (count, dimension, values)
  }

  /// The cloud in units of another: each number less the other's mean, over its standard deviation. Numbers that do not
  /// vary there are left out of the scaling.
  public func standardised(by reference: FeatureCloud) -> FeatureCloud {
    let mean = reference.mean(reference.ones)
    var deviation = [Double](repeating: 0, count: dimension)
    for row in 0..<reference.count {
      for k in 0..<dimension { deviation[k] += pow(reference.values[row * dimension + k] - mean[k], 2) }
    }
    deviation = deviation.map { ($0 / Double(max(1, reference.count - 1))).squareRoot() }
    let scaled = values.indices.map { index -> Double in
      let k = index % dimension
      return (values[index] - mean[k]) / (deviation[k] > 1e-9 ? deviation[k] : 1)
    }
    return FeatureCloud(count: count, dimension: dimension, values: scaled)
  }

  /// For each vector the nearest one of another cloud, and its Euclidean distance over √dimension.
  public func nearest(in other: FeatureCloud) -> [(index: Int, distance: Double)] {
    precondition(other.dimension == dimension, "clouds of one dimension")
    return (0..<count).map { row in nearest(row, in: other, except: nil) }
  }

  /// For each vector the nearest other one of this cloud, which has two at least, and its distance.
  public func nearestOthers() -> [(index: Int, distance: Double)] {
    precondition(count > 1, "two vectors at least")
    return (0..<count).map { row in nearest(row, in: self, except: row) }
  }

  private func nearest(_ row: Int, in other: FeatureCloud, except: Int?) -> (index: Int, distance: Double) {
    var best = (index: 0, distance: Double.infinity)
    for candidate in 0..<other.count where candidate != except {
      var sum = 0.0
      for k in 0..<dimension {
        let difference = values[row * dimension + k] - other.values[candidate * dimension + k]
        sum += difference * difference
      }
      if sum < best.distance { best = (candidate, sum) }
    }
    return (best.index, (best.distance / Double(dimension)).squareRoot())
  }

  /// Each row once.
  var ones: [Double] { [Double](repeating: 1, count: count) }

  /// - Parameter counts: how often each row is drawn.
  func mean(_ counts: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: dimension)
    for row in 0..<count where counts[row] > 0 {
      for k in 0..<dimension { sum[k] += counts[row] * values[row * dimension + k] }
    }
    let total = counts.reduce(0, +)
    return sum.map { $0 / total }
  }

  /// The covariance, shrunk towards a multiple of the identity so that it is well conditioned however few rows there
  /// are. Source: Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance matrices",
  /// J. Multivariate Analysis 88, 2004.
  func shrunkCovariance(_ counts: [Double], mean: [Double]) -> SymmetricMatrix {
    let (total, d) = (counts.reduce(0, +), dimension)
    var covariance = [Double](repeating: 0, count: d * d)
    var centred = [Double](repeating: 0, count: d)
    var fourth = 0.0
    covariance.withUnsafeMutableBufferPointer { covariance in
      for row in 0..<count where counts[row] > 0 {
        for k in 0..<d { centred[k] = values[row * d + k] - mean[k] }
        let norm = centred.reduce(0) { $0 + $1 * $1 }
        fourth += counts[row] * norm * norm
        for i in 0..<d {
          let factor = counts[row] / total * centred[i]
          for j in 0..<d { covariance[i * d + j] += factor * centred[j] }
        }
      }
    }
    var result = SymmetricMatrix(size: d, values: covariance)
    let size = Double(d)
    let level = result.trace / size
    let squares = covariance.reduce(0) { $0 + $1 * $1 }
    let dispersion = (squares - size * level * level) / size
    let error = min(dispersion, (fourth / total - squares) / (size * total))
    let share = dispersion > 0 ? max(0, error) / dispersion : 0
    for i in result.values.indices { result.values[i] *= 1 - share }
    for k in 0..<d { result[k, k] += share * level }
    return result
  }
}
