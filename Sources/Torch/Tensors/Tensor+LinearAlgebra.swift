extension Ops {
  static let matmul = Op("aten::matmul")
  static let bmm = Op("aten::bmm")
  static let linear = Op("aten::linear")
  static let cdist = Op("aten::cdist")
  static let einsum = Op("aten::einsum")
  static let attention = Op("aten::scaled_dot_product_attention")
  static let cholesky = Op("aten::linalg_cholesky")
  static let solveTriangular = Op("aten::linalg_solve_triangular")
}

extension Tensor {
  /// The matrix product over the last two dimensions, with broadcasting over the others.
  public func matmul(_ other: Tensor) -> Tensor { Ops.matmul(.tensor(self), .tensor(other)) }

  /// The matrix products of two `[B, …]` stacks.
  public func bmm(_ other: Tensor) -> Tensor { Ops.bmm(.tensor(self), .tensor(other)) }

  /// Euclidean distances between the rows of `[…, P, D]` and of `other` `[…, R, D]`: `[…, P, R]`.
  public func cdist(_ other: Tensor) -> Tensor { Ops.cdist(.tensor(self), .tensor(other)) }

  /// The lower triangular L with L Lᵀ = self, for symmetric positive definite matrices; throws for others.
  public func cholesky() throws -> Tensor { try Ops.cholesky.all([.tensor(self)])[0] }

  /// X with self · X = `right`, for a triangular matrix.
  public func solveTriangular(_ right: Tensor, upper: Bool) -> Tensor {
    Ops.solveTriangular(.tensor(self), .tensor(right), .bool(upper))
  }
}

/// Sums of products by Einstein's convention, such as `"nchw,dc->ndhw"`.
public func einsum(_ equation: String, _ tensors: Tensor...) -> Tensor {
  Ops.einsum(.string(equation), .tensors(tensors))
}

/// softmax(q kᵀ / √d + mask) v for `[…, heads, length, d]` (Vaswani et al. 2017, eq. 1).
public func scaledDotProductAttention(_ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor? = nil) -> Tensor {
  Ops.attention(.tensor(q), .tensor(k), .tensor(v), .optionalTensor(mask))
}
