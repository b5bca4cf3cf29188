/// Numbers that the solvers here are generic over: `Float` where speed counts, `Double` where figures are measured.
public typealias GridScalar = BinaryFloatingPoint & SIMDScalar & Sendable

/// Memory that outlives a solver's loops, so that nothing is allocated inside them.
final class GridBuffer<Scalar: GridScalar> {
  let count: Int
  let base: UnsafeMutablePointer<Scalar>

  init(_ count: Int, filledWith value: Scalar = 0) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: value, count: count)
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  subscript(_ index: Int) -> Scalar {
    get { base[index] }
    set { base[index] = newValue }
  }

  /// The numbers as an array, and back; an array that is set has `count` numbers.
  var values: [Scalar] {
    get { Array(UnsafeBufferPointer(start: base, count: count)) }
    set {
      precondition(newValue.count == count, "expected \(count) numbers, got \(newValue.count)")
      newValue.withUnsafeBufferPointer { source in for i in 0..<count { base[i] = source[i] } }
    }
  }

  func fill(with value: Scalar) { for i in 0..<count { base[i] = value } }

  func copy(_ other: GridBuffer) { for i in 0..<count { base[i] = other.base[i] } }

  /// self += factor · other.
  func add(_ factor: Scalar, _ other: GridBuffer) {
    let theirs = other.base
    for i in 0..<count { base[i] += factor * theirs[i] }
  }

  /// self = other + factor · self.
  func scale(by factor: Scalar, adding other: GridBuffer) {
    let theirs = other.base
    for i in 0..<count { base[i] = theirs[i] + factor * base[i] }
  }

  /// The scalar product, always summed in the same order.
  func dot(_ other: GridBuffer) -> Scalar { Self.dot(base, other.base, count: count) }

  /// Eight running sums, then the rest.
  static func dot(_ a: UnsafeMutablePointer<Scalar>, _ b: UnsafeMutablePointer<Scalar>, count: Int) -> Scalar {
    let (mine, theirs) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
    let stride = MemoryLayout<Scalar>.stride
    var sums = SIMD8<Scalar>.zero
    let whole = count & ~7
    var i = 0
    while i < whole {
      sums +=
        mine.loadUnaligned(fromByteOffset: i * stride, as: SIMD8<Scalar>.self)
        * theirs.loadUnaligned(fromByteOffset: i * stride, as: SIMD8<Scalar>.self)
      i += 8
    }
    var total = sums.sum()
    while i < count {
      total += a[i] * b[i]
      i += 1
    }
    return total
  }

  /// The sum of all numbers, in the same order always.
  var sum: Scalar {
    let stride = MemoryLayout<Scalar>.stride
    var sums = SIMD8<Scalar>.zero
    let whole = count & ~7
    for i in Swift.stride(from: 0, to: whole, by: 8) {
      sums += UnsafeRawPointer(base).loadUnaligned(fromByteOffset: i * stride, as: SIMD8<Scalar>.self)
    }
    return (whole..<count).reduce(sums.sum()) { $0 + base[$1] }
  }
}
