extension Ops {
  static let sum = Op("aten::sum")
  static let sumDims = Op("aten::sum", "dim_IntList")
  static let mean = Op("aten::mean")
  static let meanDims = Op("aten::mean", "dim")
  static let varCorrection = Op("aten::var", "correction")
  static let amax = Op("aten::amax")
  static let amin = Op("aten::amin")
  static let max = Op("aten::max")
  static let min = Op("aten::min")
  static let argmax = Op("aten::argmax")
  static let argmin = Op("aten::argmin")
  static let normDims = Op("aten::linalg_vector_norm")
  static let quantile = Op("aten::quantile", "scalar")
  static let cumsum = Op("aten::cumsum")
  static let any = Op("aten::any")
  static let all = Op("aten::all")
}

extension Tensor {
  /// The sum of all elements.
  public func sum() -> Tensor { Ops.sum(.tensor(self)) }

  /// The sum along `dims`.
  public func sum(_ dims: [Int], keepDim: Bool = false) -> Tensor {
    Ops.sumDims(.tensor(self), .ints(dims), .bool(keepDim))
  }

  /// The mean of all elements.
  public func mean() -> Tensor { Ops.mean(.tensor(self)) }

  /// The mean along `dims`.
  public func mean(_ dims: [Int], keepDim: Bool = false) -> Tensor {
    Ops.meanDims(.tensor(self), .ints(dims), .bool(keepDim))
  }

  /// The variance along `dims` (all when empty): squared deviations over their number less `correction`.
  public func variance(_ dims: [Int] = [], correction: Double = 1, keepDim: Bool = false) -> Tensor {
    Ops.varCorrection(.tensor(self), dims.isEmpty ? .none : .ints(dims), .double(correction), .bool(keepDim))
  }

  /// The standard deviation; see ``variance(_:correction:keepDim:)``.
  public func standardDeviation(_ dims: [Int] = [], correction: Double = 1, keepDim: Bool = false) -> Tensor {
    variance(dims, correction: correction, keepDim: keepDim).sqrt()
  }

  /// The largest element.
  public func max() -> Tensor { Ops.max(.tensor(self)) }

  /// The largest along `dims`.
  public func max(_ dims: [Int], keepDim: Bool = false) -> Tensor {
    Ops.amax(.tensor(self), .ints(dims), .bool(keepDim))
  }

  /// The smallest element.
  public func min() -> Tensor { Ops.min(.tensor(self)) }

  /// The smallest along `dims`.
  public func min(_ dims: [Int], keepDim: Bool = false) -> Tensor {
    Ops.amin(.tensor(self), .ints(dims), .bool(keepDim))
  }

  /// Where the largest along `dim` is, as int64.
  public func argmax(_ dim: Int, keepDim: Bool = false) -> Tensor {
    Ops.argmax(.tensor(self), .int(dim), .bool(keepDim))
  }

  /// Where the smallest along `dim` is, as int64.
  public func argmin(_ dim: Int, keepDim: Bool = false) -> Tensor {
    Ops.argmin(.tensor(self), .int(dim), .bool(keepDim))
  }

  /// The Euclidean length along `dims`, of all elements when empty.
  public func norm(_ dims: [Int] = [], keepDim: Bool = false) -> Tensor {
    Ops.normDims(.tensor(self), 2.0, dims.isEmpty ? .none : .ints(dims), .bool(keepDim))
  }

  /// The value below which the fraction `q` in [0, 1] lies along `dim`, between elements by linear interpolation.
  public func quantile(_ q: Double, _ dim: Int? = nil, keepDim: Bool = false) -> Tensor {
    Ops.quantile(.tensor(self), .double(q), dim.map(Value.int) ?? .none, .bool(keepDim))
  }

  /// Running sums along `dim`.
  public func cumsum(_ dim: Int) -> Tensor { Ops.cumsum(.tensor(self), .int(dim)) }

  /// Whether any element is not zero, as a bool scalar.
  public func any() -> Tensor { Ops.any(.tensor(self)) }

  /// Whether all elements are not zero, as a bool scalar.
  public func all() -> Tensor { Ops.all(.tensor(self)) }
}
