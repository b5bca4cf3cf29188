import Randomness
import Torch

/// The weights of the samples that a head is trained on; their mean is 1.
///
/// wᵢ = qᵢ / mean(q), qᵢ = σ(zᵢ): at first zᵢ is the logit of the estimated quality; learned weights have
/// zᵢ = a logit(qualityᵢ) + ψ · traitsᵢ.
final class SampleWeights {
  private let rule: SampleWeighting
  private let traits: SampleTraits
  /// Samples that are drawn at all, `[T]`: held-out ones are not.
  private let trained: Tensor
  /// a, `[1]`.
  private let scale: Tensor
  /// ψ, `[K]`.
  private let coefficients: Tensor
  /// The sample whose weight each sample has: itself, unless weights are shuffled.
  private let order: Tensor

  init(_ traits: SampleTraits, _ rule: SampleWeighting, trained: [Int], seed: UInt64) {
    (self.rule, self.traits, self.trained) = (rule, traits, Tensor(trained))
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
    let values = zip(traits.names, coefficients.detach().array(of: Float.self)).map { ($0, Double($1)) }
    return Dictionary(uniqueKeysWithValues: values + [("quality", Double(scale.detach().array(of: Float.self)[0]))])
  }

  /// The weights of all samples `[S]`, in proportion to the mean over those that are trained on.
  func values() -> Tensor {
    let quality = quality()
    return (quality / quality.indexSelect(0, trained).mean()).indexSelect(0, order)
  }

  /// The weights of all samples as numbers.
  var array: [Double] { withoutGradients { values() }.array(of: Float.self).map(Double.init) }

  /// The weights `[N]` that some samples would have if they were all there are.
  func values(amongst indices: Tensor) -> Tensor {
    let quality = quality().indexSelect(0, indices)
    return quality / quality.mean()
  }

  /// What is missing from the highest entropy that weights can have, log T + Σ p log p with p the share of each sample:
  /// 0 for equal weights, log T if one sample has it all.
  func missingEntropy() -> Tensor {
    let quality = quality().indexSelect(0, trained)
    let share = quality / quality.sum()
    return (share * (share * Double(trained.count)).clamp(1e-12).log()).sum()
  }

  /// q `[S]`.
  private func quality() -> Tensor {
    let logit = rule == .learned ? traits.qualityLogit * scale + traits.table.matmul(coefficients) : traits.qualityLogit
    return logit.sigmoid()
  }
}
