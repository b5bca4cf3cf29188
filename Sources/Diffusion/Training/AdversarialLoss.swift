import Torch

/// The non-saturating loss of GANs (Goodfellow et al. 2014) on both branches, with R1 (Mescheder et al. 2018).
package struct AdversarialLoss {
  /// λ_local.
  package let localWeight: Double

  /// A loss with λ_local.
  package init(localWeight: Double) { self.localWeight = localWeight }

  /// softplus(−D(real)) + softplus(D(made)), a mean over samples; `logits` has the real samples first, then as many made.
  package func discriminator(_ logits: DenoisingDiscriminator.Logits) -> Tensor {
    func loss(_ logits: Tensor) -> Tensor {
      let parts = logits.to(.float32).chunk(2, 0)
      return (-parts[0]).softplus().mean() + parts[1].softplus().mean()
    }
    return weighted(loss(logits.global), localWeight > 0 ? loss(logits.local) : nil)
  }

  /// softplus(−D(made)), a mean over samples.
  package func generator(_ logits: DenoisingDiscriminator.Logits) -> Tensor {
    func loss(_ logits: Tensor) -> Tensor { (-logits.to(.float32)).softplus().mean() }
    return weighted(loss(logits.global), localWeight > 0 ? loss(logits.local) : nil)
  }

  /// R1 = ½ ‖∂D/∂x_{t−1}‖² at real samples, of both branches together, a mean over samples. It can be differentiated.
  package func gradientPenalty(_ real: Tensor, _ logits: (Tensor) -> DenoisingDiscriminator.Logits) throws -> Tensor {
    let x = real.detach().requiresGradient(true)
    let judged = logits(x)
    let sum = weighted(judged.global.sum(), localWeight > 0 ? judged.local.sum() : nil)
    let slope = try gradients(of: sum, [x], createGraph: true)[0]
    return slope.pow(2).sum() * (0.5 / Double(real.shape[0]))
  }

  private func weighted(_ global: Tensor, _ local: Tensor?) -> Tensor {
    local.map { global + $0 * localWeight } ?? global
  }
}

/// |x̂0 − x_0| within the mask, the mean over its pixels of each sample `[N]`.
///
/// At the level of x_0, beside the adversarial loss: a mean over the mask alone, so that small defects weigh as much as
/// large ones.
package func maskedReconstruction(_ predicted: Tensor, _ picture: Tensor, mask: Tensor) -> Tensor {
  let error = ((predicted - picture).abs() * mask).sum([1, 2, 3])
  return error / (mask.sum([1, 2, 3]) * Double(picture.shape[1]) + 1e-6)
}
