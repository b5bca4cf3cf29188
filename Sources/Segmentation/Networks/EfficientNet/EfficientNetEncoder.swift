import Torch

/// The convolutional trunk of EfficientNet-Lite, to be trained on: normalisations are folded into the convolutions, so
/// that small batches cannot upset them.
package struct EfficientNetEncoder: Module {
  /// Strides of the stages.
  private static let strides = [1, 2, 2, 2, 1, 2, 1]
  /// The stages whose last features are handed on, of strides 4, 8, 16 and 32.
  private static let shown = [1, 2, 4, 6]

  let stem: SameConvolution
  let blocks: [InvertedResidual]
  /// Channels of the features that are handed on.
  let channels: [Int]
  private let ends: Set<Int>

  init(_ configuration: FeaturePyramidConfiguration, from generator: Generator?) {
    stem = SameConvolution(3, configuration.stem, 3, stride: 2, from: generator)
    var blocks: [InvertedResidual] = []
    var ends: [Int] = []
    var inputs = configuration.stem
    for (stage, outputs) in configuration.channels.enumerated() {
      for position in 0..<configuration.repeats[stage] {
        blocks.append(
          InvertedResidual(
            inputs, outputs, kernel: configuration.kernels[stage], stride: position == 0 ? Self.strides[stage] : 1,
            expansion: stage == 0 ? 1 : configuration.expansion, isResidual: position > 0, from: generator))
        inputs = outputs
      }
      if Self.shown.contains(stage) { ends.append(blocks.count - 1) }
    }
    (self.blocks, self.ends) = (blocks, Set(ends))
    channels = Self.shown.map { configuration.channels[$0] }
  }

  /// Features of strides 4, 8, 16 and 32 of images `[N, 3, H, W]`, sRGB in [0, 1].
  package func callAsFunction(_ images: Tensor) -> [Tensor] {
    // How the published weights were trained: (255 x − 127) / 128.
    var x = stem((images * 255 - 127) * (1 / 128)).relu6()
    var found: [Tensor] = []
    for (index, block) in blocks.enumerated() {
      x = block(x)
      if ends.contains(index) { found.append(x) }
    }
    return found
  }
}

/// Widens by a 1 × 1 convolution, gathers by a depthwise one, narrows by a 1 × 1 convolution.
struct InvertedResidual: Module {
  let expand: SameConvolution?
  let depthwise: SameConvolution
  let project: SameConvolution
  private let isResidual: Bool

  init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int, expansion: Int, isResidual: Bool,
    from generator: Generator?
  ) {
    let wide = inputs * expansion
    expand = expansion > 1 ? SameConvolution(inputs, wide, 1, from: generator) : nil
    depthwise = SameConvolution(wide, wide, kernel, stride: stride, groups: wide, from: generator)
    project = SameConvolution(wide, outputs, 1, from: generator)
    self.isResidual = isResidual
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let wide = expand.map { $0(x).relu6() } ?? x
    let y = project(depthwise(wide).relu6())
    return isResidual ? x + y : y
  }
}

/// A convolution with TensorFlow's SAME padding, which the published weights were trained with: the odd pixel goes to the
/// right and the bottom.
struct SameConvolution: Module {
  /// The convolution's own names are this layer's.
  static let stateNames = ["convolution": ""]

  let convolution: Conv2d
  private let stride: Int
  private let kernel: Int

  init(
    _ inputs: Int, _ outputs: Int, _ kernel: Int, stride: Int = 1, groups: Int = 1, from generator: Generator?
  ) {
    convolution = Conv2d(
      inputs, outputs, kernel, stride: stride, padding: stride == 1 ? nil : 0, groups: groups,
      initializer: .kaimingNormal(), from: generator)
    (self.stride, self.kernel) = (stride, kernel)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    guard stride > 1 else { return convolution(x) }
    let (vertical, horizontal) = (padding(x.shape[2]), padding(x.shape[3]))
    return convolution(x.pad([horizontal / 2, horizontal - horizontal / 2, vertical / 2, vertical - vertical / 2]))
  }

  private func padding(_ size: Int) -> Int {
    let outputs = (size + stride - 1) / stride
    return max((outputs - 1) * stride + kernel - size, 0)
  }
}
