extension Ops {
  static let fusedSGD = Op("aten::_fused_sgd_")
}

/// Stochastic gradient descent with momentum, by torch's fused kernel.
public final class SGD: Optimizer {
  /// The tensors that are optimised.
  public let parameters: [Tensor]
  /// The learning rate.
  public var rate: Double
  private let momentum: Double
  private let weightDecay: Double
  private let nesterov: Bool
  private var velocities: [Tensor]

  /// Velocities begin at zero; `weightDecay` adds to the gradient.
  public init(
    _ parameters: [Tensor], rate: Double, momentum: Double = 0, weightDecay: Double = 0, nesterov: Bool = false
  ) {
    precondition(!nesterov || momentum > 0, "Nesterov's step needs momentum")
    self.parameters = parameters
    self.rate = rate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.nesterov = nesterov
    velocities = momentum == 0 ? [] : parameters.map { $0.detach().zerosLike() }
  }

  /// Makes one step in place, and clears the gradients.
  public func step() {
    let active = active
    guard !active.isEmpty else { return }
    withoutGradients {
      if !velocities.isEmpty {
        for (i, _) in active { velocities[i] = velocities[i].laidOut(as: parameters[i]) }
      }
      // The velocities begin at zero, so that the first step is like any other: v ← m v + g.
      must {
        try Ops.fusedSGD.all([
          .tensors(active.map { parameters[$0.index] }), .tensors(active.map(\.gradient)),
          .tensors(velocities.isEmpty ? [] : active.map { velocities[$0.index] }), .double(weightDecay),
          .double(momentum), .double(rate), 0.0, .bool(nesterov), false, false,
        ])
      }
    }
    clearGradients()
  }

  /// The velocities by the parameter's index.
  public var state: [String: Tensor] {
    var state: [String: Tensor] = [:]
    for (i, velocity) in velocities.enumerated() { state["\(i).momentum_buffer"] = velocity }
    return state
  }

  /// Goes on from a ``state`` saved before.
  public func load(_ state: [String: Tensor]) throws(TorchError) {
    try copyState(from: state, to: self.state.sortedByName)
  }
}
