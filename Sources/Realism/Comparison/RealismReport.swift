/// How near some collections of synthetic defects are to real ones, measure by measure.
public struct RealismReport: Codable, Sendable, Equatable {
  /// A distance to the real defects.
  public struct Estimate: Codable, Sendable, Equatable {
    /// The distance; lower is nearer.
    public let value: Double
    /// 95 % bootstrap interval over the pictures of both sides.
    public let interval: ClosedRange<Double>

    /// An estimate.
    public init(value: Double, interval: ClosedRange<Double>) { (self.value, self.interval) = (value, interval) }
  }

  /// One measure.
  public struct Row: Codable, Sendable, Equatable {
    /// The measure.
    public let measure: RealismMeasure
    /// The measure in words.
    public let title: String
    /// The distance of each candidate by its name; absent where it shows nothing that could be measured.
    public let distances: [String: Estimate]
    /// The candidate nearest to the real defects.
    public let nearest: String
    /// Share of the bootstrap replicates in which it is the nearest.
    public let certainty: Double
    /// The medians of what was observed, in the measure's unit, by the collection's name, `real` among them; nine for
    /// `wavelet_energy` in the order of `WaveletProfile.names`, none for features.
    public let medians: [String: [Double]]
  }

  /// Names of the candidates, the one that the comparison is about first.
  public let candidates: [String]
  /// Pictures of each collection, `real` among them.
  public let pictures: [String: Int]
  /// One row a measure.
  public let rows: [Row]

  /// Share of the measures in which a candidate is the nearest.
  public func shareNearest(_ candidate: String) -> Double {
    rows.isEmpty ? 0 : Double(rows.count { $0.nearest == candidate }) / Double(rows.count)
  }
}
