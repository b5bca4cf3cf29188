import Foundation
import Torch

/// What a segmenter's training makes small.
public enum PixelLoss: Codable, Sendable, Equatable {
  /// The mean cross entropy of all pixels.
  case crossEntropy
  /// The mean cross entropy of the hard pixels, those whose true class has a probability under `probability`; at least
  /// the share `least` of all pixels counts (online hard example mining, Shrivastava et al., CVPR 2016).
  case hardExamples(probability: Double, least: Double)

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
    guard case .hardExamples(let probability, let least) = self else { return Torch.crossEntropy(logits, labels) }
    let losses = Torch.crossEntropy(logits, labels, .none).reshape(-1)
    let isHard = losses.detach() .> -log(probability)
    let needed = max(1, Int(Double(losses.count) * least))
    guard Int(try isHard.to(.float32).sum().item) < needed else { return losses.maskedSelect(isHard).mean() }
    return losses.topk(needed).values.mean()
  }
}
