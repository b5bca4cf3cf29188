import Foundation
import Torch

/// The convolutional trunk of a ResNet, frozen: batch normalisation is folded into the convolutions.
///
/// Levels are the ends of `layer1` … `layer4`. Sources: He et al., "Deep Residual Learning", CVPR 2016, with the stride of a
/// bottleneck in its 3 × 3 convolution as in torchvision; Zagoruyko & Komodakis, "Wide Residual Networks", BMVC 2016. The
/// weights' names are torchvision's and timm's, which are the same; `fc` is not used.
public struct ResNet: FeatureNetwork {
  /// What distinguishes the variants.
  struct Configuration {
    /// Blocks of each of the four layers.
    let repeats: [Int]
    /// Whether blocks narrow, look and widen (1 × 1, 3 × 3, 1 × 1) instead of looking twice.
    var isBottleneck = true
    /// Channels inside the blocks of the first layer; each layer has twice those of the one before.
    var inner = 64

    /// Channels after the blocks of a layer.
    func outer(_ layer: Int) -> Int { (isBottleneck ? 256 : 64) << layer }
  }

  /// A convolution with its normalisation folded in.
  struct Convolution: Sendable {
    let weight: Tensor
    let bias: Tensor
    let stride: Int

    func callAsFunction(_ x: Tensor) -> Tensor {
      x.conv2d(weight, bias: bias, stride: stride, padding: weight.shape[2] / 2)
    }
  }

  /// A residual block; the shortcut has a convolution of its own where the size changes.
  struct Block: Sendable {
    let convolutions: [Convolution]
    let shortcut: Convolution?

    func callAsFunction(_ x: Tensor) -> Tensor {
      var y = x
      for convolution in convolutions.dropLast() { y = convolution(y).relu() }
      y = convolutions[convolutions.count - 1](y)
      return (y + (shortcut?(x) ?? x)).relu()
    }
  }

  /// Strides 4, 8, 16 and 32.
  public let levels: [FeatureLevel]
  private let standard: ColourStandard
  private let stem: Convolution
  private let layers: [[Block]]

  /// Reads and folds the weights.
  /// - Throws: what reading safetensors throws; `BackboneError` where the file is not that of this network.
  public init(_ name: BackboneName, weights: URL, device: Device = .cpu) throws {
    try self.init(name, state: loadSafetensors(weights), path: weights.path, device: device)
  }

  /// Folds the weights of a state dict; `path` is for messages.
  package init(_ name: BackboneName, state: [String: Tensor], path: String, device: Device = .cpu) throws {
    guard let configuration = Configuration(name) else {
      throw BackboneError.otherArchitecture(name: name, wanted: "a ResNet")
    }
    let reader = StateReader(tensors: state, path: path, device: device)
    try reader.refuse(
      configuration.repeats.enumerated().map { "layer\($0 + 1).\($1).conv1.weight" }, of: name)
    stem = try reader.convolution("conv1", norm: "bn1", [64, 3, 7, 7], stride: 2)
    layers = try configuration.repeats.enumerated().map { layer, repeats in
      try (0..<repeats).map { try reader.block(layer, $0, configuration) }
    }
    levels = layers.indices.map { FeatureLevel(stride: 4 << $0, channels: configuration.outer($0)) }
    standard = ColourStandard(device)
  }

  /// The ends of the layers asked for.
  public func features(_ images: Tensor, strides: [Int]) -> [Tensor] {
    var x = stem(standard(images)).relu().maxPool2d(3, stride: 2, padding: 1)
    let maps = layers.prefix(depth(of: strides)).map { blocks in
      for block in blocks { x = block(x) }
      return x
    }
    return pick(strides, from: maps)
  }
}

extension ResNet.Configuration {
  /// Nil for networks that are not ResNets.
  fileprivate init?(_ name: BackboneName) {
    switch name {
    case .resNet18: self.init(repeats: [2, 2, 2, 2], isBottleneck: false)
    case .resNet50: self.init(repeats: [3, 4, 6, 3])
    case .wideResNet50: self.init(repeats: [3, 4, 6, 3], inner: 128)
    default: return nil
    }
  }
}

extension StateReader {
  /// Added to the variances of torchvision's and timm's normalisations.
  private static let epsilon = 1e-5

  fileprivate func convolution(
    _ name: String, norm: String, _ shape: [Int], stride: Int = 1
  ) throws -> ResNet.Convolution {
    let (weight, bias) = try folded(name, norm: norm, epsilon: Self.epsilon, shape)
    return ResNet.Convolution(weight: weight, bias: bias, stride: stride)
  }

  fileprivate func block(_ layer: Int, _ position: Int, _ sizes: ResNet.Configuration) throws -> ResNet.Block {
    let prefix = "layer\(layer + 1).\(position)."
    let (inner, outer) = (sizes.inner << layer, sizes.outer(layer))
    let inputs = position > 0 ? outer : layer == 0 ? 64 : sizes.outer(layer - 1)
    let stride = position == 0 && layer > 0 ? 2 : 1
    let shapes =
      sizes.isBottleneck
      ? [[inner, inputs, 1, 1], [inner, inner, 3, 3], [outer, inner, 1, 1]]
      : [[inner, inputs, 3, 3], [outer, inner, 3, 3]]
    let first = shapes.firstIndex { $0[3] == 3 }
    let convolutions = try shapes.enumerated().map { index, shape in
      try convolution(
        "\(prefix)conv\(index + 1)", norm: "\(prefix)bn\(index + 1)", shape, stride: index == first ? stride : 1)
    }
    let shortcut =
      inputs == outer && stride == 1
      ? nil
      : try convolution(
        prefix + "downsample.0", norm: prefix + "downsample.1", [outer, inputs, 1, 1], stride: stride)
    return ResNet.Block(convolutions: convolutions, shortcut: shortcut)
  }
}
