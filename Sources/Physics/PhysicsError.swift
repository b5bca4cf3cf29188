/// What can be wrong with a surface or with the parameters of a defect.
public enum PhysicsError: Error, Equatable, CustomStringConvertible {
  /// A mask or a field does not have the photograph's size.
  case sizeMismatch(what: String, width: Int, height: Int, expectedWidth: Int, expectedHeight: Int)
  /// The foreground selects nothing, so there is no place for a defect.
  case emptyForeground
  /// The pixel pitch, in µm/px, is not a positive number.
  case invalidPixelPitch(Double)
  /// A parameter lies outside its documented range.
  case parameterOutOfRange(family: DefectFamily, name: String, value: Double, range: ClosedRange<Double>)

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch self {
    case .sizeMismatch(let what, let width, let height, let expectedWidth, let expectedHeight):
      "the \(what) is \(width) × \(height) px but the photograph is \(expectedWidth) × \(expectedHeight) px: "
        + "both must have one size"
    case .emptyForeground:
      "the foreground mask selects no pixel, so a defect has no place: give a mask of the product, or none at all"
    case .invalidPixelPitch(let pitch):
      "a pixel pitch of \(pitch) µm is not possible: it must be a positive number"
    case .parameterOutOfRange(let family, let name, let value, let range):
      "\(family.rawValue): \(name) is \(value), outside \(range.lowerBound)…\(range.upperBound)"
    }
  }
}
