import Torch

/// A residual block of the generator: twice normalise, modulate, SiLU and convolve, then add and keep the power.
struct ModulatedBlock: Module {
  let firstNorm: AdaptiveGroupNorm
  let first: Conv2d
  let secondNorm: AdaptiveGroupNorm
  let second: Conv2d
  let skip: Conv2d?

  init(_ inputs: Int, _ outputs: Int, embedding: Int, from generator: Generator?) {
    firstNorm = AdaptiveGroupNorm(inputs, embedding: embedding, from: generator)
    first = Conv2d(inputs, outputs, 3, initializer: .kaimingNormal(gain: 1), from: generator)
    secondNorm = AdaptiveGroupNorm(outputs, embedding: embedding, from: generator)
    // Faint at first, so that a deep network begins near its shortcuts.
    second = Conv2d(outputs, outputs, 3, initializer: .kaimingNormal(gain: 0.1), from: generator)
    skip = inputs == outputs ? nil : Conv2d(inputs, outputs, 1, from: generator)
  }

  /// `[N, inputs, H, W]` → `[N, outputs, H, W]`; `embedding` is `[N, E]`.
  func callAsFunction(_ x: Tensor, _ embedding: Tensor) -> Tensor {
    let inner = first(firstNorm(x, embedding).silu())
    return ((skip?(x) ?? x) + second(secondNorm(inner, embedding).silu())) * 0.5.squareRoot()
  }
}
