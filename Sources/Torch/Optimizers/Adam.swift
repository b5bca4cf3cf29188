extension Ops {
  static let fusedAdamW = Op("aten::_fused_adamw_")
  static let fusedAdam = Op("aten::_fused_adam_")
  static let foreachAdd = Op("aten::_foreach_add_", "Scalar")
}

/// Adam (Kingma and Ba 2015), or with decoupled weight decay AdamW (Loshchilov and Hutter 2019), by torch's fused kernel.
public class Adam: Optimizer {
  /// The tensors that are optimised.
  public let parameters: [Tensor]
  /// The learning rate.
  public var rate: Double
  private let beta1: Double
  private let beta2: Double
  private let weightDecay: Double
  private let epsilon: Double
  private let kernel: Op
  private var means: [Tensor]
  private var squares: [Tensor]
  private var steps: [Tensor]

  /// Adam, where `weightDecay` adds to the gradient.
  public convenience init(
    _ parameters: [Tensor], rate: Double, betas: (Double, Double) = (0.9, 0.999), weightDecay: Double = 0,
    epsilon: Double = 1e-8
  ) {
    self.init(parameters, rate, betas, weightDecay, epsilon, Ops.fusedAdam)
  }

  fileprivate init(
    _ parameters: [Tensor], _ rate: Double, _ betas: (Double, Double), _ weightDecay: Double, _ epsilon: Double,
    _ kernel: Op
  ) {
    self.parameters = parameters
    self.rate = rate
    (beta1, beta2) = betas
    self.weightDecay = weightDecay
    self.epsilon = epsilon
    self.kernel = kernel
    means = parameters.map { $0.detach().zerosLike() }
    squares = parameters.map { $0.detach().zerosLike() }
    steps = parameters.map { .zeros([], on: $0.device) }
  }

  /// Makes one step in place, and clears the gradients.
  public func step() {
    let active = active
    guard !active.isEmpty else { return }
    withoutGradients {
      for (i, _) in active {
        // The parameter may have been moved since.
        means[i] = means[i].laidOut(as: parameters[i])
        squares[i] = squares[i].laidOut(as: parameters[i])
        steps[i] = steps[i].to(parameters[i].device)
      }
      let steps = active.map { self.steps[$0.index] }
      // The kernel does not count, and its first step divides by 1 − βᵗ.
      must { try Ops.foreachAdd.all([.tensors(steps), 1]) }
      must {
        try kernel.all([
          .tensors(active.map { parameters[$0.index] }), .tensors(active.map(\.gradient)),
          .tensors(active.map { means[$0.index] }), .tensors(active.map { squares[$0.index] }), .tensors([]),
          .tensors(steps),
          .double(rate), .double(beta1), .double(beta2), .double(weightDecay), .double(epsilon), false, false,
        ])
      }
    }
    clearGradients()
  }

  /// Running means of gradients and squares, and the numbers of steps, named as in torch by the parameter's index.
  public var state: [String: Tensor] {
    var state: [String: Tensor] = [:]
    for i in parameters.indices {
      state["\(i).exp_avg"] = means[i]
      state["\(i).exp_avg_sq"] = squares[i]
      state["\(i).step"] = steps[i]
    }
    return state
  }

  /// Goes on from a ``state`` saved before.
  public func load(_ state: [String: Tensor]) throws(TorchError) {
    try copyState(from: state, to: self.state.sortedByName)
  }
}

/// Adam with decoupled weight decay.
public final class AdamW: Adam {
  /// Each step also takes the fraction `rate` · `weightDecay` off the parameters.
  public init(
    _ parameters: [Tensor], rate: Double, betas: (Double, Double) = (0.9, 0.999), weightDecay: Double = 0.01,
    epsilon: Double = 1e-8
  ) {
    super.init(parameters, rate, betas, weightDecay, epsilon, Ops.fusedAdamW)
  }
}
