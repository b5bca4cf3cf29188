import Foundation

/// A smoothing filter that does not reach over the edges of a photograph.
///
/// Source: Gastal, Oliveira, "Domain transform for edge-aware image and video processing", ACM
/// Transactions on Graphics 30(4), 2011, the recursive filter, two rounds.
struct EdgeAwareFilter {
  private let width: Int
  private let height: Int
  /// For each round, what a pixel takes of its left and of its upper neighbour.
  private let rounds: [(left: [Float], upper: [Float])]

  private static let colourDeviation: Float = 0.25

  /// - Parameters:
  ///   - features: whose colours make the edges.
  ///   - deviation: of the smoothing where there are none, px.
  init(_ features: PixelFeatures, deviation: Float) {
    (width, height) = (features.width, features.height)
    let slope = deviation / Self.colourDeviation
    let (width, values) = (width, features.values)
    func step(_ i: Int, _ j: Int) -> Float {
      var apart = values[i] - values[j]
      apart.w = 0
      return 1 + slope * apart.squared.squareRoot()
    }
    let across = values.indices.map { $0 % width == 0 ? 0 : step($0, $0 - 1) }
    let down = values.indices.map { $0 < width ? 0 : step($0, $0 - width) }
    rounds = [1, 0].map { k in
      let sigma = deviation * Float(3).squareRoot() * Float(1 << k) / Float(15).squareRoot()
      let rate = -Float(2).squareRoot() / sigma
      return (across.map { expf(rate * $0) }, down.map { expf(rate * $0) })
    }
  }

  /// The values smoothed.
  func callAsFunction(_ values: [Float]) -> [Float] {
    var result = values
    result.withUnsafeMutableBufferPointer { q in
      for round in rounds {
        round.left.withUnsafeBufferPointer { smoothRows(q.baseAddress!, $0.baseAddress!) }
        round.upper.withUnsafeBufferPointer { smoothColumns(q.baseAddress!, $0.baseAddress!) }
      }
    }
    return result
  }

  private func smoothRows(_ q: UnsafeMutablePointer<Float>, _ weight: UnsafePointer<Float>) {
    for y in 0..<height {
      let (q, weight) = (q + y * width, weight + y * width)
      for x in stride(from: 1, to: width, by: 1) { q[x] += weight[x] * (q[x - 1] - q[x]) }
      for x in stride(from: width - 2, through: 0, by: -1) { q[x] += weight[x + 1] * (q[x + 1] - q[x]) }
    }
  }

  private func smoothColumns(_ q: UnsafeMutablePointer<Float>, _ weight: UnsafePointer<Float>) {
    for i in stride(from: width, to: width * height, by: 1) { q[i] += weight[i] * (q[i - width] - q[i]) }
    for i in stride(from: width * (height - 1) - 1, through: 0, by: -1) {
      q[i] += weight[i + width] * (q[i + width] - q[i])
    }
  }
}
