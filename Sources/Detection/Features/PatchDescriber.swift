import Backbones
import Foundation
import Torch

/// Turns images into descriptors with frozen backbones.
///
/// Each backbone gives its features of strides 8, 16 and 32 as levels of their own, averaged over a small neighbourhood
/// (Roth et al., "PatchCore", CVPR 2022), and those of stride 4 for thin defects.
struct PatchDescriber: Sendable {
  private let networks: [any FeatureNetwork]
  private let neighbourhood: Int
  let device: Device

  /// - Throws: what locating and reading the weights throws.
  init(_ configuration: DetectorConfiguration, device: Device, weights: [BackboneName: URL] = [:]) throws {
    neighbourhood = configuration.neighbourhood
    self.device = device
    networks = try configuration.backbones.map { name in
      try name.load(weights: weights[name] ?? name.locate(), device: device)
    }
  }

  /// Channels of each level and of the fine features.
  var channels: (levels: [Int], fine: Int) {
    func channels(_ network: any FeatureNetwork, _ stride: Int) -> Int {
      network.levels.first { $0.stride == stride }!.channels
    }
    return (
      networks.flatMap { network in PatchDescriptors.strides.map { channels(network, $0) } },
      networks.reduce(0) { $0 + channels($1, 4) }
    )
  }

  /// Descriptors of `images` `[N, 3, H, W]` in [0, 1].
  func callAsFunction(_ images: Tensor) -> PatchDescriptors {
    var levels: [Tensor] = []
    var fine: [Tensor] = []
    for network in networks {
      let features = network.features(images, strides: [4] + PatchDescriptors.strides)
      fine.append(features[0])
      levels += features.dropFirst().map(averaged)
    }
    return PatchDescriptors(levels: levels, fine: Tensor.cat(fine, 1).unitLength().contiguous())
  }

  private func averaged(_ features: Tensor) -> Tensor {
    guard neighbourhood > 1 else { return features.contiguous() }
    return features.avgPool2d(neighbourhood, stride: 1, padding: neighbourhood / 2, countPadding: false)
      .contiguous()
  }
}
