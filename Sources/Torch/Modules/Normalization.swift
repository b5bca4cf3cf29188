/// Normalises channels of `[N, C, H, W]` over the batch in training, and by running statistics in evaluation
/// (Ioffe and Szegedy 2015).
public struct BatchNorm2d: Layer {
  /// torch's names of the running statistics.
  public static let stateNames = ["runningMean": "running_mean", "runningVariance": "running_var"]

  /// The scale, `[channels]`.
  @Parameter public var weight: Tensor
  /// The shift, `[channels]`.
  @Parameter public var bias: Tensor
  private let runningMean: Tensor
  private let runningVariance: Tensor
  private let mode = TrainingMode()
  private let momentum: Double
  private let epsilon: Double

  /// A layer for `channels`, in training mode. `momentum` is the share of each batch in the running statistics.
  public init(_ channels: Int, momentum: Double = 0.1, epsilon: Double = 1e-5) {
    weight = .ones([channels])
    bias = .zeros([channels])
    runningMean = .zeros([channels])
    runningVariance = .ones([channels])
    self.momentum = momentum
    self.epsilon = epsilon
  }

  /// The shape is kept.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.batchNorm(
      weight: weight, bias: bias, runningMean: runningMean, runningVariance: runningVariance, training: mode.isTraining,
      momentum: momentum, epsilon: epsilon)
  }
}

/// Normalises groups of channels of each sample (Wu and He 2018).
public struct GroupNorm: Layer {
  /// The scale, `[channels]`.
  @Parameter public var weight: Tensor
  /// The shift, `[channels]`.
  @Parameter public var bias: Tensor
  private let groups: Int
  private let epsilon: Double

  /// A layer for `channels` in `groups`.
  public init(_ groups: Int, _ channels: Int, epsilon: Double = 1e-5) {
    precondition(channels % groups == 0, "\(groups) groups do not divide \(channels) channels")
    weight = .ones([channels])
    bias = .zeros([channels])
    self.groups = groups
    self.epsilon = epsilon
  }

  /// The shape is kept.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.groupNorm(groups, weight: weight, bias: bias, epsilon: epsilon)
  }
}

/// Normalises the last dimension (Ba et al. 2016).
public struct LayerNorm: Layer {
  /// The scale, `[features]`.
  @Parameter public var weight: Tensor
  /// The shift, `[features]`.
  @Parameter public var bias: Tensor
  private let features: Int
  private let epsilon: Double

  /// A layer for `features`.
  public init(_ features: Int, epsilon: Double = 1e-5) {
    weight = .ones([features])
    bias = .zeros([features])
    self.features = features
    self.epsilon = epsilon
  }

  /// The shape is kept.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.layerNorm([features], weight: weight, bias: bias, epsilon: epsilon)
  }
}
