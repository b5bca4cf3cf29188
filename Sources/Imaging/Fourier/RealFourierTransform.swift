/// The two-dimensional Fourier transform of real fields, F(k, l) = Σ f(x, y) exp(-2πi (kx / width + ly / height)).
///
/// Any size works; those of `FourierLength.fast` are fast. Two columns are transformed as one complex signal and told
/// apart by symmetry, so a real field costs half of a complex one. A plan owns all memory that it needs and never
/// allocates afterwards; use one plan on one thread at a time.
public final class RealFourierTransform<Scalar: SpectralScalar> {
  /// Columns of the field.
  public let width: Int
  /// Rows of the field.
  public let height: Int
  private let columns: BatchedFourier<Scalar>
  private let rows: BatchedFourier<Scalar>
  /// Columns that are real parts; the others are the imaginary parts.
  private let half: Int
  private let pairs: Int
  private let first: SplitComplexBuffer<Scalar>
  private let second: SplitComplexBuffer<Scalar>
  private let third: SplitComplexBuffer<Scalar>

  /// A plan for fields `[height, width]`.
  public init(width: Int, height: Int) {
    precondition(width >= 1 && height >= 1, "a field has at least one sample")
    (self.width, self.height) = (width, height)
    columns = BatchedFourier(length: height)
    rows = BatchedFourier(length: width)
    half = (width + 1) / 2
    pairs = SplitComplex<Scalar>.padded(half)
    let size = max(height * pairs, width * Spectrum<Scalar>.stride(height: height))
    (first, second, third) = (
      SplitComplexBuffer(count: size), SplitComplexBuffer(count: size), SplitComplexBuffer(count: size)
    )
  }

  /// A spectrum of the plan's size.
  public func makeSpectrum() -> Spectrum<Scalar> { Spectrum(width: width, height: height) }

  /// The spectrum of `field`, row-major `[height, width]`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(_ field: UnsafeBufferPointer<Scalar>, into spectrum: Spectrum<Scalar>) {
    precondition(field.count == width * height && spectrum.width == width && spectrum.height == height, "one size")
    load(field)
    columns.transform(first.numbers, into: second.numbers, via: third.numbers, batch: pairs)
    separate(second.numbers, into: first.numbers, stride: spectrum.stride)
    rows.transform(first.numbers, into: spectrum.numbers, via: second.numbers, batch: spectrum.stride)
  }

  /// The field with the spectrum `spectrum`, which is kept: the exact inverse of `forward`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func inverse(_ spectrum: Spectrum<Scalar>, into field: UnsafeMutableBufferPointer<Scalar>) {
    precondition(field.count == width * height && spectrum.width == width && spectrum.height == height, "one size")
    rows.transform(
      spectrum.numbers.swapped, into: first.numbers.swapped, via: second.numbers.swapped, batch: spectrum.stride)
    join(first.numbers, into: second.numbers, stride: spectrum.stride)
    columns.transform(
      second.numbers.swapped, into: first.numbers.swapped, via: third.numbers.swapped, batch: pairs)
    store(first.numbers, in: field)
  }

  /// The spectrum of an array `[height, width]`.
  public func forward(_ field: [Scalar], into spectrum: Spectrum<Scalar>) {
    field.withUnsafeBufferPointer { forward($0, into: spectrum) }
  }

  /// The field of a spectrum, into an array `[height, width]`.
  public func inverse(_ spectrum: Spectrum<Scalar>, into field: inout [Scalar]) {
    field.withUnsafeMutableBufferPointer { inverse(spectrum, into: $0) }
  }

  private func load(_ field: UnsafeBufferPointer<Scalar>) {
    let (re, im) = (first.numbers.real, first.numbers.imaginary)
    for y in 0..<height {
      let (from, to) = (y * width, y * pairs)
      for x in 0..<half { re[to + x] = field[from + x] }
      for x in half..<width { im[to + x - half] = field[from + x] }
      if width % 2 == 1 { im[to + half - 1] = 0 }
    }
  }

  private func store(_ numbers: SplitComplex<Scalar>, in field: UnsafeMutableBufferPointer<Scalar>) {
    let scale = 1 / Scalar(width * height)
    for y in 0..<height {
      let (from, to) = (y * pairs, y * width)
      for x in 0..<half { field[to + x] = scale * numbers.real[from + x] }
      for x in half..<width { field[to + x] = scale * numbers.imaginary[from + x - half] }
    }
  }

  /// Columns a and b of z = a + ib from its transform, A = (Z_k + Z*_{h-k}) / 2 and B = (Z_k - Z*_{h-k}) / 2i, turned
  /// to `[width, height / 2 + 1]`.
  private func separate(_ z: SplitComplex<Scalar>, into turned: SplitComplex<Scalar>, stride: Int) {
    for left in Swift.stride(from: 0, to: half, by: 16) {
      for k in 0...(height / 2) {
        let (near, far) = (k * pairs, (height - k) % height * pairs)
        for x in left..<min(half, left + 16) {
          let (re, im) = (z.real[near + x], z.imaginary[near + x])
          let (reFar, imFar) = (z.real[far + x], z.imaginary[far + x])
          turned.real[x * stride + k] = (re + reFar) / 2
          turned.imaginary[x * stride + k] = (im - imFar) / 2
          guard half + x < width else { continue }
          turned.real[(half + x) * stride + k] = (im + imFar) / 2
          turned.imaginary[(half + x) * stride + k] = (reFar - re) / 2
        }
      }
    }
  }

  /// The inverse of `separate`: Z_k = A + iB, Z_{h-k} = A* + iB*.
  private func join(_ turned: SplitComplex<Scalar>, into z: SplitComplex<Scalar>, stride: Int) {
    for left in Swift.stride(from: 0, to: half, by: 16) {
      for k in 0...(height / 2) {
        let mirrored = (height - k) % height
        // Rows that are their own mirror are real in x: what is imaginary there can only be rounding.
        let keep: Scalar = mirrored == k ? 0 : 1
        for x in left..<min(half, left + 16) {
          let (a, b) = (x * stride + k, (half + x) * stride + k)
          let (reA, imA) = (turned.real[a], keep * turned.imaginary[a])
          let hasPartner = half + x < width
          let (reB, imB) = hasPartner ? (turned.real[b], keep * turned.imaginary[b]) : (0, 0)
          z.real[mirrored * pairs + x] = reA + imB
          z.imaginary[mirrored * pairs + x] = reB - imA
          z.real[k * pairs + x] = reA - imB
          z.imaginary[k * pairs + x] = reB + imA
        }
      }
    }
  }
}

/// The half of a real field's Fourier transform that says all: k in 0..<width, l in 0...height / 2.
///
/// Stored turned: the numbers of one k lie together, `stride` apart from the next, so that sums over all l of a k are
/// sums over memory in order. What lies between height / 2 + 1 and `stride` is padding without meaning.
public final class Spectrum<Scalar: SpectralScalar> {
  /// Columns of the field.
  public let width: Int
  /// Rows of the field.
  public let height: Int
  /// Distance in memory between neighbouring k.
  public let stride: Int
  private let buffer: SplitComplexBuffer<Scalar>

  /// A spectrum of zeros for fields `[height, width]`.
  public init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    stride = Self.stride(height: height)
    buffer = SplitComplexBuffer(count: width * stride)
  }

  static func stride(height: Int) -> Int { SplitComplex<Scalar>.padded(height / 2 + 1) }

  /// Real parts, at `k * stride + l`; valid as long as the spectrum lives.
  public var real: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(start: buffer.numbers.real, count: buffer.count)
  }

  /// Imaginary parts, at `k * stride + l`; valid as long as the spectrum lives.
  public var imaginary: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(start: buffer.numbers.imaginary, count: buffer.count)
  }

  var numbers: SplitComplex<Scalar> { buffer.numbers }

  /// A table over the spectrum, in its layout: `value` of each pair of wave numbers in rad per sample, -π…π; 0 in the
  /// padding.
  public func table(_ value: (_ kx: Double, _ ky: Double) -> Double) -> [Scalar] {
    var table = [Scalar](repeating: 0, count: width * stride)
    for k in 0..<width {
      let kx = 2 * Double.pi * Double(2 * k <= width ? k : k - width) / Double(width)
      for l in 0...(height / 2) {
        table[k * stride + l] = Scalar(value(kx, 2 * Double.pi * Double(l) / Double(height)))
      }
    }
    return table
  }
}
