import Backbones
import Foundation
import Torch

/// What a detector sees of images: descriptors of their patches.
struct PatchDescriptors {
  /// One tensor `[N, C, G, G]` a level, each position's vector of length 1.
  var coarse: [Tensor]
  /// Features of stride 4 `[N, F, 2G, 2G]`, each position's vector of length 1.
  var fine: Tensor

  /// The descriptors of some of the images.
  func select(_ indices: Tensor) -> PatchDescriptors {
    PatchDescriptors(coarse: coarse.map { $0.indexSelect(0, indices) }, fine: fine.indexSelect(0, indices))
  }

  /// Stored with half the bytes.
  func halved() -> PatchDescriptors {
    PatchDescriptors(coarse: coarse.map { $0.to(.float16) }, fine: fine.to(.float16))
  }

  /// Back in single precision.
  func widened() -> PatchDescriptors {
    PatchDescriptors(coarse: coarse.map { $0.to(.float32) }, fine: fine.to(.float32))
  }

  /// Those of several batches one after another.
  static func concatenated(_ parts: [PatchDescriptors]) -> PatchDescriptors {
    PatchDescriptors(
      coarse: parts[0].coarse.indices.map { level in Tensor.cat(parts.map { $0.coarse[level] }, 0) },
      fine: Tensor.cat(parts.map(\.fine), 0))
  }
}

/// Turns images into descriptors with frozen backbones.
///
/// Each backbone gives its stages of stride 8 and 16 as levels of their own. A level is averaged over a small
/// neighbourhood and every position's vector is scaled to length 1, which takes the contrast of the photograph out of
/// comparisons. (The neighbourhood average: Roth et al., "PatchCore", CVPR 2022.)
struct PatchDescriber: Sendable {
  private let networks: [EfficientNetLite]
  private let configuration: DetectorConfiguration
  let device: Device

  /// - Throws: what locating and reading the weights throws.
  init(_ configuration: DetectorConfiguration, device: Device, weights: [BackboneName: URL] = [:]) throws {
    self.configuration = configuration
    self.device = device
    networks = try configuration.backbones.map { name in
      try EfficientNetLite(name, weights: weights[name] ?? name.locate(), device: device)
    }
  }

  /// Cells along a side of the coarse grid.
  var grid: Int { configuration.side / 8 }

  /// Channels of each coarse level and of the fine features.
  var channels: (coarse: [Int], fine: Int) {
    let ends = networks.map { network in network.stageEnds.map(network.channels(after:)) }
    return (ends.flatMap { [$0[2], $0[4]] }, ends.reduce(0) { $0 + $1[1] })
  }

  /// Descriptors of `images` `[N, 3, S, S]` in [0, 1].
  func callAsFunction(_ images: Tensor) -> PatchDescriptors {
    let margin = configuration.margin
    let padded = margin == 0 ? images : images.pad([margin, margin, margin, margin], .reflect)
    var coarse: [Tensor] = []
    var fine: [Tensor] = []
    for network in networks {
      let ends = network.stageEnds
      let features = network.features(padded, levels: [ends[1], ends[2], ends[4]])
      fine.append(cropped(features[0], stride: 4))
      coarse.append(level(features[1], stride: 8))
      coarse.append(level(features[2], stride: 16))
    }
    return PatchDescriptors(coarse: coarse, fine: unitLength(Tensor.cat(fine, 1)))
  }

  private func level(_ features: Tensor, stride: Int) -> Tensor {
    let size = configuration.neighbourhood
    let smooth = size == 1 ? features : features.avgPool2d(size, stride: 1, padding: size / 2, countPadding: false)
    let own = unitLength(cropped(smooth, stride: stride))
    return own.shape[2] == grid ? own : unitLength(own.interpolate(grid, grid))
  }

  private func cropped(_ features: Tensor, stride: Int) -> Tensor {
    let (start, count) = (configuration.margin / stride, configuration.side / stride)
    if start == 0 { return features.contiguous() }
    return features.slice(2, start..<start + count).slice(3, start..<start + count).contiguous()
  }

  private func unitLength(_ features: Tensor) -> Tensor {
    features / features.norm([1], keepDim: true).clamp(1e-6)
  }
}
