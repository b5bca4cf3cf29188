extension Ops {
  static let mseLoss = Op("aten::mse_loss")
  static let l1Loss = Op("aten::l1_loss")
  static let smoothL1Loss = Op("aten::smooth_l1_loss")
  static let bceLogits = Op("aten::binary_cross_entropy_with_logits")
  static let crossEntropy = Op("aten::cross_entropy_loss")
}

/// How a loss is summed up; the raw values are libtorch's.
public enum Reduction: Int, Sendable {
  /// One value for each element.
  case none = 0
  /// The mean over elements.
  case mean = 1
  /// The sum over elements.
  case sum = 2
}

/// (prediction − target)²
public func mseLoss(_ prediction: Tensor, _ target: Tensor, _ reduction: Reduction = .mean) -> Tensor {
  Ops.mseLoss(.tensor(prediction), .tensor(target), .int(reduction.rawValue))
}

/// |prediction − target|
public func l1Loss(_ prediction: Tensor, _ target: Tensor, _ reduction: Reduction = .mean) -> Tensor {
  Ops.l1Loss(.tensor(prediction), .tensor(target), .int(reduction.rawValue))
}

/// Quadratic below `beta`, linear above (Huber's loss over `beta`).
public func smoothL1Loss(
  _ prediction: Tensor, _ target: Tensor, beta: Double = 1, _ reduction: Reduction = .mean
) -> Tensor {
  Ops.smoothL1Loss(.tensor(prediction), .tensor(target), .int(reduction.rawValue), .double(beta))
}

/// Binary cross entropy of sigmoid(`logits`) against `target` in [0, 1], without overflow. `weight` scales elements,
/// `positiveWeight` those whose target is 1.
public func bceWithLogits(
  _ logits: Tensor, _ target: Tensor, weight: Tensor? = nil, positiveWeight: Tensor? = nil,
  _ reduction: Reduction = .mean
) -> Tensor {
  Ops.bceLogits(
    .tensor(logits), .tensor(target), .optionalTensor(weight), .optionalTensor(positiveWeight),
    .int(reduction.rawValue))
}

/// Cross entropy of softmax(`logits`), `[N, classes, …]`, against class numbers (int64, `[N, …]`) or probabilities.
public func crossEntropy(
  _ logits: Tensor, _ target: Tensor, weight: Tensor? = nil, _ reduction: Reduction = .mean
) -> Tensor {
  Ops.crossEntropy(.tensor(logits), .tensor(target), .optionalTensor(weight), .int(reduction.rawValue))
}
