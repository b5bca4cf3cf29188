/// One argument of an operator. Literals stand for themselves: `nil`, `2`, `0.5`, `true`, `[1, 1]`, `"mean"`.
public enum Value {
  /// No value, where the schema allows it.
  case none
  /// A tensor.
  case tensor(Tensor)
  /// A tensor, or no value.
  case optionalTensor(Tensor?)
  /// A whole number.
  case int(Int)
  /// A number, also where the schema says `Scalar`.
  case double(Double)
  /// A truth value.
  case bool(Bool)
  /// A list of whole numbers, such as a shape.
  case ints([Int])
  /// A list of numbers.
  case doubles([Double])
  /// A list of tensors.
  case tensors([Tensor])
  /// A list of tensors with gaps, such as indices.
  case optionalTensors([Tensor?])
  /// A text.
  case string(String)
  /// An element type.
  case dtype(DType)
  /// A device.
  case device(Device)
  /// A stream of random numbers.
  case generator(Generator)
}

extension Value: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  /// No value.
  public init(nilLiteral: ()) { self = .none }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .int(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .double(value) }
}

extension Value: ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A list of whole numbers.
  public init(arrayLiteral values: Int...) { self = .ints(values) }
  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
}
