extension Ops {
  static let zeros = Op("aten::zeros")
  static let full = Op("aten::full")
  static let fullLike = Op("aten::full_like")
  static let arange = Op("aten::arange")
  static let linspace = Op("aten::linspace")
  static let eye = Op("aten::eye")
  static let randn = Op("aten::randn", "generator")
  static let rand = Op("aten::rand", "generator")
  static let randint = Op("aten::randint", "low_generator")
  static let randperm = Op("aten::randperm", "generator")
  static let bernoulli = Op("aten::bernoulli_", "float")
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

  /// Standard normal numbers. The stream's device must be that of the tensor.
  public static func randn(
    _ shape: [Int], from generator: Generator, _ dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor {
    Ops.randn(.ints(shape), .generator(generator), .dtype(dtype), nil, .device(device))
  }

  /// Uniform numbers in [0, 1).
  public static func rand(
    _ shape: [Int], from generator: Generator, _ dtype: DType = .float32, on device: Device = .cpu
  ) -> Tensor {
    Ops.rand(.ints(shape), .generator(generator), .dtype(dtype), nil, .device(device))
  }

  /// Uniform whole numbers in `range`, as int64.
  public static func randint(
    _ range: Range<Int>, _ shape: [Int], from generator: Generator, on device: Device = .cpu
  ) -> Tensor {
    Ops.randint(
      .int(range.lowerBound), .int(range.upperBound), .ints(shape), .generator(generator), .dtype(.int64), nil,
      .device(device))
  }

  /// A random order of 0 … `count` − 1, as int64.
  public static func randperm(_ count: Int, from generator: Generator) -> Tensor {
    Ops.randperm(.int(count), .generator(generator))
  }

  /// Zeros of this tensor's shape, type, device and layout.
  public func zerosLike() -> Tensor { fullLike(0) }

  /// Ones of this tensor's shape, type, device and layout.
  public func onesLike() -> Tensor { fullLike(1) }

  /// `value` in this tensor's shape, type, device and layout.
  public func fullLike(_ value: Double) -> Tensor { Ops.fullLike(.tensor(self), .double(value)) }

  /// Standard normal numbers in this tensor's shape, type and device.
  public func randnLike(from generator: Generator) -> Tensor {
    Tensor.randn(shape, from: generator, dtype, on: device)
  }
}
