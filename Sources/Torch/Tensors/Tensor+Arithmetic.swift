extension Ops {
  static let add = Op("aten::add", "Tensor")
  static let addScalar = Op("aten::add", "Scalar")
  static let sub = Op("aten::sub", "Tensor")
  static let subScalar = Op("aten::sub", "Scalar")
  static let rsubScalar = Op("aten::rsub", "Scalar")
  static let mul = Op("aten::mul", "Tensor")
  static let mulScalar = Op("aten::mul", "Scalar")
  static let div = Op("aten::div", "Tensor")
  static let divScalar = Op("aten::div", "Scalar")
  static let reciprocal = Op("aten::reciprocal")
  static let neg = Op("aten::neg")
  static let pow = Op("aten::pow", "Tensor_Scalar")
  static let addInPlace = Op("aten::add_", "Tensor")
  static let mulInPlace = Op("aten::mul_", "Tensor")
  static let mulScalarInPlace = Op("aten::mul_", "Scalar")
  static let lerpInPlace = Op("aten::lerp_", "Scalar")
  static let zeroInPlace = Op("aten::zero_")
  static let fillInPlace = Op("aten::fill_", "Scalar")
}

// Elementwise, with broadcasting.
extension Tensor {
  /// The sum.
  public static func + (a: Tensor, b: Tensor) -> Tensor { Ops.add(.tensor(a), .tensor(b)) }
  /// The difference.
  public static func - (a: Tensor, b: Tensor) -> Tensor { Ops.sub(.tensor(a), .tensor(b)) }
  /// The product, element by element.
  public static func * (a: Tensor, b: Tensor) -> Tensor { Ops.mul(.tensor(a), .tensor(b)) }
  /// The quotient.
  public static func / (a: Tensor, b: Tensor) -> Tensor { Ops.div(.tensor(a), .tensor(b)) }

  /// Adds a number to each element.
  public static func + (a: Tensor, b: Double) -> Tensor { Ops.addScalar(.tensor(a), .double(b)) }
  /// Takes a number from each element.
  public static func - (a: Tensor, b: Double) -> Tensor { Ops.subScalar(.tensor(a), .double(b)) }
  /// Scales each element.
  public static func * (a: Tensor, b: Double) -> Tensor { Ops.mulScalar(.tensor(a), .double(b)) }
  /// Divides each element by a number.
  public static func / (a: Tensor, b: Double) -> Tensor { Ops.divScalar(.tensor(a), .double(b)) }

  /// Adds a number to each element.
  public static func + (a: Double, b: Tensor) -> Tensor { b + a }
  /// A number less each element.
  public static func - (a: Double, b: Tensor) -> Tensor { Ops.rsubScalar(.tensor(b), .double(a)) }
  /// Scales each element.
  public static func * (a: Double, b: Tensor) -> Tensor { b * a }
  /// A number over each element.
  public static func / (a: Double, b: Tensor) -> Tensor { Ops.reciprocal(.tensor(b)) * a }

  /// The opposite of each element.
  public static prefix func - (a: Tensor) -> Tensor { Ops.neg(.tensor(a)) }

  /// Replaces `a` by the sum; not in place, so autograd is content.
  public static func += (a: inout Tensor, b: Tensor) { a = a + b }
  /// Replaces `a` by its multiple; not in place, so autograd is content.
  public static func *= (a: inout Tensor, b: Double) { a = a * b }

  /// Each element to the power of `exponent`.
  public func pow(_ exponent: Double) -> Tensor { Ops.pow(.tensor(self), .double(exponent)) }
}

// In place, as torch's names with an underscore.
extension Tensor {
  /// Adds `other` times `scale` in place.
  @discardableResult
  public func add_(_ other: Tensor, scale: Double = 1) -> Tensor {
    Ops.addInPlace(.tensor(self), .tensor(other), .double(scale))
  }

  /// Multiplies by `other` in place.
  @discardableResult
  public func mul_(_ other: Tensor) -> Tensor { Ops.mulInPlace(.tensor(self), .tensor(other)) }

  /// Multiplies by a number in place.
  @discardableResult
  public func mul_(_ factor: Double) -> Tensor { Ops.mulScalarInPlace(.tensor(self), .double(factor)) }

  /// Moves towards `other` in place: self + weight · (other − self).
  @discardableResult
  public func lerp_(_ other: Tensor, weight: Double) -> Tensor {
    Ops.lerpInPlace(.tensor(self), .tensor(other), .double(weight))
  }

  /// Sets every element to zero in place.
  @discardableResult
  public func zero_() -> Tensor { Ops.zeroInPlace(.tensor(self)) }

  /// Sets every element to `value` in place.
  @discardableResult
  public func fill_(_ value: Double) -> Tensor { Ops.fillInPlace(.tensor(self), .double(value)) }
}
