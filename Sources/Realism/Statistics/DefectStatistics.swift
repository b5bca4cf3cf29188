import Imaging

/// What is measured of one photograph with a defect.
public struct DefectStatistics: Sendable, Equatable {
  /// Pixels of the mask.
  public let area: Int
  /// The mask as lines.
  public let lines: LineGeometry?
  /// See `GradientJump`.
  public let gradientJump: Double?
  /// See `WaveletProfile`.
  public let waveletProfile: [Double]?

  /// The statistics of a photograph and its mask, of one size.
  public init(_ image: Image, _ mask: Mask) {
    precondition(image.width == mask.width && image.height == mask.height, "image and mask of one size")
    let luma = image.luma()
    area = mask.area
    lines = LineGeometry(mask)
    gradientJump = GradientJump.octaves(luma, mask)
    waveletProfile = WaveletProfile.octaves(luma, mask)
  }
}
