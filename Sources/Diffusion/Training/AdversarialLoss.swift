import Torch

/// The hinge loss of GANs (Lim and Ye 2017; Miyato et al. 2018) on the cells of both branches.
package struct AdversarialLoss {
  /// λ_local.
  package let localWeight: Double

  /// A loss with λ_local.
  package init(localWeight: Double) { self.localWeight = localWeight }

  /// max(0, 1 − D(real)) + max(0, 1 + D(made)), a mean over samples; `verdict` is on the real samples first, then on as
  /// many made.
  package func discriminator(_ verdict: DefectDiscriminator.Verdict) -> Tensor {
    func loss(_ judgement: DefectDiscriminator.Judgement) -> Tensor {
      let (cells, weights) = (judgement.cells.chunk(2, 0), judgement.weights.chunk(2, 0))
      let (real, made) = ((1 - cells[0]).relu() * weights[0], (cells[1] + 1).relu() * weights[1])
      return (real.sum([1]) + made.sum([1])).mean()
    }
    return weighted(loss(verdict.global), verdict.local.map(loss))
  }

  /// −D(made), a mean over samples.
  package func generator(_ made: DefectDiscriminator.Verdict) -> Tensor {
    weighted(-made.global.mean.mean(), made.local.map { -$0.mean.mean() })
  }

  private func weighted(_ global: Tensor, _ local: Tensor?) -> Tensor {
    local.map { global + $0 * localWeight } ?? global
  }
}

/// (x̂0 − x_0)² within the mask, the mean over its pixels of each sample `[N]`.
///
/// A mean over the mask alone, so that small defects weigh as much as large ones.
package func maskedReconstruction(_ predicted: Tensor, _ picture: Tensor, mask: Tensor) -> Tensor {
  let error = ((predicted - picture).pow(2) * mask).sum([1, 2, 3])
  return error / (mask.sum([1, 2, 3]) * Double(picture.shape[1]) + 1e-6)
}
