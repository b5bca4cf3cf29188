import Torch

/// A residual block of the discriminator that halves the resolution. It has no normalisation, which would weaken R1.
struct DiscriminatorBlock: Module {
  let first: Conv2d
  let second: Conv2d
  let shift: Linear
  let skip: Conv2d

  init(_ inputs: Int, _ outputs: Int, embedding: Int, from generator: Generator?) {
    first = Conv2d(inputs, inputs, 3, initializer: .kaimingNormal(), from: generator)
    second = Conv2d(inputs, outputs, 3, initializer: .kaimingNormal(), from: generator)
    shift = Linear(embedding, inputs, from: generator)
    skip = Conv2d(inputs, outputs, 1, bias: false, initializer: .kaimingNormal(gain: 1), from: generator)
  }

  /// `[N, inputs, H, W]` → `[N, outputs, H/2, W/2]`; `embedding` is `[N, E]`.
  func callAsFunction(_ x: Tensor, _ embedding: Tensor) -> Tensor {
    let inner = first(x.leakyRelu(0.2)) + shift(embedding).unsqueeze(2).unsqueeze(3)
    return (skip(x.avgPool2d(2)) + second(inner.leakyRelu(0.2).avgPool2d(2))) * 0.5.squareRoot()
  }
}
