import Foundation
import Torch

/// The convolutional trunk of EfficientNet-Lite, frozen: batch normalisation is folded into the convolutions.
///
/// Source: Tan & Le, "EfficientNet", ICML 2019; the Lite variants drop squeeze-and-excite and use ReLU6. The weights'
/// names are those of the usual PyTorch state dict (`_conv_stem`, `_blocks.N._expand_conv` …).
public struct EfficientNetLite: FeatureNetwork {
  /// What distinguishes the variants: how often each of the seven stages repeats its block.
  struct Configuration {
    let repeats: [Int]
    static let strides = [1, 2, 2, 2, 1, 2, 1]

    /// Nil for networks of another kind.
    init?(_ name: BackboneName) {
      switch name {
      case .efficientNetLite0: repeats = [1, 2, 2, 3, 3, 4, 1]
      case .efficientNetLite2: repeats = [1, 3, 3, 4, 4, 5, 1]
      default: return nil
      }
    }
  }

  /// A convolution with its normalisation folded in.
  struct Convolution: Sendable {
    let weight: Tensor
    let bias: Tensor
    let stride: Int
    let groups: Int
    let kernel: Int

    /// TensorFlow's SAME padding, which the weights were trained with: the odd pixel goes to the right and the bottom.
    func callAsFunction(_ x: Tensor) -> Tensor {
      guard stride > 1 else {
        return x.conv2d(weight, bias: bias, padding: kernel / 2, groups: groups)
      }
      let (vertical, horizontal) = (padding(x.shape[2]), padding(x.shape[3]))
      let padded = x.pad([horizontal / 2, horizontal - horizontal / 2, vertical / 2, vertical - vertical / 2])
      return padded.conv2d(weight, bias: bias, stride: stride, groups: groups)
    }

    private func padding(_ size: Int) -> Int {
      let outputs = (size + stride - 1) / stride
      return max((outputs - 1) * stride + kernel - size, 0)
    }
  }

  /// An inverted-residual block: expand 1 × 1, depthwise k × k, project 1 × 1.
  struct Block: Sendable {
    let expand: Convolution?
    let depthwise: Convolution
    let project: Convolution
    let isResidual: Bool

    func callAsFunction(_ x: Tensor) -> Tensor {
      var y = x
      if let expand { y = expand(y).relu6() }
      y = project(depthwise(y).relu6())
      return isResidual ? x + y : y
    }
  }

  let stem: Convolution
  let blocks: [Block]
  /// The last block of each of the seven stages; their strides are 2, 4, 8, 16, 16, 32, 32.
  public let stageEnds: [Int]

  /// Reads and folds the weights.
  /// - Throws: what reading safetensors throws; `BackboneError.unsuitableWeights` for a missing tensor,
  ///   `BackboneError.otherArchitecture` for the name of another kind of network.
  public init(_ name: BackboneName, weights: URL, device: Device = .cpu) throws {
    guard let configuration = Configuration(name) else {
      throw BackboneError.otherArchitecture(name: name, wanted: "an EfficientNet-Lite")
    }
    let reader = StateReader(tensors: try loadSafetensors(weights), path: weights.path, device: device)
    stem = try reader.convolution("_conv_stem", norm: "_bn0", stride: 2)
    var blocks: [Block] = []
    var ends: [Int] = []
    for (repeats, stride) in zip(configuration.repeats, Configuration.strides) {
      for position in 0..<repeats {
        blocks.append(
          try reader.block(blocks.count, stride: position == 0 ? stride : 1, isResidual: position > 0))
      }
      ends.append(blocks.count - 1)
    }
    (self.blocks, stageEnds) = (blocks, ends)
  }

  /// Feature maps after the named blocks, finest first.
  /// - Parameters:
  ///   - images: `[N, 3, H, W]`, sRGB in [0, 1].
  ///   - levels: block indices, ascending.
  /// - Returns: for each level `[N, C, H / s, W / s]` (rounded up).
  public func features(_ images: Tensor, levels: [Int]) -> [Tensor] {
    precondition(levels == levels.sorted() && levels.allSatisfy(blocks.indices.contains), "ascending block indices")
    var x = stem(normalised(images)).relu6()
    var found: [Tensor] = []
    for (index, block) in blocks.enumerated() {
      x = block(x)
      if levels.contains(index) { found.append(x) }
      if index == levels.last { break }
    }
    return found
  }

  /// Ends of the stages of stride 4, 8, 16 and 32, the last ones of each stride.
  private var levelEnds: [Int] { [1, 2, 4, 6].map { stageEnds[$0] } }

  /// Strides 4, 8, 16 and 32.
  public var levels: [FeatureLevel] {
    levelEnds.enumerated().map { FeatureLevel(stride: 4 << $0, channels: channels(after: $1)) }
  }

  /// The last feature maps of each stride.
  public func features(_ images: Tensor, strides: [Int]) -> [Tensor] {
    pick(strides, from: features(images, levels: Array(levelEnds.prefix(depth(of: strides)))))
  }

  /// The channels of the features after a block.
  package func channels(after block: Int) -> Int { blocks[block].project.weight.shape[0] }

  /// (255 x − 127) / 128, channels-last: how the weights were trained.
  private func normalised(_ images: Tensor) -> Tensor {
    ((images * 255 - 127) * (1 / 128)).channelsLast()
  }
}

extension StateReader {
  /// Added to the variances of EfficientNet's normalisations.
  private static let epsilon = 1e-3

  fileprivate func block(_ index: Int, stride: Int, isResidual: Bool) throws -> EfficientNetLite.Block {
    let prefix = "_blocks.\(index)."
    let hasExpansion = tensors[prefix + "_expand_conv.weight"] != nil
    return EfficientNetLite.Block(
      expand: hasExpansion ? try convolution(prefix + "_expand_conv", norm: prefix + "_bn0") : nil,
      depthwise: try convolution(
        prefix + "_depthwise_conv", norm: prefix + "_bn1", stride: stride, isDepthwise: true),
      project: try convolution(prefix + "_project_conv", norm: prefix + "_bn2"),
      isResidual: isResidual)
  }

  fileprivate func convolution(
    _ name: String, norm: String, stride: Int = 1, isDepthwise: Bool = false
  ) throws -> EfficientNetLite.Convolution {
    let (weight, bias) = try folded(name, norm: norm, epsilon: Self.epsilon)
    return EfficientNetLite.Convolution(
      weight: weight, bias: bias, stride: stride, groups: isDepthwise ? weight.shape[0] : 1, kernel: weight.shape[2])
  }
}
