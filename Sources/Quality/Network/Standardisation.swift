/// Mean and deviation of each number of the evidence over the training samples.
struct Standardisation: Sendable, Codable {
  let mean: [Double]
  let deviation: [Double]
  /// Farther out everything is the same, deviations.
  private static let limit = 5.0

  init(_ rows: [[Double]]) {
    let count = Double(rows.count)
    let mean = rows[0].indices.map { i in rows.reduce(0) { $0 + $1[i] } / count }
    deviation = rows[0].indices.map { i in
      max(1e-3, (rows.reduce(0) { $0 + ($1[i] - mean[i]) * ($1[i] - mean[i]) } / count).squareRoot())
    }
    self.mean = mean
  }

  func callAsFunction(_ row: [Double]) -> [Double] {
    row.indices.map { max(-Self.limit, min(Self.limit, (row[$0] - mean[$0]) / deviation[$0])) }
  }
}
