// Layers named as in torch. Their weights come from a `Generator`; without one they are zero, for weights to be loaded.

/// A two-dimensional convolution of `[N, C, H, W]`.
public struct Conv2d: Layer {
  /// `[outputs, inputs / groups, kernel, kernel]`
  @Parameter public var weight: Tensor
  /// `[outputs]`
  public let bias: Parameter?
  private let stride: Int
  private let padding: Int
  private let dilation: Int
  private let groups: Int

  /// A layer with `inputs` and `outputs` channels. `padding` is what keeps the size at stride 1, unless given.
  public init(
    _ inputs: Int, _ outputs: Int, _ kernel: Int = 3, stride: Int = 1, padding: Int? = nil, dilation: Int = 1,
    groups: Int = 1, bias: Bool = true, initializer: Initializer = .fanInUniform, from generator: Generator?
  ) {
    precondition(inputs % groups == 0 && outputs % groups == 0, "\(groups) groups do not divide the channels")
    let shape = [outputs, inputs / groups, kernel, kernel]
    weight = initializer.weight(shape, groups: groups, from: generator)
    self.bias = bias ? Parameter(wrappedValue: initialBias(outputs, like: shape, initializer, generator)) : nil
    self.stride = stride
    self.padding = padding ?? dilation * (kernel - 1) / 2
    self.dilation = dilation
    self.groups = groups
  }

  /// `[N, inputs, H, W]` → `[N, outputs, H′, W′]`
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.conv2d(
      weight, bias: bias?.wrappedValue, stride: stride, padding: padding, dilation: dilation, groups: groups)
  }
}

/// The transpose of a convolution, which enlarges images.
public struct ConvTranspose2d: Layer {
  /// `[inputs, outputs, kernel, kernel]`
  @Parameter public var weight: Tensor
  /// `[outputs]`
  @Parameter public var bias: Tensor
  private let stride: Int
  private let padding: Int

  /// A layer with `inputs` and `outputs` channels; the defaults double the size.
  public init(
    _ inputs: Int, _ outputs: Int, _ kernel: Int = 2, stride: Int = 2, padding: Int = 0,
    initializer: Initializer = .fanInUniform, from generator: Generator?
  ) {
    let shape = [inputs, outputs, kernel, kernel]
    weight = initializer.weight(shape, from: generator)
    bias = initialBias(outputs, like: shape, initializer, generator)
    self.stride = stride
    self.padding = padding
  }

  /// `[N, inputs, H, W]` → `[N, outputs, (H − 1) · stride − 2 · padding + kernel, …]`
  public func callAsFunction(_ x: Tensor) -> Tensor {
    x.convTranspose2d(weight, bias: bias, stride: stride, padding: padding)
  }
}

/// An affine map of the last dimension.
public struct Linear: Layer {
  /// `[outputs, inputs]`
  @Parameter public var weight: Tensor
  /// `[outputs]`
  public let bias: Parameter?

  /// A layer with `inputs` and `outputs` features.
  public init(
    _ inputs: Int, _ outputs: Int, bias: Bool = true, initializer: Initializer = .fanInUniform,
    from generator: Generator?
  ) {
    weight = initializer.weight([outputs, inputs], from: generator)
    self.bias =
      bias ? Parameter(wrappedValue: initialBias(outputs, like: [outputs, inputs], initializer, generator)) : nil
  }

  /// `[…, inputs]` → `[…, outputs]`
  public func callAsFunction(_ x: Tensor) -> Tensor { x.linear(weight, bias: bias?.wrappedValue) }
}

/// A table of vectors looked up by whole numbers.
public struct Embedding: Layer {
  /// `[entries, width]`
  @Parameter public var weight: Tensor

  /// A table of `entries` standard normal vectors.
  public init(_ entries: Int, _ width: Int, from generator: Generator?) {
    weight = Initializer.normal(std: 1).weight([entries, width], from: generator)
  }

  /// int64 `[…]` → `[…, width]`
  public func callAsFunction(_ indices: Tensor) -> Tensor { weight.embedding(indices) }
}

/// With torch's default weights the bias is uniform in the same range; with others it is zero.
private func initialBias(
  _ count: Int, like weightShape: [Int], _ initializer: Initializer, _ generator: Generator?
) -> Tensor {
  guard case .fanInUniform = initializer, let generator else { return .zeros([count]) }
  let fanIn = weightShape.dropFirst().reduce(1, *)
  return initializer.tensor([count], fanIn: fanIn, fanOut: count, from: generator)
}
