extension Ops {
  static let eq = Op("aten::eq", "Tensor")
  static let gt = Op("aten::gt", "Tensor")
  static let lt = Op("aten::lt", "Tensor")
  static let gtScalar = Op("aten::gt", "Scalar")
  static let ltScalar = Op("aten::lt", "Scalar")
  static let geScalar = Op("aten::ge", "Scalar")
  static let leScalar = Op("aten::le", "Scalar")
  static let eqScalar = Op("aten::eq", "Scalar")
  static let logicalNot = Op("aten::logical_not")
  static let logicalAnd = Op("aten::logical_and")
  static let logicalOr = Op("aten::logical_or")
  static let maximum = Op("aten::maximum")
  static let minimum = Op("aten::minimum")
  static let select = Op("aten::where", "self")
  static let isfinite = Op("aten::isfinite")
}

// Elementwise, with broadcasting; the results are of type bool.
extension Tensor {
  /// Where `a` is equal to `b`.
  public static func .== (a: Tensor, b: Tensor) -> Tensor { Ops.eq(.tensor(a), .tensor(b)) }
  /// Where `a` is greater than `b`.
  public static func .> (a: Tensor, b: Tensor) -> Tensor { Ops.gt(.tensor(a), .tensor(b)) }
  /// Where `a` is less than `b`.
  public static func .< (a: Tensor, b: Tensor) -> Tensor { Ops.lt(.tensor(a), .tensor(b)) }
  /// Where `a` is equal to `b`.
  public static func .== (a: Tensor, b: Double) -> Tensor { Ops.eqScalar(.tensor(a), .double(b)) }
  /// Where `a` is greater than `b`.
  public static func .> (a: Tensor, b: Double) -> Tensor { Ops.gtScalar(.tensor(a), .double(b)) }
  /// Where `a` is less than `b`.
  public static func .< (a: Tensor, b: Double) -> Tensor { Ops.ltScalar(.tensor(a), .double(b)) }
  /// Where `a` is greater or equal to `b`.
  public static func .>= (a: Tensor, b: Double) -> Tensor { Ops.geScalar(.tensor(a), .double(b)) }
  /// Where `a` is less or equal to `b`.
  public static func .<= (a: Tensor, b: Double) -> Tensor { Ops.leScalar(.tensor(a), .double(b)) }
  /// Where `a` does not hold.
  public static prefix func .! (a: Tensor) -> Tensor { Ops.logicalNot(.tensor(a)) }
  /// Where both hold.
  public static func .& (a: Tensor, b: Tensor) -> Tensor { Ops.logicalAnd(.tensor(a), .tensor(b)) }
  /// Where one holds, or both.
  public static func .| (a: Tensor, b: Tensor) -> Tensor { Ops.logicalOr(.tensor(a), .tensor(b)) }

  /// Where an element is neither infinite nor NaN.
  public func isFinite() -> Tensor { Ops.isfinite(.tensor(self)) }
}

/// The larger of two, element by element.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { Ops.maximum(.tensor(a), .tensor(b)) }

/// The smaller of two, element by element.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor { Ops.minimum(.tensor(a), .tensor(b)) }

/// `a` where `condition` (of type bool) holds, else `b`.
public func select(where condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
  Ops.select(.tensor(condition), .tensor(a), .tensor(b))
}
