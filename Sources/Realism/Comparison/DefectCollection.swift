/// Defects of one origin: the real ones, or those of one generator.
public struct DefectCollection: Sendable {
  /// What they are called in tables.
  public let name: String
  /// The statistics of each picture.
  public let statistics: [DefectStatistics]
  /// The backbone's features of each picture, in the same order.
  public let features: [[Double]]

  /// A collection with as many features as statistics.
  public init(name: String, statistics: [DefectStatistics], features: [[Double]]) {
    precondition(statistics.count == features.count, "features of each picture")
    (self.name, self.statistics, self.features) = (name, statistics, features)
  }

  /// Pictures.
  public var count: Int { statistics.count }

  /// Whether most of the defects look like lines: at least eight times as long as wide.
  public var isLineLike: Bool {
    let slenderness = statistics.compactMap { $0.lines?.slenderness }.sorted()
    return !slenderness.isEmpty && slenderness[slenderness.count / 2] >= 8
  }

  /// What a measure observes on the pictures, one distribution a component; none for those on features.
  func distributions(of measure: RealismMeasure) -> [Distribution] {
    switch measure {
    case .lineWidth: [Distribution(statistics.map { $0.lines?.widths ?? [] })]
    case .tortuosity: [Distribution(weighted: statistics.map { $0.lines?.tortuosities ?? [] })]
    case .branchingAngle: [Distribution(statistics.map { $0.lines?.branchingAngles ?? [] })]
    case .boxDimension: [Distribution(statistics.map { [$0.lines?.boxDimension].compactMap { $0 } })]
    case .gradientJump: [Distribution(statistics.map { [$0.gradientJump].compactMap { $0 } })]
    case .waveletEnergy:
      WaveletProfile.names.indices.map { band in
        Distribution(statistics.map { [$0.waveletProfile?[band]].compactMap { $0 } })
      }
    case .frechet, .kernel: []
    }
  }
}
