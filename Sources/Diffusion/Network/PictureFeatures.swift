import Backbones
import Torch

/// What a pre-trained network sees of pictures, at several sizes; it is not trained, but gradients flow through to the
/// picture.
public struct PictureFeatures: Sendable {
  private let network: EfficientNetLite
  /// Blocks whose outputs are looked at: strides of 2, 4, 8 and 16 px.
  private static let blocks = [0, 2, 4, 10]
  /// Side of a cell of each level, px.
  static let strides = [2, 4, 8, 16]

  /// The features of EfficientNet-Lite0.
  /// - Throws: `BackboneError` where its weights are missing.
  public init(on device: Device = .cpu) throws {
    network = try EfficientNetLite(
      .efficientNetLite0, weights: BackboneName.efficientNetLite0.locate(), device: device)
  }

  /// Channels of each level.
  var channels: [Int] { Self.blocks.map(network.channels(after:)) }

  /// Of pictures `[N, 1 or 3, H, W]`, −1…1, for each level `[N, C, H / stride, W / stride]`; channels of a cell have a mean
  /// square of 1, so that no level speaks louder.
  public func callAsFunction(_ pictures: Tensor) -> [Tensor] {
    let colour = pictures.shape[1] == 3 ? pictures : pictures.expand(-1, 3, -1, -1)
    return network.features((colour + 1) * 0.5, levels: Self.blocks).map { level in
      let exact = level.to(.float32)
      return exact * (exact.pow(2).mean([1], keepDim: true) + 1e-4).rsqrt()
    }
  }
}
