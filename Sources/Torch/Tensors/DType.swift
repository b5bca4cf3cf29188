/// The type of a tensor's elements; the raw values are libtorch's.
public enum DType: Int32, Sendable, CaseIterable {
  case uint8 = 0
  case int8, int16, int32, int64, float16, float32, float64
  case bool = 11
  case bfloat16 = 15

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .int16, .float16, .bfloat16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// Whether elements are floating-point numbers, so that gradients can flow.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }
}

/// A Swift type that is also a tensor's element type.
public protocol TensorScalar {
  /// The element type with the same bits.
  static var dtype: DType { get }
}

extension Float: TensorScalar {
  /// `float32`
  public static var dtype: DType { .float32 }
}

extension Double: TensorScalar {
  /// `float64`
  public static var dtype: DType { .float64 }
}

extension UInt8: TensorScalar {
  /// `uint8`
  public static var dtype: DType { .uint8 }
}

extension Int8: TensorScalar {
  /// `int8`
  public static var dtype: DType { .int8 }
}

extension Int16: TensorScalar {
  /// `int16`
  public static var dtype: DType { .int16 }
}

extension Int32: TensorScalar {
  /// `int32`
  public static var dtype: DType { .int32 }
}

extension Int64: TensorScalar {
  /// `int64`
  public static var dtype: DType { .int64 }
}

extension Int: TensorScalar {
  /// `int64`
  public static var dtype: DType { .int64 }
}

extension Bool: TensorScalar {
  /// `bool`
  public static var dtype: DType { .bool }
}
