import Torch

/// Logits of a segmentation network.
public struct SegmentationLogits {
  /// `[N, classes, H, W]`, at the size of the images.
  public let main: Tensor
  /// The same from auxiliary heads that only training has; else empty.
  public let auxiliary: [Tensor]

  /// Logits of the main head, and of auxiliary ones.
  public init(main: Tensor, auxiliary: [Tensor] = []) { (self.main, self.auxiliary) = (main, auxiliary) }
}

/// A network that gives each pixel a class.
public protocol SegmentationNetwork: Module {
  /// Beginnings of the state names of what is made for the classes at hand; all else is the backbone.
  static var headNames: [String] { get }

  /// Logits for images `[N, 3, H, W]`, sRGB in [0, 1], sides from ``leastSide`` on, multiples of nothing.
  func callAsFunction(_ images: Tensor) -> SegmentationLogits

  /// The backbone's tensors in a file of pre-trained weights, under the names that the backbone has in ``Module/state``.
  ///
  /// Tensors that are not the backbone's may be left in; missing ones are found by the caller.
  static func backboneState(in file: [String: Tensor]) -> [String: Tensor]
}

/// The least side of an image that a segmentation network takes, px: its coarsest grid then has one cell.
public let leastSide = 32

extension SegmentationNetwork {
  /// Whether a tensor of the state belongs to a head.
  public static func isHead(_ name: String) -> Bool { headNames.contains { name.hasPrefix($0) } }
}

extension Tensor {
  /// Images in [0, 1] by the channel means and deviations of ImageNet, which published backbones expect.
  func normalisedAsImageNet() -> Tensor {
    let mean = Tensor([0.485, 0.456, 0.406] as [Float], [1, 3, 1, 1]).to(device)
    let deviation = Tensor([0.229, 0.224, 0.225] as [Float], [1, 3, 1, 1]).to(device)
    return (self - mean) / deviation
  }

  /// Resampled to the height and width of `other`.
  func interpolated(like other: Tensor) -> Tensor { interpolate(other.shape[2], other.shape[3]) }
}
