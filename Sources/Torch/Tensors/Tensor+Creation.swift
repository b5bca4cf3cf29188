extension Ops {
  static let zeros = Op("aten::zeros")
  static let full = Op("aten::full")
  static let fullLike = Op("aten::full_like")
  static let arange = Op("aten::arange")
  static let linspace = Op("aten::linspace")
  static let eye = Op("aten::eye")
}

extension Tensor {
  /// Zeros.
  public static func zeros(_ shape: [Int], _ dtype: DType = .float32, on device: Device = .cpu) -> Tensor {
    Ops.zeros(.ints(shape), .dtype(dtype), nil, .device(device))
  }

  /// Ones.
  public static func ones(_ shape: [Int], _ dtype: DType = .float32, on device: Device = .cpu) -> Tensor {
    full(shape, 1, dtype, on: device)
  }

  /// Every element `value`.
  public static func full(
    _ shape: [Int], _ value: Double, _ dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor {
    Ops.full(.ints(shape), .double(value), .dtype(dtype), nil, .device(device))
  }

  /// The numbers 0, 1, … `count` − 1.
  public static func arange(_ count: Int, _ dtype: DType = .float32, on device: Device = .cpu) -> Tensor {
    Ops.arange(.int(count), .dtype(dtype), nil, .device(device))
  }

  /// `count` evenly spaced numbers from `start` to `end`, both included.
  public static func linspace(
    _ start: Double, _ end: Double, _ count: Int, _ dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor {
    Ops.linspace(.double(start), .double(end), .int(count), .dtype(dtype), nil, .device(device))
  }

  /// The identity matrix of `size` rows.
  public static func eye(_ size: Int, _ dtype: DType = .float32, on device: Device = .cpu) -> Tensor {
    Ops.eye(.int(size), .dtype(dtype), nil, .device(device))
  }

  /// Zeros of this tensor's shape, type, device and layout.
  public func zerosLike() -> Tensor { fullLike(0) }

  /// Ones of this tensor's shape, type, device and layout.
  public func onesLike() -> Tensor { fullLike(1) }

  /// `value` in this tensor's shape, type, device and layout.
  public func fullLike(_ value: Double) -> Tensor { Ops.fullLike(.tensor(self), .double(value)) }
}
