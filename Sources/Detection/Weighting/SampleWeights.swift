import Datasets
import Randomness
import Torch

/// The weights of the samples that a head is trained on; their mean is 1.
///
/// wᵢ = qᵢ / mean(q), qᵢ = σ(zᵢ): at first zᵢ is the logit of the estimated quality; learned weights add ψ · traitsᵢ.
final class SampleWeights {
  private let rule: SampleWeighting
  private let traits: SampleTraits
  /// Samples that are drawn at all, `[S]` of 0 and 1: held-out ones are not.
  private let isTrained: Tensor
  /// ψ, one number a trait; `nil` unless weights are learned.
  let psi: Tensor?
  private let order: Tensor

  init(_ records: [SampleRecord], rule: SampleWeighting, heldOut: Set<Int>, seed: UInt64) {
    (self.rule, traits) = (rule, SampleTraits(records))
    isTrained = Tensor(records.indices.map { heldOut.contains($0) ? 0 : 1 as Float }, [records.count])
    psi = rule == .learned ? Tensor.zeros([traits.table.shape[1]]).requiresGradient(true) : nil
    var stream = RandomStream(seed: seed, key: "detector/shuffled weights")
    order = Tensor(rule == .shuffled ? stream.shuffled(records.indices) : Array(records.indices))
  }

  /// All weights `[S]`; held-out samples have some too, but the mean is taken without them.
  func values() -> Tensor {
    guard rule != .uniform else { return isTrained.onesLike() }
    var logit = traits.qualityLogit
    if let psi { logit = logit + traits.table.matmul(psi) }
    let quality = logit.sigmoid()
    let mean = (quality * isTrained).sum() / isTrained.sum()
    return (quality / mean).indexSelect(0, order)
  }

  /// Σ p log p over the trained samples with p their share of the whole weight: 0 at most, lowest for equal weights.
  func negativeEntropy() -> Tensor {
    let weights = values() * isTrained
    let share = weights / weights.sum()
    return (share * share.clamp(1e-12).log()).sum()
  }
}
