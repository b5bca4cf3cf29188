extension Ops {
  static let selectInt = Op("aten::select", "int")
  static let slice = Op("aten::slice", "Tensor")
  static let indexSelect = Op("aten::index_select")
  static let index = Op("aten::index", "Tensor")
  static let gather = Op("aten::gather")
  static let scatter = Op("aten::scatter", "src")
  static let scatterAdd = Op("aten::scatter_add")
  static let maskedSelect = Op("aten::masked_select")
  static let maskedFill = Op("aten::masked_fill", "Scalar")
  static let nonzero = Op("aten::nonzero")
  static let topk = Op("aten::topk")
  static let sort = Op("aten::sort")
}

// A negative dimension or index counts from the end.
extension Tensor {
  /// The `index`-th part along `dim`, which disappears; a view.
  public func select(_ dim: Int, _ index: Int) -> Tensor { Ops.selectInt(.tensor(self), .int(dim), .int(index)) }

  /// The parts in `range` along `dim`, every `step`-th; a view.
  public func slice(_ dim: Int, _ range: Range<Int>, step: Int = 1) -> Tensor {
    let extent = shape[dim < 0 ? dim + self.dim : dim]
    precondition(range.lowerBound >= 0 && range.upperBound <= extent, "\(range) is not within 0..<\(extent)")
    return Ops.slice(.tensor(self), .int(dim), .int(range.lowerBound), .int(range.upperBound), .int(step))
  }

  /// The `index`-th part along the first dimension; a view.
  public subscript(index: Int) -> Tensor { select(0, index) }

  /// The parts in `range` along the first dimension; a view.
  public subscript(range: Range<Int>) -> Tensor { slice(0, range) }

  /// The parts named by `indices` (int64 vector) along `dim`; a copy.
  public func indexSelect(_ dim: Int, _ indices: Tensor) -> Tensor {
    Ops.indexSelect(.tensor(self), .int(dim), .tensor(indices))
  }

  /// Elements picked by int64 `indices`, one for each leading dimension and broadcast together; nil takes the whole
  /// dimension, as a colon in Python.
  public func index(_ indices: Tensor?...) -> Tensor { Ops.index(.tensor(self), .optionalTensors(indices)) }

  /// Elements picked along `dim` by `indices` of the result's shape.
  public func gather(_ dim: Int, _ indices: Tensor) -> Tensor {
    Ops.gather(.tensor(self), .int(dim), .tensor(indices))
  }

  /// A copy with `source` written along `dim` where `indices` say; the reverse of ``gather(_:_:)``.
  public func scatter(_ dim: Int, _ indices: Tensor, _ source: Tensor) -> Tensor {
    Ops.scatter(.tensor(self), .int(dim), .tensor(indices), .tensor(source))
  }

  /// A copy with `source` added along `dim` where `indices` say.
  public func scatterAdd(_ dim: Int, _ indices: Tensor, _ source: Tensor) -> Tensor {
    Ops.scatterAdd(.tensor(self), .int(dim), .tensor(indices), .tensor(source))
  }

  /// The elements where `mask` (bool) holds, as a vector.
  public func maskedSelect(_ mask: Tensor) -> Tensor { Ops.maskedSelect(.tensor(self), .tensor(mask)) }

  /// A copy with `value` where `mask` (bool) holds.
  public func maskedFill(_ mask: Tensor, _ value: Double) -> Tensor {
    Ops.maskedFill(.tensor(self), .tensor(mask), .double(value))
  }

  /// The places of the elements that are not zero, `[count, dim]` in row-major order.
  public func nonzero() -> Tensor { Ops.nonzero(.tensor(self)) }

  /// The `k` largest (or smallest) along `dim`, in order, and where they are.
  public func topk(_ k: Int, _ dim: Int = -1, largest: Bool = true) -> (values: Tensor, indices: Tensor) {
    pair(Ops.topk, [.tensor(self), .int(k), .int(dim), .bool(largest)])
  }

  /// The elements in order along `dim`, and where they were.
  public func sort(_ dim: Int = -1, descending: Bool = false) -> (values: Tensor, indices: Tensor) {
    pair(Ops.sort, [.tensor(self), .int(dim), .bool(descending)])
  }

  private func pair(_ op: Op, _ arguments: [Value]) -> (values: Tensor, indices: Tensor) {
    let results = must { try op.all(arguments) }
    return (results[0], results[1])
  }
}
