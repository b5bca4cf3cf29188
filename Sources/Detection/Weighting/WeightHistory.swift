import Datasets
import Torch

/// How the mean weight of each family moved while weights were learned.
public struct WeightHistory: Codable, Sendable, Equatable {
  /// One moment.
  public struct Moment: Codable, Sendable, Equatable {
    /// Steps of the head done.
    public let step: Int
    /// Mean weight by family.
    public let families: [String: Double]
  }

  /// The moments in order.
  public private(set) var moments: [Moment] = []

  /// A history without moments.
  public init() {}

  mutating func note(step: Int, _ weights: Tensor, records: [SampleRecord]) {
    let values = weights.array(of: Float.self)
    let byFamily = Dictionary(grouping: records.indices) { records[$0].family }
    moments.append(
      Moment(
        step: step,
        families: byFamily.mapValues { indices in
          indices.reduce(0) { $0 + Double(values[$1]) } / Double(indices.count)
        }))
  }
}
