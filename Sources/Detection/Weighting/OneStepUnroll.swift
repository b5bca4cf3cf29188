import Torch

/// How the loss on held-out data answers to the weights of training samples, seen one gradient step ahead.
///
/// One virtual step of gradient descent on the weighted loss, θ′(w) = θ − η ∇ (1/N) Σᵢ wᵢ lᵢ(θ), gives exactly
/// ∂L/∂wᵢ = −(η/N) ⟨∇L(θ′), ∇lᵢ(θ)⟩: a sample helps where its gradient points the way the held-out loss wants to go.
/// All products come from one second differentiation, d/dw ⟨∇ Σ wᵢ lᵢ, v⟩ with v = ∇L(θ′), not from N gradients.
///
/// Source: one-step unrolled bi-level optimisation as in Ren et al., "Learning to reweight examples", ICML 2018, and Liu
/// et al., "DARTS", ICLR 2019; here with the weights at any value rather than at 0.
package struct OneStepUnroll {
  /// The network's parameters θ.
  private let parameters: [Tensor]
  /// Those of its double, which takes the virtual step; θ itself stays untouched.
  private let double: [Tensor]
  /// The virtual step's learning rate η.
  private let rate: Double

  /// - Parameter double: parameters of a second network of the same kind, in the same order.
  package init(parameters: [Tensor], double: [Tensor], rate: Double) {
    precondition(parameters.map(\.shape) == double.map(\.shape), "the double has the network's shapes")
    precondition(rate > 0, "a step has a length")
    (self.parameters, self.double, self.rate) = (parameters, double, rate)
  }

  /// ∂L(θ′(w))/∂w.
  /// - Parameters:
  ///   - weights: `[N]`.
  ///   - losses: the N losses `[N]` of the network at θ.
  ///   - heldOut: the held-out loss (a scalar) of the double.
  /// - Returns: `[N]`.
  package func weightGradients(
    _ weights: Tensor, losses: () throws -> Tensor, heldOut: () throws -> Tensor
  ) throws -> Tensor {
    let w = weights.detach().clone().requiresGradient(true)
    let slopes = try gradients(of: (try losses() * w).mean(), parameters, createGraph: true)
    withoutGradients {
      for ((copy, parameter), slope) in zip(zip(double, parameters), slopes) {
        copy.copy_(parameter - slope * rate)
      }
    }
    let direction = try gradients(of: heldOut(), double)
    let alignment = zip(slopes, direction).map { ($0 * $1.detach()).sum() }
    let total = alignment.dropFirst().reduce(alignment[0], +)
    return try gradients(of: total, [w])[0] * -rate
  }
}
