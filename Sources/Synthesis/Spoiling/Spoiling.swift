import Imaging
import Randomness

/// Ways to spoil a sound sample on purpose. What a quality estimator must recognise, and experiments on bad samples
/// need; all are our construction.
public enum Spoiling: String, Codable, Sendable, CaseIterable {
  /// Moved off the product. Only where a background is in the picture: on a texture every place is right.
  case wrongPlace = "wrong-place"
  /// So faint that nobody sees it, under a mask that says it is there.
  case invisible
  /// Clipped by a straight cut, or pasted with a rectangle of other light around it.
  case cutEdges = "cut-edges"
  /// Right in the picture, with the mask beside it.
  case maskShifted = "mask-shifted"
  /// Noise, coloured blocks or exchanged colours in its place.
  case corrupted
  /// Out of focus in a sharp picture.
  case blurred

  /// The kinds that experiments spoil sample sets with; the others only widen what an estimator learns.
  public static let standard: [Spoiling] = [.wrongPlace, .invisible, .cutEdges, .maskShifted]

  /// How much, in each kind's own unit, makes a sample worthless beyond doubt.
  ///
  /// | kind | unit |
  /// |---|---|
  /// | wrong place | share of the mask off the product, 0…1 |
  /// | invisible | what is left of the contrast, in visibility thresholds of 2/255 |
  /// | cut edges | share of the defect that is cut away, 0…1 |
  /// | mask shifted | way, px |
  /// | corrupted | opacity of what replaces the defect, 0…1 |
  /// | blurred | standard deviation of the blur, px |
  public var standardAmount: Double {
    switch self {
    case .wrongPlace: 0.8
    case .invisible: 0.5
    case .cutEdges: 0.5
    case .maskShifted: 8
    case .corrupted: 1
    case .blurred: 4
    }
  }

  /// A sound sample made bad: a pure function of its arguments.
  ///
  /// The photograph's pixels outside the new mask stay bit-identical and all pixels inside it differ from it, except
  /// where the kind is about the mask (`maskShifted`, `invisible`).
  /// - Parameter amount: see `standardAmount`, which is used when nil.
  /// - Returns: nil where the sample cannot be spoiled in this way, such as a texture by a wrong place.
  public func spoil(
    _ sample: ComparedSample, amount: Double? = nil, using stream: inout RandomStream
  ) -> ComparedSample? {
    guard sample.mask.area > 0 else { return nil }
    let amount = amount ?? standardAmount
    return switch self {
    case .wrongPlace: sample.misplaced(leastShareOff: amount, using: &stream)
    case .invisible: sample.faded(toThresholds: amount)
    case .cutEdges: sample.cut(share: amount, using: &stream)
    case .maskShifted: sample.withMaskShifted(by: amount, using: &stream)
    case .corrupted: sample.corrupted(opacity: amount, using: &stream)
    case .blurred: sample.blurred(sigma: amount)
    }
  }
}
