import Backbones
import Foundation
import Torch

/// The networks that can be trained.
public enum NetworkName: String, Codable, Sendable, CaseIterable {
  /// ``BiSeNetV2``, 3.3 M parameters.
  case biSeNetV2 = "bisenetv2"
  /// ``SegFormer`` on MiT-B0, 3.7 M parameters.
  case segFormer = "segformer"
  /// ``FeaturePyramidNetwork`` on a pre-trained EfficientNet-Lite0, 3.1 M parameters; our own.
  case efficientNet = "efficientnet"
}

/// A network and its sizes.
public enum NetworkConfiguration: Codable, Sendable, Equatable {
  /// ``BiSeNetV2``.
  case biSeNetV2(BiSeNetV2Configuration)
  /// ``SegFormer``.
  case segFormer(SegFormerConfiguration)

  /// ``FeaturePyramidNetwork``.
  case efficientNet(FeaturePyramidConfiguration)

  /// The sizes that the papers have, or the standard ones where there is no paper.
  public init(_ name: NetworkName) {
    switch name {
    case .biSeNetV2: self = .biSeNetV2(.init())
    case .segFormer: self = .segFormer(.init())
    case .efficientNet: self = .efficientNet(.init())
    }
  }

  /// Which network it is.
  public var name: NetworkName {
    switch self {
    case .biSeNetV2: .biSeNetV2
    case .segFormer: .segFormer
    case .efficientNet: .efficientNet
    }
  }

  /// The network for `classes`, background included; without a generator its weights are zero.
  /// - Throws: `SegmentationError.invalidConfiguration`.
  public func network(classes: Int, from generator: Generator?) throws -> any SegmentationNetwork {
    switch self {
    case .biSeNetV2(let sizes): try BiSeNetV2(sizes, classes: classes, from: generator)
    case .segFormer(let sizes): try SegFormer(sizes, classes: classes, from: generator)
    case .efficientNet(let sizes): try FeaturePyramidNetwork(sizes, classes: classes, from: generator)
    }
  }

  /// The pre-trained weights that the backbone begins with unless others are named; nil for random ones.
  /// - Throws: `BackboneError.missingWeights` where set-up has not installed them.
  func standardBackbone() throws -> URL? {
    if case .efficientNet(let sizes) = self { try sizes.pretrained?.locate() } else { nil }
  }
}
