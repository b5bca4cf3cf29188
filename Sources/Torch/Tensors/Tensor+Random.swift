extension Ops {
  static let randn = Op("aten::randn", "generator")
  static let rand = Op("aten::rand", "generator")
  static let randint = Op("aten::randint", "low_generator")
  static let randperm = Op("aten::randperm", "generator")
  static let bernoulliInPlace = Op("aten::bernoulli_", "float")
}

// Numbers are drawn on the generator's device, and then moved: those of a CPU stream are the same on every device.
extension Tensor {
  /// Standard normal numbers.
  public static func randn(
    _ shape: [Int], from generator: Generator, _ dtype: DType = .float32, on device: Device? = nil
  ) -> Tensor {
    let drawn = Ops.randn(
      .ints(shape), .generator(generator), .dtype(dtype), nil, .device(generator.device))
    return drawn.to(device ?? generator.device)
  }

  /// Uniform numbers in [0, 1).
  public static func rand(
    _ shape: [Int], from generator: Generator, _ dtype: DType = .float32, on device: Device? = nil
  ) -> Tensor {
    let drawn = Ops.rand(.ints(shape), .generator(generator), .dtype(dtype), nil, .device(generator.device))
    return drawn.to(device ?? generator.device)
  }

  /// Uniform whole numbers in `range`, as int64.
  public static func randint(
    _ range: Range<Int>, _ shape: [Int], from generator: Generator, on device: Device? = nil
  ) -> Tensor {
    let drawn = Ops.randint(
      .int(range.lowerBound), .int(range.upperBound), .ints(shape), .generator(generator), .dtype(.int64), nil,
      .device(generator.device))
    return drawn.to(device ?? generator.device)
  }

  /// A random order of 0 … `count` − 1, as int64.
  public static func randperm(_ count: Int, from generator: Generator, on device: Device? = nil) -> Tensor {
    let drawn = Ops.randperm(.int(count), .generator(generator), .dtype(.int64), nil, .device(generator.device))
    return drawn.to(device ?? generator.device)
  }

  /// Standard normal numbers in this tensor's shape and type, on its device.
  public func randnLike(from generator: Generator) -> Tensor {
    Tensor.randn(shape, from: generator, dtype, on: device)
  }

  /// Each element set to zero with the probability `rate`, the others scaled up by 1 / (1 − `rate`)
  /// (Srivastava et al. 2014).
  public func dropout(_ rate: Double, from generator: Generator) -> Tensor {
    precondition((0..<1).contains(rate), "the rate \(rate) is not in [0, 1)")
    guard rate > 0 else { return self }
    let kept = Tensor.zeros(shape, dtype, on: generator.device)
    Ops.bernoulliInPlace(.tensor(kept), .double(1 - rate), .generator(generator))
    return self * (kept.to(device) * (1 / (1 - rate)))
  }
}
