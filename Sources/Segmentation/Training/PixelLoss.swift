import Foundation
import Torch

/// What a segmenter's training makes small.
public enum PixelLoss: Codable, Sendable, Equatable {
  /// The mean cross entropy of all pixels.
  case crossEntropy
  /// The mean cross entropy of the hard pixels, those whose true class has a probability under `probability`; at least
  /// the share `least` of all pixels counts (online hard example mining, Shrivastava et al., CVPR 2016).
  case hardExamples(probability: Double, least: Double)
  /// The mean cross entropy of all pixels, and one less the soft Dice coefficient of all defects together against
  /// background (Milletari et al., 3DV 2016), which does not care how few their pixels are.
  case crossEntropyAndDice

  /// The loss of logits `[N, classes, H, W]` for labels, int64 `[N, H, W]`; auxiliary heads count as much as the main one.
  /// - Throws: what reading a number from a device throws.
  public func callAsFunction(_ logits: SegmentationLogits, _ labels: Tensor) throws -> Tensor {
    try logits.auxiliary.map { try mean($0, labels) }.reduce(mean(logits.main, labels)) { $0 + $1 }
  }

  /// - Throws: `SegmentationError.invalidConfiguration`.
  func validate() throws {
    guard case .hardExamples(let probability, let least) = self else { return }
    guard probability > 0, probability < 1, least > 0, least <= 1 else {
      throw SegmentationError.invalidConfiguration(
        name: "loss", reason: "the probability and the least share lie in 0 ... 1")
    }
  }

  private func mean(_ logits: Tensor, _ labels: Tensor) throws -> Tensor {
    switch self {
    case .crossEntropy: return Torch.crossEntropy(logits, labels)
    case .crossEntropyAndDice: return Torch.crossEntropy(logits, labels) + Self.dice(logits, labels)
    case .hardExamples(let probability, let least):
      return try Self.hardMean(logits, labels, probability: probability, least: least)
    }
  }

  /// 1 − (2 Σ p d + 1) / (Σ p² + Σ d + 1) over the batch, p the probability of a defect, d 1 where there is one; the ones
  /// keep batches without defects defined.
  private static func dice(_ logits: Tensor, _ labels: Tensor) -> Tensor {
    let found = 1 - logits.softmax(1).select(1, 0).reshape(-1)
    let defects = (labels.reshape(-1) .> 0).to(found.dtype)
    let overlap = (found * defects).sum() * 2 + 1
    return 1 - overlap / ((found * found).sum() + defects.sum() + 1)
  }

  private static func hardMean(
    _ logits: Tensor, _ labels: Tensor, probability: Double, least: Double
  ) throws -> Tensor {
    let losses = Torch.crossEntropy(logits, labels, .none).reshape(-1)
    let isHard = losses.detach() .> -log(probability)
    let needed = max(1, Int(Double(losses.count) * least))
    guard Int(try isHard.to(.float32).sum().item) < needed else { return losses.maskedSelect(isHard).mean() }
    return losses.topk(needed).values.mean()
  }
}
