import Torch

/// Judges cells of one level of features, each with those around it.
struct FeatureHead: Module {
  let first: Conv2d
  let types: Embedding?
  let second: Conv2d
  let last: Conv2d

  /// A head for features of `channels`; one of a number of `types` is told the defect's type.
  init(_ channels: Int, width: Int, types count: Int?, from generator: Generator?) {
    first = Conv2d(channels, width, 1, initializer: .kaimingNormal(), from: generator)
    types = count.map { Embedding($0, width, from: generator) }
    second = Conv2d(width, width, 3, initializer: .kaimingNormal(), from: generator)
    last = Conv2d(width, 1, 1, from: generator)
  }

  /// `[N, C, H, W]` → `[N, 1, H, W]`, higher for real.
  func callAsFunction(_ x: Tensor, types kinds: Tensor) -> Tensor {
    var inner = first(x)
    if let types { inner = inner + types(kinds).unsqueeze(2).unsqueeze(3) }
    return last(second(inner.leakyRelu(0.2)).leakyRelu(0.2))
  }
}
