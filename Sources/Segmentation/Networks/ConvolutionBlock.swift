import Torch

/// A convolution without bias, batch normalisation and, if asked for, ReLU.
struct ConvolutionBlock: Layer {
  let convolution: Conv2d
  let norm: BatchNorm2d
  private let isActivated: Bool

  init(
    _ inputs: Int, _ outputs: Int, _ kernel: Int = 3, stride: Int = 1, groups: Int = 1, isActivated: Bool = true,
    from generator: Generator?
  ) {
    convolution = Conv2d(
      inputs, outputs, kernel, stride: stride, groups: groups, bias: false, initializer: .kaimingNormal(),
      from: generator)
    norm = BatchNorm2d(outputs)
    self.isActivated = isActivated
  }

  /// Each channel by itself, `outputs` a multiple of `inputs`; without ReLU.
  static func depthwise(
    _ inputs: Int, _ outputs: Int, stride: Int = 1, from generator: Generator?
  ) -> ConvolutionBlock {
    ConvolutionBlock(inputs, outputs, stride: stride, groups: inputs, isActivated: false, from: generator)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let y = norm(convolution(x))
    return isActivated ? y.relu() : y
  }
}
