/// One argument of an operator. Literals stand for themselves: `nil`, `2`, `0.5`, `true`, `[1, 1]`, `"mean"`.
public enum Value {
  case none
  case tensor(Tensor)
  case optionalTensor(Tensor?)
  case int(Int)
  case double(Double)
  case bool(Bool)
  case ints([Int])
  case doubles([Double])
  case tensors([Tensor])
  case optionalTensors([Tensor?])
  case string(String)
  case dtype(DType)
  case device(Device)
  case generator(Generator)
}

extension Value: ExpressibleByNilLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  public init(nilLiteral: ()) { self = .none }
  public init(integerLiteral value: Int) { self = .int(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
}

extension Value: ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral values: Int...) { self = .ints(values) }
  public init(stringLiteral value: String) { self = .string(value) }
}
