import Foundation

/// A symmetric matrix of doubles, small enough for direct methods.
struct SymmetricMatrix: Sendable, Equatable {
  /// Rows and columns.
  let size: Int
  /// `[size, size]`, row-major, both triangles.
  var values: [Double]

  init(size: Int, values: [Double]? = nil) {
    self.size = size
    self.values = values ?? [Double](repeating: 0, count: size * size)
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * size + column] }
    set { values[row * size + column] = newValue }
  }

  var trace: Double { (0..<size).reduce(0) { $0 + self[$1, $1] } }

  /// self · other · self, symmetric like its factors.
  func sandwiching(_ other: SymmetricMatrix) -> SymmetricMatrix {
    SymmetricMatrix(size: size, values: Self.product(Self.product(values, other.values, size), values, size))
  }

  /// The positive square root; eigenvalues below zero, from rounding, count as zero.
  func squareRoot() -> SymmetricMatrix {
    let (eigenvalues, vectors) = eigen()
    var scaled = vectors
    for row in 0..<size {
      for k in 0..<size { scaled[row * size + k] *= max(0, eigenvalues[k]).squareRoot() }
    }
    var transposed = vectors
    for row in 0..<size { for k in 0..<size { transposed[k * size + row] = vectors[row * size + k] } }
    return SymmetricMatrix(size: size, values: Self.product(scaled, transposed, size))
  }

  /// Eigenvalues, and eigenvectors as columns, by cyclic Jacobi rotations.
  ///
  /// Source: Golub and Van Loan, "Matrix Computations", 4th ed., section 8.5.
  func eigen() -> (values: [Double], vectors: [Double]) {
    var a = values
    var vectors = [Double](repeating: 0, count: size * size)
    for i in 0..<size { vectors[i * size + i] = 1 }
    let scale = a.reduce(0) { $0 + $1 * $1 }
    a.withUnsafeMutableBufferPointer { a in
      vectors.withUnsafeMutableBufferPointer { vectors in
        for _ in 0..<50 where Self.offDiagonal(a, size) > 1e-24 * scale {
          for p in 0..<size - 1 { for q in p + 1..<size { Self.rotate(a, vectors, size, p, q) } }
        }
      }
    }
    return ((0..<size).map { a[$0 * size + $0] }, vectors)
  }

  private static func offDiagonal(_ a: UnsafeMutableBufferPointer<Double>, _ n: Int) -> Double {
    var sum = 0.0
    for i in 0..<n { for j in 0..<n where i != j { sum += a[i * n + j] * a[i * n + j] } }
    return sum
  }

  /// Makes element (p, q) zero.
  private static func rotate(
    _ a: UnsafeMutableBufferPointer<Double>, _ vectors: UnsafeMutableBufferPointer<Double>, _ n: Int, _ p: Int, _ q: Int
  ) {
    let target = a[p * n + q]
    if target == 0 { return }
    let ratio = (a[q * n + q] - a[p * n + p]) / (2 * target)
    let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine
    for k in 0..<n {
      let (x, y) = (a[k * n + p], a[k * n + q])
      (a[k * n + p], a[k * n + q]) = (cosine * x - sine * y, sine * x + cosine * y)
      let (u, v) = (vectors[k * n + p], vectors[k * n + q])
      (vectors[k * n + p], vectors[k * n + q]) = (cosine * u - sine * v, sine * u + cosine * v)
    }
    for k in 0..<n {
      let (x, y) = (a[p * n + k], a[q * n + k])
      (a[p * n + k], a[q * n + k]) = (cosine * x - sine * y, sine * x + cosine * y)
    }
  }

  private static func product(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
    var result = [Double](repeating: 0, count: n * n)
    result.withUnsafeMutableBufferPointer { result in
      for i in 0..<n {
        for k in 0..<n {
          let factor = a[i * n + k]
          for j in 0..<n { result[i * n + j] += factor * b[k * n + j] }
        }
      }
    }
    return result
  }
}
