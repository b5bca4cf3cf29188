extension Ops {
  static let conv2d = Op("aten::conv2d")
  static let convTranspose2d = Op("aten::conv_transpose2d", "input")
  static let avgPool2d = Op("aten::avg_pool2d")
  static let maxPool2d = Op("aten::max_pool2d")
  static let adaptiveAvgPool2d = Op("aten::adaptive_avg_pool2d")
  static let bilinear = Op("aten::upsample_bilinear2d", "vec")
  static let bilinearAntialiased = Op("aten::_upsample_bilinear2d_aa", "vec")
  static let bicubic = Op("aten::upsample_bicubic2d", "vec")
  static let bicubicAntialiased = Op("aten::_upsample_bicubic2d_aa", "vec")
  static let nearest = Op("aten::upsample_nearest2d", "vec")
  static let batchNorm = Op("aten::batch_norm")
  static let groupNorm = Op("aten::group_norm")
  static let layerNorm = Op("aten::layer_norm")
  static let embedding = Op("aten::embedding")
  static let gridSample = Op("aten::grid_sampler")
}

// Operations on images `[N, C, H, W]`.
extension Tensor {
  /// Correlation with `weight` `[O, C / groups, K, K]`.
  public func conv2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1
  ) -> Tensor {
    Ops.conv2d(
      .tensor(self), .tensor(weight), .optionalTensor(bias), [stride, stride].value, [padding, padding].value,
      [dilation, dilation].value, .int(groups))
  }

  /// The transpose of ``conv2d(_:bias:stride:padding:dilation:groups:)``, with `weight` `[C, O / groups, K, K]`.
  public func convTranspose2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0, groups: Int = 1
  ) -> Tensor {
    Ops.convTranspose2d(
      .tensor(self), .tensor(weight), .optionalTensor(bias), [stride, stride].value, [padding, padding].value,
      [outputPadding, outputPadding].value, .int(groups))
  }

  /// The mean over windows. Without `countPadding`, windows over the border average only what is inside.
  public func avgPool2d(_ kernel: Int, stride: Int? = nil, padding: Int = 0, countPadding: Bool = true) -> Tensor {
    let step = stride ?? kernel
    return Ops.avgPool2d(
      .tensor(self), [kernel, kernel].value, [step, step].value, [padding, padding].value, false, .bool(countPadding))
  }

  /// The largest in windows.
  public func maxPool2d(_ kernel: Int, stride: Int? = nil, padding: Int = 0) -> Tensor {
    let step = stride ?? kernel
    return Ops.maxPool2d(.tensor(self), [kernel, kernel].value, [step, step].value, [padding, padding].value)
  }

  /// The mean over a grid of `height` × `width` windows that cover the image: area resampling on reduction.
  public func adaptiveAvgPool2d(_ height: Int, _ width: Int) -> Tensor {
    Ops.adaptiveAvgPool2d(.tensor(self), [height, width].value)
  }

  /// Ways to resample an image.
  public enum Interpolation: Sendable {
    /// Between the four nearest pixels, pixel centres at half coordinates (`align_corners=False`).
    case bilinear
    /// The same, over a wider neighbourhood on reduction.
    case bilinearAntialiased
    /// Over the sixteen nearest pixels.
    case bicubic
    /// The same, over a wider neighbourhood on reduction.
    case bicubicAntialiased
    /// The nearest pixel.
    case nearest
    /// The mean over each new pixel's area.
    case area
  }

  /// Resampled to `height` × `width`.
  public func interpolate(_ height: Int, _ width: Int, _ mode: Interpolation = .bilinear) -> Tensor {
    let size = [height, width].value
    return switch mode {
    case .bilinear: Ops.bilinear(.tensor(self), size, false, nil)
    case .bilinearAntialiased: Ops.bilinearAntialiased(.tensor(self), size, false, nil)
    case .bicubic: Ops.bicubic(.tensor(self), size, false, nil)
    case .bicubicAntialiased: Ops.bicubicAntialiased(.tensor(self), size, false, nil)
    case .nearest: Ops.nearest(.tensor(self), size, nil)
    case .area: adaptiveAvgPool2d(height, width)
    }
  }

  /// Sampled bilinearly where `grid` `[N, H, W, 2]` says, x before y, from −1 to 1 over the outer edges; the border
  /// repeats.
  public func gridSample(_ grid: Tensor) -> Tensor { Ops.gridSample(.tensor(self), .tensor(grid), 0, 1, false) }
}

// Normalisation and embedding.
extension Tensor {
  /// Channels normalised over the batch (`training`, which also updates the running statistics in place) or by the
  /// running statistics.
  public func batchNorm(
    weight: Tensor?, bias: Tensor?, runningMean: Tensor?, runningVariance: Tensor?, training: Bool,
    momentum: Double = 0.1, epsilon: Double = 1e-5
  ) -> Tensor {
    Ops.batchNorm(
      .tensor(self), .optionalTensor(weight), .optionalTensor(bias), .optionalTensor(runningMean),
      .optionalTensor(runningVariance), .bool(training), .double(momentum), .double(epsilon), true)
  }

  /// Normalised over groups of channels of each sample.
  public func groupNorm(_ groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5) -> Tensor {
    Ops.groupNorm(.tensor(self), .int(groups), .optionalTensor(weight), .optionalTensor(bias), .double(epsilon))
  }

  /// Normalised over the last dimensions, whose extents are `shape`.
  public func layerNorm(
    _ shape: [Int], weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    Ops.layerNorm(.tensor(self), .ints(shape), .optionalTensor(weight), .optionalTensor(bias), .double(epsilon))
  }

  /// x · weightᵀ + bias over the last dimension, with `weight` `[out, in]`.
  public func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    Ops.linear(.tensor(self), .tensor(weight), .optionalTensor(bias))
  }

  /// The rows of this `[entries, width]` table named by `indices`.
  public func embedding(_ indices: Tensor) -> Tensor { Ops.embedding(.tensor(self), .tensor(indices)) }
}
