/// What holds at the border of a box, and with it which waves fit in.
public enum BoxBorder: Sendable, CaseIterable {
  /// Zero one sample outside the outermost samples (Dirichlet): sines.
  case zero
  /// No slope half a sample outside the outermost samples (Neumann): cosines.
  case insulated
}

/// The two-dimensional sine (DST-I) or cosine (DCT-II) transform of a field `[height, width]`.
///
/// Scaled like `dstn` and `dctn` of SciPy: forward without a factor, inverse the exact inverse. A plan owns all memory
/// that it needs and never allocates afterwards; use one plan on one thread at a time. Sizes of which n + 1 (sine) or
/// n (cosine) is a `FourierLength.fast` are fast.
public final class BoxTransform<Scalar: SpectralScalar> {
  /// Columns of the field.
  public let width: Int
  /// Rows of the field.
  public let height: Int
  /// What holds at the border.
  public let border: BoxBorder
  private let columns: ColumnTransform<Scalar>
  private let rows: ColumnTransform<Scalar>
  private let work: ColumnTransform<Scalar>.Work
  private let plane: UnsafeMutablePointer<Scalar>
  private let turned: UnsafeMutablePointer<Scalar>

  /// A plan for fields `[height, width]`.
  public init(width: Int, height: Int, border: BoxBorder) {
    precondition(width >= 1 && height >= 1, "a field has at least one sample")
    (self.width, self.height, self.border) = (width, height, border)
    columns = ColumnTransform(border, length: height, batch: width)
    rows = ColumnTransform(border, length: width, batch: height)
    work = ColumnTransform.Work(size: max(columns.workSize, rows.workSize))
    plane = .allocate(capacity: width * height)
    turned = .allocate(capacity: width * height)
    plane.initialize(repeating: 0, count: width * height)
    turned.initialize(repeating: 0, count: width * height)
  }

  deinit {
    plane.deallocate()
    turned.deallocate()
  }

  /// The coefficients of `field`, row-major `[height, width]`; coefficient (k, l) of the waves k along x and l along y
  /// is put at `k * height + l`. Both may be the same memory.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(_ field: UnsafePointer<Scalar>, into coefficients: UnsafeMutablePointer<Scalar>) {
    columns.forward(field, into: plane, work)
    transpose(plane, rows: height, columns: width, into: turned)
    rows.forward(turned, into: coefficients, work)
  }

  /// The field of `coefficients` in the layout of `forward`. Both may be the same memory.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func inverse(_ coefficients: UnsafePointer<Scalar>, into field: UnsafeMutablePointer<Scalar>) {
    rows.inverse(coefficients, into: turned, work)
    transpose(turned, rows: width, columns: height, into: plane)
    columns.inverse(plane, into: field, work)
  }

  /// The coefficients of an array `[height, width]`, in place.
  public func forward(_ field: inout [Scalar]) {
    precondition(field.count == width * height, "the field has the plan's size")
    field.withUnsafeMutableBufferPointer { values in
      if let base = values.baseAddress { forward(base, into: base) }
    }
  }

  /// The field of an array of coefficients, in place.
  public func inverse(_ coefficients: inout [Scalar]) {
    precondition(coefficients.count == width * height, "the coefficients have the plan's size")
    coefficients.withUnsafeMutableBufferPointer { values in
      if let base = values.baseAddress { inverse(base, into: base) }
    }
  }

  @inline(__always)
  private func transpose(
    _ source: UnsafePointer<Scalar>, rows: Int, columns: Int, into target: UnsafeMutablePointer<Scalar>
  ) {
    for left in stride(from: 0, to: columns, by: 16) {
      for row in 0..<rows {
        for column in left..<min(columns, left + 16) {
          target[column * rows + row] = source[row * columns + column]
        }
      }
    }
  }
}
