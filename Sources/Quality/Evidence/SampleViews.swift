import Imaging
import Realism
import Synthesis

/// What the network is shown of a sample: seven channels (the sample's red, green and blue, their change from the
/// photograph, the mask) of the defect from near, and of the whole picture.
struct SampleViews: Sendable {
  /// Side of the near view, px.
  static let nearSide = 64
  /// Side of the view of the whole, px.
  static let wholeSide = 32
  /// Channels of a view.
  static let channels = 7
  /// Makes a change of a visible code or two a number worth looking at.
  private static let changeGain: Float = 10

  /// `[7, 64, 64]`.
  let near: [Float]
  /// `[7, 32, 32]`.
  let whole: [Float]

  /// The views of a sample; nil for an empty mask. The near one holds the largest defect and half its extent around.
  init?(_ sample: ComparedSample) {
    let seen = Mask(sample.change(), above: ChangeStatistics.threshold)
    guard let frame = DefectFrame(around: sample.mask.union(seen), margin: 0.5), sample.mask.area > 0 else {
      return nil
    }
    near = Self.channels(
      frame.cut(sample.image, side: Self.nearSide), frame.cut(sample.photograph, side: Self.nearSide),
      frame.cut(sample.mask, side: Self.nearSide))
    let (side, mask) = (Self.wholeSide, sample.mask)
    whole = Self.channels(
      sample.image.resized(width: side, height: side), sample.photograph.resized(width: side, height: side),
      Plane(width: mask.width, height: mask.height, values: mask.values.map(Float.init))
        .resized(width: side, height: side, filter: .area))
  }

  private static func channels(_ image: Image, _ photograph: Image, _ coverage: Plane) -> [Float] {
    let (after, before) = (image.converted(toChannels: 3).pixels, photograph.converted(toChannels: 3).pixels)
    return after.map { 2 * $0 - 1 }
      + zip(after, before).map { min(2, max(-2, changeGain * ($0 - $1))) }
      + coverage.values
  }
}
