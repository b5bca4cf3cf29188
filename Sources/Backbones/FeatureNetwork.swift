import Torch

/// One of the resolutions that a network sees images at.
public struct FeatureLevel: Sendable, Equatable {
  /// Pixels of the image from one cell to the next.
  public let stride: Int
  /// Numbers a cell.
  public let channels: Int
}

/// A frozen pre-trained network that turns images into features at several resolutions.
public protocol FeatureNetwork: Sendable {
  /// What it offers, finest first: strides 4, 8, 16 and 32.
  var levels: [FeatureLevel] { get }

  /// The features of images of any size. Each network brings the colours to the range that it was trained with.
  /// - Parameters:
  ///   - images: `[N, 3, H, W]`, sRGB in [0, 1], on the device of the weights.
  ///   - strides: strides of ``levels``, in any order; no layer beyond the last one needed is run.
  /// - Returns: for each stride s, in that order, `[N, C, H / s, W / s]`, rounded up.
  func features(_ images: Tensor, strides: [Int]) -> [Tensor]
}

extension FeatureNetwork {
  /// How many of ``levels``, in order, have to be computed for `strides`.
  func depth(of strides: [Int]) -> Int {
    let places = strides.map { stride in
      guard let place = levels.firstIndex(where: { $0.stride == stride }) else {
        preconditionFailure("no level of stride \(stride); there are \(levels.map(\.stride))")
      }
      return place + 1
    }
    return places.max() ?? 0
  }

  /// Out of the maps of the first levels, those of `strides`.
  func pick(_ strides: [Int], from maps: [Tensor]) -> [Tensor] {
    strides.map { maps[depth(of: [$0]) - 1] }
  }
}

/// (x − mean) / deviation, by ImageNet's means and deviations of the three colours: what torchvision's, timm's and
/// DINOv2's networks were trained with.
struct ColourStandard: Sendable {
  private let mean: Tensor
  private let deviation: Tensor

  init(_ device: Device) {
    mean = Tensor([0.485, 0.456, 0.406] as [Float], [1, 3, 1, 1]).to(device)
    deviation = Tensor([0.229, 0.224, 0.225] as [Float], [1, 3, 1, 1]).to(device)
  }

  /// `[N, 3, H, W]` in [0, 1] → the same shape, standardised, channels-last.
  func callAsFunction(_ images: Tensor) -> Tensor { ((images - mean) / deviation).channelsLast() }
}
