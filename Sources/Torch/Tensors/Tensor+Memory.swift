import CTorch

extension Tensor {
  /// A new tensor on the CPU with unset elements, which `fill` writes in place, in row-major order.
  public convenience init<T: TensorScalar>(
    shape: [Int], of type: T.Type = T.self, fill: (UnsafeMutableBufferPointer<T>) throws -> Void
  ) rethrows {
    self.init(Tensor.emptyHandle(shape, T.dtype))
    try fill(UnsafeMutableBufferPointer(start: memory(of: T.self), count: count))
  }

  /// A copy of `values` in row-major order; their number must be the product of `shape`.
  public convenience init<T: TensorScalar>(_ values: some Collection<T>, _ shape: [Int]) {
    self.init(shape: shape, of: T.self) { buffer in
      precondition(values.count == buffer.count, "\(values.count) values do not fill a tensor of shape \(shape)")
      _ = buffer.initialize(from: values)
    }
  }

  /// A vector of `values`.
  public convenience init<T: TensorScalar>(_ values: [T]) { self.init(values, [values.count]) }

  /// The elements where they lie, without a copy. The tensor must be contiguous, on the CPU and of type `T`.
  public func withUnsafeBufferPointer<T: TensorScalar, R>(
    of type: T.Type = T.self, _ body: (UnsafeBufferPointer<T>) throws -> R
  ) rethrows -> R {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeBufferPointer(start: memory(of: T.self), count: count))
  }

  /// The elements where they lie, to be changed in place. The tensor must be contiguous, on the CPU and of type `T`;
  /// autograd does not see the change.
  public func withUnsafeMutableBufferPointer<T: TensorScalar, R>(
    of type: T.Type = T.self, _ body: (UnsafeMutableBufferPointer<T>) throws -> R
  ) rethrows -> R {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeMutableBufferPointer(start: memory(of: T.self), count: count))
  }

  /// A copy of the elements in row-major order, converted to `T`, whatever the device and layout.
  public func array<T: TensorScalar>(of type: T.Type = T.self) -> [T] {
    detach().to(.cpu).to(T.dtype).contiguous().withUnsafeBufferPointer(of: T.self) { Array($0) }
  }

  /// The bytes of a contiguous tensor on the CPU.
  func withUnsafeBytes<R>(_ body: (UnsafeMutableRawBufferPointer) throws -> R) rethrows -> R {
    precondition(device == .cpu && isContiguous, "\(self) is not contiguous on the CPU")
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeMutableRawBufferPointer(start: ct_data(handle), count: count * dtype.size))
  }

  private func memory<T: TensorScalar>(of type: T.Type) -> UnsafeMutablePointer<T>? {
    precondition(device == .cpu && isContiguous, "\(self) is not contiguous on the CPU")
    precondition(dtype == T.dtype, "\(self) does not hold \(T.self)")
    return ct_data(handle)?.assumingMemoryBound(to: T.self)
  }

  static func emptyHandle(_ shape: [Int], _ dtype: DType) -> OpaquePointer {
    must { try check { ct_empty(shape.map(Int64.init), Int32(shape.count), dtype.rawValue, &$0)! } }
  }

  /// A tensor on the CPU whose elements are not set yet.
  public static func empty(_ shape: [Int], _ dtype: DType = .float32) -> Tensor { Tensor(emptyHandle(shape, dtype)) }
}
