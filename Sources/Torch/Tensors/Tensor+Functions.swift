extension Ops {
  static let exp = Op("aten::exp")
  static let log = Op("aten::log")
  static let log1p = Op("aten::log1p")
  static let sqrt = Op("aten::sqrt")
  static let rsqrt = Op("aten::rsqrt")
  static let abs = Op("aten::abs")
  static let sin = Op("aten::sin")
  static let cos = Op("aten::cos")
  static let floor = Op("aten::floor")
  static let round = Op("aten::round")
  static let clamp = Op("aten::clamp")
  static let relu = Op("aten::relu")
  static let relu6 = Op("aten::relu6")
  static let silu = Op("aten::silu")
  static let gelu = Op("aten::gelu")
  static let hardswish = Op("aten::hardswish")
  static let leakyRelu = Op("aten::leaky_relu")
  static let sigmoid = Op("aten::sigmoid")
  static let logSigmoid = Op("aten::log_sigmoid")
  static let softplus = Op("aten::softplus")
  static let tanh = Op("aten::tanh")
  static let softmax = Op("aten::softmax", "int")
  static let logSoftmax = Op("aten::log_softmax", "int")
}

extension Tensor {
  /// eˣ
  public func exp() -> Tensor { Ops.exp(.tensor(self)) }
  /// The natural logarithm.
  public func log() -> Tensor { Ops.log(.tensor(self)) }
  /// log(1 + x), exact near zero.
  public func log1p() -> Tensor { Ops.log1p(.tensor(self)) }
  /// The square root.
  public func sqrt() -> Tensor { Ops.sqrt(.tensor(self)) }
  /// One over the square root.
  public func rsqrt() -> Tensor { Ops.rsqrt(.tensor(self)) }
  /// The absolute value.
  public func abs() -> Tensor { Ops.abs(.tensor(self)) }
  /// The sine.
  public func sin() -> Tensor { Ops.sin(.tensor(self)) }
  /// The cosine.
  public func cos() -> Tensor { Ops.cos(.tensor(self)) }
  /// Rounded down.
  public func floor() -> Tensor { Ops.floor(.tensor(self)) }
  /// Rounded to the nearest whole number, halves to the even one.
  public func round() -> Tensor { Ops.round(.tensor(self)) }

  /// Limited to [`low`, `high`]; nil leaves a side open.
  public func clamp(_ low: Double? = nil, _ high: Double? = nil) -> Tensor {
    Ops.clamp(.tensor(self), low.map(Value.double) ?? .none, high.map(Value.double) ?? .none)
  }
}

// Activations.
extension Tensor {
  /// max(0, x)
  public func relu() -> Tensor { Ops.relu(.tensor(self)) }
  /// min(max(0, x), 6)
  public func relu6() -> Tensor { Ops.relu6(.tensor(self)) }
  /// x · sigmoid(x), also called swish.
  public func silu() -> Tensor { Ops.silu(.tensor(self)) }
  /// x · Φ(x), by the error function.
  public func gelu() -> Tensor { Ops.gelu(.tensor(self)) }
  /// x · relu6(x + 3) / 6
  public func hardswish() -> Tensor { Ops.hardswish(.tensor(self)) }
  /// x, times `slope` where negative.
  public func leakyRelu(_ slope: Double = 0.01) -> Tensor { Ops.leakyRelu(.tensor(self), .double(slope)) }
  /// 1 / (1 + e⁻ˣ)
  public func sigmoid() -> Tensor { Ops.sigmoid(.tensor(self)) }
  /// log(sigmoid(x)) without overflow.
  public func logSigmoid() -> Tensor { Ops.logSigmoid(.tensor(self)) }
  /// log(1 + eˣ)
  public func softplus() -> Tensor { Ops.softplus(.tensor(self)) }
  /// The hyperbolic tangent.
  public func tanh() -> Tensor { Ops.tanh(.tensor(self)) }
  /// eˣ over its sum along `dim`.
  public func softmax(_ dim: Int) -> Tensor { Ops.softmax(.tensor(self), .int(dim)) }
  /// The logarithm of ``softmax(_:)`` without overflow.
  public func logSoftmax(_ dim: Int) -> Tensor { Ops.logSoftmax(.tensor(self), .int(dim)) }
}
