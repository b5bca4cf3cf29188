import Foundation

/// The discrete Fourier transform X_k = Σ x_j exp(-2πi jk / n) of many signals at once.
///
/// The signals lie side by side, `[length, batch]`, so that every operation is one on whole vectors whatever the
/// length. Stockham's self-sorting form (decimation in frequency) with radices 4, 2 and odd primes: any length works;
/// lengths with factors 2, 3 and 5 are fast, a prime factor p costs p operations a sample.
///
/// Source: C. Van Loan, "Computational frameworks for the fast Fourier transform", SIAM 1992, §1.7 and §2.
struct BatchedFourier<Scalar: SpectralScalar>: Sendable {
  let length: Int
  private let stages: [Stage]
  /// exp(-2πi k / length), k in 0..<length.
  private let rootsReal: [Scalar]
  private let rootsImaginary: [Scalar]

  /// One pass over the data: `groups` transforms of length `radix`, each `length / (radix groups)` times.
  private struct Stage {
    let radix: Int
    /// Length of the transforms that are left, over the radix.
    let groups: Int
    /// Signals' stride times what the passes before have sorted.
    let repeats: Int
    /// cos and sin of 2π jk / radix, j and k in 1...(radix - 1) / 2, row-major; empty for even radices.
    let cosines: [Scalar]
    let sines: [Scalar]

    init(radix: Int, groups: Int, repeats: Int) {
      (self.radix, self.groups, self.repeats) = (radix, groups, repeats)
      let half = radix % 2 == 1 ? (radix - 1) / 2 : 0
      let angles = (0..<(half * half)).map { 2 * .pi * Double(($0 / half + 1) * ($0 % half + 1)) / Double(radix) }
      cosines = angles.map { Scalar(cos($0)) }
      sines = angles.map { Scalar(sin($0)) }
    }
  }

  init(length: Int) {
    precondition(length >= 1, "a signal has at least one sample")
    self.length = length
    var (left, repeats, stages) = (length, 1, [Stage]())
    for radix in Self.radices(of: length) {
      left /= radix
      stages.append(Stage(radix: radix, groups: left, repeats: repeats))
      repeats *= radix
    }
    self.stages = stages
    let angles = (0..<length).map { -2 * .pi * Double($0) / Double(length) }
    rootsReal = angles.map { Scalar(cos($0)) }
    rootsImaginary = angles.map { Scalar(sin($0)) }
  }

  /// Transforms `source` into `destination`, which is overwritten like `scratch`; all three are different memory.
  /// - Parameter batch: signals side by side, a multiple of the lanes.
  func transform(
    _ source: SplitComplex<Scalar>, into destination: SplitComplex<Scalar>, via scratch: SplitComplex<Scalar>,
    batch: Int
  ) {
    guard !stages.isEmpty else {
      destination.real.update(from: source.real, count: batch)
      destination.imaginary.update(from: source.imaginary, count: batch)
      return
    }
    var from = source
    for (index, stage) in stages.enumerated() {
      let to = (stages.count - index) % 2 == 1 ? destination : scratch
      switch stage.radix {
      case 2: radix2(stage, from, to, span: stage.repeats * batch)
      case 4: radix4(stage, from, to, span: stage.repeats * batch)
      default: radixOdd(stage, from, to, span: stage.repeats * batch)
      }
      from = to
    }
  }

  private static func radices(of length: Int) -> [Int] {
    var (left, radices, odd) = (length, [Int](), 3)
    while left % 4 == 0 {
      radices.append(4)
      left /= 4
    }
    if left % 2 == 0 {
      radices.append(2)
      left /= 2
    }
    while left > 1 {
      if left % odd == 0 {
        radices.append(odd)
        left /= odd
      } else {
        odd += 2
      }
    }
    return radices
  }
}

extension BatchedFourier {
  @inline(__always)
  private func radix2(_ stage: Stage, _ x: SplitComplex<Scalar>, _ y: SplitComplex<Scalar>, span: Int) {
    let half = stage.groups * span
    for p in 0..<stage.groups {
      let root = p * stage.repeats
      let (re, im) = (rootsReal[root], rootsImaginary[root])
      let (from, to) = (p * span, 2 * p * span)
      var q = 0
      while q < span {
        let (a, b) = (x[from + q], x[from + q + half])
        y[to + q] = a + b
        y[to + span + q] = (a - b).times(re, im)
        q += SplitComplex<Scalar>.lanes
      }
    }
  }

  @inline(__always)
  private func radix4(_ stage: Stage, _ x: SplitComplex<Scalar>, _ y: SplitComplex<Scalar>, span: Int) {
    let quarter = stage.groups * span
    for p in 0..<stage.groups {
      let root = p * stage.repeats
      let (re1, im1) = (rootsReal[root], rootsImaginary[root])
      let (re2, im2) = (rootsReal[2 * root], rootsImaginary[2 * root])
      let (re3, im3) = (rootsReal[3 * root], rootsImaginary[3 * root])
      let (from, to) = (p * span, 4 * p * span)
      var q = 0
      while q < span {
        let i = from + q
        let (a, b, c, d) = (x[i], x[i + quarter], x[i + 2 * quarter], x[i + 3 * quarter])
        let (even, odd) = (a + c, b + d)
        let (evenDifference, oddDifference) = (a - c, (b - d).timesI)
        y[to + q] = even + odd
        y[to + span + q] = (evenDifference - oddDifference).times(re1, im1)
        y[to + 2 * span + q] = (even - odd).times(re2, im2)
        y[to + 3 * span + q] = (evenDifference + oddDifference).times(re3, im3)
        q += SplitComplex<Scalar>.lanes
      }
    }
  }

  /// An odd radix r: with sums t_j = x_j + x_{r-j} and differences u_j, the outputs k and r - k are
  /// x_0 + Σ t_j cos(2π jk / r) ∓ i Σ u_j sin(2π jk / r).
  @inline(__always)
  private func radixOdd(_ stage: Stage, _ x: SplitComplex<Scalar>, _ y: SplitComplex<Scalar>, span: Int) {
    let (radix, half, part) = (stage.radix, (stage.radix - 1) / 2, stage.groups * span)
    stage.cosines.withUnsafeBufferPointer { cosines in
      stage.sines.withUnsafeBufferPointer { sines in
        for p in 0..<stage.groups {
          let (from, to, root) = (p * span, radix * p * span, p * stage.repeats)
          var q = 0
          while q < span {
            let first = x[from + q]
            var sum = first
            for j in 1..<radix { sum = sum + x[from + q + j * part] }
            y[to + q] = sum
            for k in 1...half {
              var (even, odd) = (first, ComplexLanes<Scalar>(real: .zero, imaginary: .zero))
              for j in 1...half {
                let (near, far) = (x[from + q + j * part], x[from + q + (radix - j) * part])
                let angle = (k - 1) * half + j - 1
                even = even + (near + far).times(cosines[angle], 0)
                odd = odd + (near - far).times(sines[angle], 0)
              }
              let (low, high) = (k * root, (radix - k) * root)
              y[to + k * span + q] = (even - odd.timesI).times(rootsReal[low], rootsImaginary[low])
              y[to + (radix - k) * span + q] = (even + odd.timesI).times(rootsReal[high], rootsImaginary[high])
            }
            q += SplitComplex<Scalar>.lanes
          }
        }
      }
    }
  }
}

/// Lengths for which Fourier transforms are fast.
public enum FourierLength {
  /// The least number ≥ `length` without prime factors other than 2, 3 and 5.
  public static func fast(atLeast length: Int) -> Int {
    var candidate = max(1, length)
    while !isFast(candidate) { candidate += 1 }
    return candidate
  }

  private static func isFast(_ length: Int) -> Bool {
    var left = length
    for prime in [2, 3, 5] { while left % prime == 0 { left /= prime } }
    return left == 1
  }
}
