import Foundation
import Torch

extension BackboneName {
  /// Whether set-up installs the weights; those of the others are converted by `tools/convert_weights.py`.
  public var isInstalledBySetUp: Bool { self == .efficientNetLite0 || self == .efficientNetLite2 }

  /// The network's proper name.
  public var title: String {
    switch self {
    case .efficientNetLite0: "EfficientNet-Lite0"
    case .efficientNetLite2: "EfficientNet-Lite2"
    case .resNet18: "ResNet-18"
    case .resNet50: "ResNet-50"
    case .wideResNet50: "Wide ResNet-50-2"
    case .dinoV2Small: "DINOv2 ViT-S/14"
    case .dinoV2SmallRegisters: "DINOv2 ViT-S/14 with registers"
    case .dinoV2Base: "DINOv2 ViT-B/14"
    case .dinoV2BaseRegisters: "DINOv2 ViT-B/14 with registers"
    }
  }

  /// The network with its weights.
  /// - Parameters:
  ///   - weights: the safetensors file; ``locate(environment:program:)`` finds the installed one.
  ///   - device: where it is to work.
  /// - Throws: `TorchError` where the file cannot be read; `BackboneError` with the file and the tensor where it is not
  ///   that of this network.
  public func load(weights: URL, device: Device = .cpu) throws -> any FeatureNetwork {
    switch self {
    case .efficientNetLite0, .efficientNetLite2: try EfficientNetLite(self, weights: weights, device: device)
    case .resNet18, .resNet50, .wideResNet50: try ResNet(self, weights: weights, device: device)
    case .dinoV2Small, .dinoV2SmallRegisters, .dinoV2Base, .dinoV2BaseRegisters:
      try DINOv2(self, weights: weights, device: device)
    }
  }
}
