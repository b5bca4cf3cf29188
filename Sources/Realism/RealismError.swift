/// Why realism could not be measured.
public enum RealismError: Error, Equatable, CustomStringConvertible {
  /// A collection is too small for distributions.
  case tooFewDefects(of: String, count: Int, needed: Int)

  /// What is wrong and how to mend it.
  public var description: String {
    switch self {
    case .tooFewDefects(let name, let count, let needed):
      "\(count) \(name) defects with masks: at least \(needed) are needed to compare distributions"
    }
  }
}
