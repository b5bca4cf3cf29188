import Imaging

/// What `robustness.json` holds: how a model's decisions move when its test photographs change as
/// another day would change them. Undefined values are absent, never 0.
public struct RobustnessReport: Codable, Sendable, Equatable {
  /// What the decisions on one set of photographs come to; as a difference, percentage points over
  /// 100.
  public struct Figures: Codable, Sendable, Equatable {
    /// Share of the good photographs that are rejected; `nil` without good ones.
    public var rejected: Double?
    /// Share of the defective photographs that are found; `nil` without defective ones.
    public var found: Double?
    /// Area under the ROC curve of the images' scores; `nil` with one class only.
    public var auroc: Double?

    /// Figures, each where it is defined.
    public init(rejected: Double?, found: Double?, auroc: Double?) {
      self.rejected = rejected
      self.found = found
      self.auroc = auroc
    }

    /// These figures less others, where both are defined.
    public func difference(from other: Figures) -> Figures {
      func change(_ value: KeyPath<Figures, Double?>) -> Double? {
        guard let new = self[keyPath: value], let old = other[keyPath: value] else { return nil }
        return new - old
      }
      return Figures(rejected: change(\.rejected), found: change(\.found), auroc: change(\.auroc))
    }
  }

  /// One kind of change.
  public struct Row: Codable, Sendable, Equatable {
    /// The variation's name for programs, as in `jpeg_90`.
    public var name: String
    /// Its name for people, as in "JPEG quality 90".
    public var label: String
    /// What the decisions on the changed photographs come to.
    public var figures: Figures
    /// Those figures less the ones of the photographs as they are.
    public var difference: Figures

    init(_ variation: PhotographicVariation, _ figures: Figures, unchanged: Figures) {
      name = variation.name
      label = variation.label
      self.figures = figures
      difference = figures.difference(from: unchanged)
    }
  }

  /// Good photographs judged.
  public var good: Int
  /// Defective photographs judged.
  public var defective: Int
  /// The photographs as they are.
  public var unchanged: Figures
  /// Each kind of change, in the order in which they were measured.
  public var variations: [Row]

  /// The table of a test set.
  ///
  /// - Parameters:
  ///   - unchanged: the verdicts on the photographs as they are.
  ///   - changed: each variation with the verdicts on the same photographs under it.
  /// - Throws: `MetricsError.notFinite` when a score is NaN or infinite.
  public init(
    unchanged: [Verdict], changed: [(variation: PhotographicVariation, verdicts: [Verdict])]
  ) throws {
    let figures = try Figures(unchanged)
    good = unchanged.count { !$0.isDefective }
    defective = unchanged.count - good
    self.unchanged = figures
    variations = try changed.map { try Row($0.variation, Figures($0.verdicts), unchanged: figures) }
  }
}

extension RobustnessReport {
  /// What a model says about one photograph, beside what is true.
  public struct Verdict: Sendable, Equatable {
    /// Whether the part has a defect.
    public var isDefective: Bool
    /// The image's score, higher is more anomalous.
    public var score: Double
    /// Whether the model rejects the part.
    public var isRejected: Bool

    /// A verdict.
    public init(isDefective: Bool, score: Double, isRejected: Bool) {
      self.isDefective = isDefective
      self.score = score
      self.isRejected = isRejected
    }
  }
}

extension RobustnessReport.Figures {
  init(_ verdicts: [RobustnessReport.Verdict]) throws {
    func rejectedShare(ofDefective isDefective: Bool) -> Double? {
      let chosen = verdicts.filter { $0.isDefective == isDefective }
      return chosen.isEmpty ? nil : Double(chosen.count { $0.isRejected }) / Double(chosen.count)
    }
    rejected = rejectedShare(ofDefective: false)
    found = rejectedShare(ofDefective: true)
    auroc = try ImageMetrics(scores: verdicts.map(\.score), labels: verdicts.map(\.isDefective))
      .auroc
  }
}
