extension DefectFamily {
  /// Names for several families at once.
  public enum Group: String, Sendable, CaseIterable {
    /// What samples are made of unless others are named.
    case standard
    /// Every family.
    case all
    /// Those that are drawn.
    case procedural
    /// Those that solve a differential equation.
    case pde

    /// The members, in their declared order.
    public var families: [DefectFamily] {
      switch self {
      case .standard: DefectFamily.standard
      case .all: DefectFamily.allCases
      case .procedural: DefectFamily.allCases.filter { $0.card.approach == .procedural }
      case .pde: DefectFamily.allCases.filter { $0.card.approach == .differential }
      }
    }
  }
}
