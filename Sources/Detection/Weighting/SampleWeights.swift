import Randomness
import Torch

/// The weights of the samples that a head is trained on; their mean is 1.
///
/// wᵢ = qᵢ / mean(q), qᵢ = σ(zᵢ): at first zᵢ is the logit of the estimated quality; learned weights have
/// zᵢ = a logit(qualityᵢ) + ψ · traitsᵢ.
final class SampleWeights {
  private let rule: SampleWeighting
  private let traits: SampleTraits
  /// a, `[1]`.
  private let scale: Tensor
  /// ψ, `[K]`.
  private let coefficients: Tensor
  /// The sample whose weight each sample has: itself, unless weights are shuffled.
  private let order: Tensor

  init(_ traits: SampleTraits, _ rule: SampleWeighting, seed: UInt64) {
    (self.rule, self.traits) = (rule, traits)
    scale = Tensor.ones([1]).requiresGradient(rule == .learned)
    coefficients = Tensor.zeros([traits.names.count]).requiresGradient(rule == .learned)
    var stream = RandomStream(seed: seed, key: "detector/shuffled weights")
    let all = Array(0..<traits.table.shape[0])
    order = Tensor(rule == .shuffled ? stream.shuffled(all) : all)
  }

  /// What is learned.
  var parameters: [Tensor] { [scale, coefficients] }

  /// What is learned, by name.
  var state: [String: Tensor] { ["scale": scale, "coefficients": coefficients] }

  /// What is learned, as numbers by the traits' names.
  var named: [String: Double] {
    let values = (scale.detach().array(of: Float.self) + coefficients.detach().array(of: Float.self)).map(Double.init)
    // A family may be called like another trait.
    return Dictionary(zip(["quality"] + traits.names, values), uniquingKeysWith: { _, trait in trait })
  }

  /// The weights of all samples `[S]`.
  func values() -> Tensor {
    let quality = quality()
    return (quality / quality.mean()).indexSelect(0, order)
  }

  /// The weights of all samples as numbers.
  var array: [Double] { withoutGradients { values() }.array(of: Float.self).map(Double.init) }

  /// The weights `[N]` that some samples would have if they were all there are.
  func values(amongst indices: Tensor) -> Tensor {
    let quality = quality().indexSelect(0, indices)
    return quality / quality.mean()
  }

  /// Σ pᵢ log(pᵢ / p⁰ᵢ) with pᵢ the share of each sample in the whole weight and p⁰ᵢ the share that its quality alone
  /// would give it: 0 where nothing has been learned.
  func relativeEntropy() -> Tensor {
    let (now, prior) = (quality(), traits.qualityLogit.sigmoid())
    let share = now / now.sum()
    return (share * (share.clamp(1e-12).log() - (prior / prior.sum()).log())).sum()
  }

  /// q `[S]`.
  private func quality() -> Tensor {
    let logit = rule == .learned ? traits.qualityLogit * scale + traits.table.matmul(coefficients) : traits.qualityLogit
    return logit.sigmoid()
  }
}
