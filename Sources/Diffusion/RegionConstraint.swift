import Torch

/// Keeps a denoising step within the defect's region.
///
/// After SARD (arXiv 2508.03143), whose rule x_{t−1} ← M · x_{t−1} + (1 − M) · x_t is ``Mode/literal``. Taken by the
/// letter the background keeps the noise of the first step, while the network is told that there is less. Our default,
/// ``Mode/noiseMatched``, puts the background there as it looks at that step, a draw of q(x_bg, t − 1). The end of either
/// is ``composite(_:over:mask:)``, which keeps the background to the bit.
public struct RegionConstraint: Sendable {
  /// What becomes of the background in a step.
  public enum Mode: String, Codable, Sendable, CaseIterable {
    /// The photograph with the noise of the step: M · x + (1 − M) · q(x_bg, t).
    case noiseMatched = "noise-matched"
    /// What was there before the step: M · x + (1 − M) · x_{t+1}. For comparison only.
    case literal
    /// Whatever the network makes of it. For comparison only.
    case unconstrained
  }

  /// What becomes of the background.
  public let mode: Mode
  /// The noise of each step.
  public let schedule: DiffusionSchedule
  private let background: Tensor
  private let inside: Tensor

  /// A constraint for a batch of photographs.
  /// - Parameters:
  ///   - background: x_bg, `[N, C, H, W]`, −1…1.
  ///   - mask: M, `[N, 1, H, W]`, 1 where the defect is, else 0.
  public init(_ mode: Mode = .noiseMatched, background: Tensor, mask: Tensor, schedule: DiffusionSchedule) {
    (self.mode, self.background, self.schedule) = (mode, background, schedule)
    inside = mask .> 0.5
  }

  /// x_T: noise in the region, the photograph with the noise of step T around it.
  /// - Parameter noise: standard normal, as `background`.
  public func start(noise: Tensor) -> Tensor {
    guard mode != .unconstrained else { return noise }
    return select(where: inside, noise, background(at: schedule.steps, noise: noise))
  }

  /// x_t of a draft: the draft with the noise of step `t` in the region, around it the photograph as the mode has it then.
  /// - Parameters:
  ///   - draft: a picture of the defect, as `background`.
  ///   - noise: standard normal, as `background`.
  public func start(from draft: Tensor, at t: Int, noise: Tensor) -> Tensor {
    let drafted = schedule.noised(draft, at: [Int](repeating: t, count: draft.shape[0]), noise: noise)
    return constrained(drafted, at: t, previous: start(noise: noise), noise: noise)
  }

  /// x_t of step `t` with its background set right.
  /// - Parameters:
  ///   - sample: what the posterior drew, `[N, C, H, W]`.
  ///   - previous: x at the step before, which had more noise.
  ///   - noise: standard normal, as `background`.
  public func constrained(_ sample: Tensor, at t: Int, previous: Tensor, noise: Tensor) -> Tensor {
    switch mode {
    case .noiseMatched: select(where: inside, sample, background(at: t, noise: noise))
    case .literal: select(where: inside, sample, previous)
    case .unconstrained: sample
    }
  }

  /// `picture` in the region and, to the bit, `background` around it.
  /// - Parameters:
  ///   - picture: `[N, C, H, W]`.
  ///   - background: the photograph in the same units.
  ///   - mask: `[N, 1, H, W]`, 1 where the defect is, else 0.
  public static func composite(_ picture: Tensor, over background: Tensor, mask: Tensor) -> Tensor {
    select(where: mask .> 0.5, picture, background)
  }

  private func background(at t: Int, noise: Tensor) -> Tensor {
    schedule.noised(background, at: [Int](repeating: t, count: background.shape[0]), noise: noise)
  }
}
