import Torch

/// A small convolutional network that learns from synthetic defects which deviations from the memory are defects.
///
/// It sees, on the coarse grid, the descriptors, their residuals to the nearest memory vectors and the distances, and, on
/// a grid twice as fine, features of stride 4 for thin defects. About 110,000 parameters at width 64 with one backbone.
struct SegmentationHead: Module {
  let entry: Conv2d
  let coarse: Conv2d
  let fineEntry: Conv2d
  let fine: Conv2d
  let exit: Conv2d

  /// - Parameters:
  ///   - coarseChannels: channels of the coarse input.
  ///   - fineChannels: channels of the fine input.
  init(coarseChannels: Int, fineChannels: Int, width: Int, from generator: Generator?) {
    entry = Conv2d(coarseChannels, width, 1, from: generator)
    coarse = Conv2d(width, width, 3, from: generator)
    fineEntry = Conv2d(fineChannels, width, 1, from: generator)
    fine = Conv2d(width, width, 3, from: generator)
    exit = Conv2d(width, 1, 1, from: generator)
  }

  /// Logits `[N, 1, 2G, 2G]` from coarse `[N, C, G, G]` and fine `[N, F, 2G, 2G]` inputs.
  func callAsFunction(coarse input: Tensor, fine detail: Tensor) -> Tensor {
    var x = entry(input).silu()
    x = x + coarse(x).silu()
    x = x.interpolate(detail.shape[2], detail.shape[3]) + fineEntry(detail)
    x = x.silu()
    x = x + fine(x).silu()
    return exit(x)
  }
}
