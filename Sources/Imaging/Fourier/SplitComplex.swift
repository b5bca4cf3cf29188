/// What the spectral solvers compute with: `Float` or `Double`.
public typealias SpectralScalar = BinaryFloatingPoint & SIMDScalar & Sendable

/// Complex numbers in memory, real and imaginary parts apart, read and written eight at a time.
struct SplitComplex<Scalar: SpectralScalar> {
  let real: UnsafeMutablePointer<Scalar>
  let imaginary: UnsafeMutablePointer<Scalar>

  /// Values that are moved together; rows of batched signals are padded to a multiple of it.
  static var lanes: Int { 8 }

  /// The least multiple of `lanes` that holds `count` values.
  static func padded(_ count: Int) -> Int { (count + lanes - 1) / lanes * lanes }

  /// The same numbers times i, conjugated: a forward transform of them is the inverse transform of these.
  var swapped: SplitComplex { SplitComplex(real: imaginary, imaginary: real) }

  /// Eight numbers from `index`, a multiple of `lanes`.
  @inline(__always)
  subscript(index: Int) -> ComplexLanes<Scalar> {
    get {
      ComplexLanes(
        real: UnsafeRawPointer(real + index).load(as: SIMD8<Scalar>.self),
        imaginary: UnsafeRawPointer(imaginary + index).load(as: SIMD8<Scalar>.self))
    }
    nonmutating set {
      UnsafeMutableRawPointer(real + index).storeBytes(of: newValue.real, as: SIMD8<Scalar>.self)
      UnsafeMutableRawPointer(imaginary + index).storeBytes(of: newValue.imaginary, as: SIMD8<Scalar>.self)
    }
  }
}

/// Eight complex numbers.
struct ComplexLanes<Scalar: SpectralScalar> {
  var real: SIMD8<Scalar>
  var imaginary: SIMD8<Scalar>

  @inline(__always)
  static func + (a: Self, b: Self) -> Self {
    Self(real: a.real + b.real, imaginary: a.imaginary + b.imaginary)
  }

  @inline(__always)
  static func - (a: Self, b: Self) -> Self {
    Self(real: a.real - b.real, imaginary: a.imaginary - b.imaginary)
  }

  /// Times a complex number.
  @inline(__always)
  func times(_ re: Scalar, _ im: Scalar) -> Self {
    Self(real: real * re - imaginary * im, imaginary: real * im + imaginary * re)
  }

  /// Times i.
  @inline(__always)
  var timesI: Self { Self(real: -imaginary, imaginary: real) }
}

/// Memory for complex numbers, aligned for vectors and zero at first; freed with the object.
final class SplitComplexBuffer<Scalar: SpectralScalar> {
  let numbers: SplitComplex<Scalar>
  let count: Int

  init(count: Int) {
    self.count = count
    func zeros() -> UnsafeMutablePointer<Scalar> {
      let bytes = max(1, count) * MemoryLayout<Scalar>.stride
      let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      let values = memory.bindMemory(to: Scalar.self, capacity: count)
      values.initialize(repeating: 0, count: count)
      return values
    }
    numbers = SplitComplex(real: zeros(), imaginary: zeros())
  }

  deinit {
    numbers.real.deallocate()
    numbers.imaginary.deallocate()
  }
}
