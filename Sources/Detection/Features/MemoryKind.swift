/// How the vectors of a memory are made of a backbone's levels, and compared.
public enum MemoryKind: String, Codable, Sendable, CaseIterable {
  /// Stride 8 at length 1, whitened: thin and small structure, blind to contrast.
  case fine
  /// Stride 16 at length 1, whitened: structure of some 50 px, blind to contrast.
  case middle
  /// Strides 8 and 16 together with their contrast, whitened: what is brighter, darker, smoother or rougher.
  case contrast
  /// Strides 8 and 16 together as they are, as PatchCore has them (Roth et al., CVPR 2022).
  case plain
  /// Strides 16 and 32 together, contrast softened: parts that are missing, turned or in the wrong place.
  case deep

  /// Those of a detector by itself.
  public static let standard: [MemoryKind] = [.fine, .middle, .contrast, .deep]
  /// Those whose vectors the head compares with.
  static let compared: [MemoryKind] = [.fine, .middle]

  /// Whether a vector's length, the contrast of its patch, plays no part.
  var isBlindToContrast: Bool { self == .fine || self == .middle }

  /// Whether both say the same of a patch's contrast: nothing, or what shallow levels see of it.
  func isOnTheSide(of other: MemoryKind) -> Bool {
    isBlindToContrast == other.isBlindToContrast && seesContrast == other.seesContrast
  }

  /// Whether shallow levels are compared with their contrast.
  var seesContrast: Bool { self == .contrast || self == .plain }

  /// Whether small deviations in directions that good parts never take count as much as large ones elsewhere.
  var isWhitened: Bool { self != .plain && self != .deep }

  var strides: [Int] {
    switch self {
    case .fine: [8]
    case .middle: [16]
    case .contrast, .plain: [8, 16]
    case .deep: [16, 32]
    }
  }
}
