import Torch

/// Tells pairs (x_{t−1}, x_t) of real pictures from those whose x_{t−1} the generator had a part in.
///
/// After SARD (arXiv 2508.03143): a global branch judges the whole, a branch with discriminative mask guidance judges the
/// defect through its mask. The branches share nothing; their layers are our construction.
public struct DenoisingDiscriminator: Module {
  /// Logits of a batch, higher for real.
  public struct Logits {
    /// Of the whole picture, `[N]`.
    public let global: Tensor
    /// Of the defect, `[N]`.
    public let local: Tensor

    package init(global: Tensor, local: Tensor) { (self.global, self.local) = (global, local) }
  }

  let global: GlobalBranch
  let local: MaskGuidedBranch

  /// A network with weights drawn from `generator`; without one they are zero, for weights to be loaded.
  public init(_ configuration: DiffusionConfiguration, from generator: Generator?) {
    global = GlobalBranch(configuration, from: generator)
    local = MaskGuidedBranch(configuration, from: generator)
  }

  /// - Parameters:
  ///   - pair: x_{t−1} and x_t, `[N, C, H, W]` each.
  ///   - steps: t of each sample, 1…T.
  ///   - mask: M, `[N, 1, H, W]`, 1 where the defect is, else 0.
  ///   - types: number of the defect's type, int64 `[N]`.
  public func callAsFunction(
    _ pair: (less: Tensor, more: Tensor), at steps: [Int], mask: Tensor, types: Tensor
  ) -> Logits {
    Logits(global: global(pair, at: steps), local: local(pair, at: steps, mask: mask, types: types))
  }
}
