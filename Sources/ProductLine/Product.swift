/// The two products that Blemish renders by itself.
public enum Product: String, CaseIterable, Codable, Sendable {
  /// A textured surface: indigo twill, photographed from above.
  case denim
  /// An object on a background: a turned steel flange on a rubber mat, in any rotation.
  case flange

  /// The kinds of defect that its test images show, in alphabetical order; also the names of their folders.
  public var defectTypes: [String] {
    switch self {
    case .denim: ["broken_end", "slub", "snag", "stain", "tear"]
    case .flange: ["chip", "dent", "missing_hole", "scratch", "stain"]
    }
  }
}
