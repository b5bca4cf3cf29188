/// One level of the orthonormal Haar transform of `[N, C, H, W]` with even H and W; the same coefficients as
/// `Imaging`'s `WaveletTransform(.haar, levels: 1)` of each channel.
public struct HaarTransform: Sendable {
  private let lowKernel: Tensor
  private let detailKernel: Tensor
  private let channels: Int

  /// A transform of `channels` channels.
  public init(channels: Int) {
    let low: [Float] = [0.5, 0.5, 0.5, 0.5]
    let detail: [Float] = [0.5, 0.5, -0.5, -0.5, 0.5, -0.5, 0.5, -0.5, 0.5, -0.5, -0.5, 0.5]
    lowKernel = Tensor((0..<channels).flatMap { _ in low }, [channels, 1, 2, 2])
    detailKernel = Tensor((0..<channels).flatMap { _ in detail }, [3 * channels, 1, 2, 2])
    self.channels = channels
  }

  /// The smooth band `[N, C, H/2, W/2]` and the differences `[N, 3C, H/2, W/2]`: LH, HL, HH of each channel.
  public func forward(_ x: Tensor) -> (low: Tensor, detail: Tensor) {
    (
      x.conv2d(lowKernel.to(x.device), stride: 2, groups: channels),
      x.conv2d(detailKernel.to(x.device), stride: 2, groups: channels)
    )
  }

  /// The inverse, and the transpose, of ``forward(_:)``.
  public func inverse(_ low: Tensor, _ detail: Tensor) -> Tensor {
    low.convTranspose2d(lowKernel.to(low.device), stride: 2, groups: channels)
      + detail.convTranspose2d(detailKernel.to(detail.device), stride: 2, groups: channels)
  }

  /// All bands together, `[N, 4C, H/2, W/2]`: the smooth bands first.
  public func packed(_ x: Tensor) -> Tensor {
    let bands = forward(x)
    return .cat([bands.low, bands.detail], 1)
  }

  /// The inverse, and the transpose, of ``packed(_:)``.
  public func unpacked(_ bands: Tensor) -> Tensor {
    inverse(bands.slice(1, 0..<channels), bands.slice(1, channels..<4 * channels))
  }
}
