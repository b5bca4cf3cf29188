import Foundation

/// Sine or cosine transforms of all columns of a field `[length, batch]`, two columns as one complex signal.
///
/// - sine, DST-I: y_k = 2 Σ x_j sin(π (j + 1)(k + 1) / (n + 1)), by a Fourier transform of the odd extension of
///   2 (n + 1) samples;
/// - cosine, DCT-II: y_k = 2 Σ x_j cos(π k (2j + 1) / 2n), by one of n reordered samples (J. Makhoul, "A fast cosine
///   transform in one and two dimensions", IEEE TASSP 28, 1980).
struct ColumnTransform<Scalar: SpectralScalar>: Sendable {
  let border: BoxBorder
  let length: Int
  let batch: Int
  private let half: Int
  private let pairs: Int
  private let fourier: BatchedFourier<Scalar>
  /// cos and sin of πk / 2n.
  private let cosines: [Scalar]
  private let sines: [Scalar]

  /// Complex numbers that each of the three work buffers must hold.
  var workSize: Int { fourier.length * pairs }

  init(_ border: BoxBorder, length: Int, batch: Int) {
    (self.border, self.length, self.batch) = (border, length, batch)
    half = (batch + 1) / 2
    pairs = SplitComplex<Scalar>.padded(half)
    fourier = BatchedFourier(length: border == .zero ? 2 * (length + 1) : length)
    let angles = (0..<length).map { .pi * Double($0) / Double(2 * length) }
    cosines = angles.map { Scalar(cos($0)) }
    sines = angles.map { Scalar(sin($0)) }
  }

  /// Three buffers that transforms of one plan may share.
  struct Work {
    let source: SplitComplexBuffer<Scalar>
    let result: SplitComplexBuffer<Scalar>
    let scratch: SplitComplexBuffer<Scalar>

    init(size: Int) {
      (source, result, scratch) = (
        SplitComplexBuffer(count: size), SplitComplexBuffer(count: size), SplitComplexBuffer(count: size)
      )
    }
  }

  /// The coefficients of `field`, which may be the same memory.
  @inline(__always)
  func forward(
    _ field: UnsafePointer<Scalar>, into coefficients: UnsafeMutablePointer<Scalar>, _ work: Work
  ) {
    switch border {
    case .zero: sine(field, into: coefficients, scale: 1, work)
    case .insulated: cosine(field, into: coefficients, work)
    }
  }

  /// The field of `coefficients`, which may be the same memory: the exact inverse of `forward`.
  @inline(__always)
  func inverse(
    _ coefficients: UnsafePointer<Scalar>, into field: UnsafeMutablePointer<Scalar>, _ work: Work
  ) {
    switch border {
    case .zero: sine(coefficients, into: field, scale: 1 / Scalar(2 * (length + 1)), work)
    case .insulated: inverseCosine(coefficients, into: field, work)
    }
  }

  /// Row `from` of a field as complex row `to`: the left half of the columns is real, the right imaginary.
  @inline(__always)
  private func load(
    _ field: UnsafePointer<Scalar>, row from: Int, as to: Int, sign: Scalar = 1, _ z: SplitComplex<Scalar>
  ) {
    let (real, imaginary) = (z.real + to * pairs, z.imaginary + to * pairs)
    let row = field + from * batch
    for x in 0..<half { real[x] = sign * row[x] }
    for x in half..<batch { imaginary[x - half] = sign * row[x] }
    if batch % 2 == 1 { imaginary[half - 1] = 0 }
  }

  private func clear(row: Int, _ z: SplitComplex<Scalar>) {
    (z.real + row * pairs).update(repeating: 0, count: pairs)
    (z.imaginary + row * pairs).update(repeating: 0, count: pairs)
  }
}

extension ColumnTransform {
  @inline(__always)
  private func sine(
    _ field: UnsafePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>, scale: Scalar, _ work: Work
  ) {
    let (z, result) = (work.source.numbers, work.result.numbers)
    clear(row: 0, z)
    clear(row: length + 1, z)
    for j in 0..<length {
      load(field, row: j, as: j + 1, z)
      load(field, row: j, as: 2 * length + 1 - j, sign: -1, z)
    }
    fourier.transform(z, into: result, via: work.scratch.numbers, batch: pairs)
    // The transform of an odd real a is -iS(a): that of a + ib has S(b) as real and -S(a) as imaginary part.
    for k in 0..<length {
      let (from, to) = ((k + 1) * pairs, k * batch)
      for x in 0..<half { target[to + x] = -scale * result.imaginary[from + x] }
      for x in half..<batch { target[to + x] = scale * result.real[from + x - half] }
    }
  }

  @inline(__always)
  private func cosine(
    _ field: UnsafePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>, _ work: Work
  ) {
    let (z, result) = (work.source.numbers, work.result.numbers)
    for j in 0..<length { load(field, row: j, as: reordered(j), z) }
    fourier.transform(z, into: result, via: work.scratch.numbers, batch: pairs)
    for k in 0..<length {
      let (near, far, to) = (k * pairs, (length - k) % length * pairs, k * batch)
      let (c, s) = (cosines[k], sines[k])
      for x in 0..<half {
        target[to + x] =
          c * (result.real[near + x] + result.real[far + x])
          + s * (result.imaginary[near + x] - result.imaginary[far + x])
      }
      for x in 0..<(batch - half) {
        target[to + half + x] =
          c * (result.imaginary[near + x] + result.imaginary[far + x])
          - s * (result.real[near + x] - result.real[far + x])
      }
    }
  }

  @inline(__always)
  private func inverseCosine(
    _ coefficients: UnsafePointer<Scalar>, into field: UnsafeMutablePointer<Scalar>, _ work: Work
  ) {
    let (y, z, result) = (work.scratch.numbers, work.source.numbers, work.result.numbers)
    for k in 0..<length { load(coefficients, row: k, as: k, y) }
    for k in 0..<length {
      let (near, far) = (k * pairs, (length - k) % length * pairs)
      // y_n, the mirror of y_0, is zero.
      let mirrored: Scalar = k == 0 ? 0 : 0.5
      let (c, s) = (cosines[k], sines[k])
      for x in 0..<half {
        let re = y.real[near + x] / 2 + mirrored * y.imaginary[far + x]
        let im = y.imaginary[near + x] / 2 - mirrored * y.real[far + x]
        z.real[near + x] = c * re - s * im
        z.imaginary[near + x] = c * im + s * re
      }
    }
    fourier.transform(z.swapped, into: result.swapped, via: y.swapped, batch: pairs)
    let scale = 1 / Scalar(length)
    for j in 0..<length {
      let (from, to) = (reordered(j) * pairs, j * batch)
      for x in 0..<half { field[to + x] = scale * result.real[from + x] }
      for x in half..<batch { field[to + x] = scale * result.imaginary[from + x - half] }
    }
  }

  /// Even samples first, then the odd ones backwards.
  private func reordered(_ j: Int) -> Int { j % 2 == 0 ? j / 2 : length - 1 - j / 2 }
}
