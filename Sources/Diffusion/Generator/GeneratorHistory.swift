import Foundation
import Imaging

/// What looks at a training have found, kept beside it.
public struct GeneratorHistory: Codable, Sendable, Equatable {
  /// One look.
  public struct Look: Codable, Sendable, Equatable {
    /// Steps done.
    public let step: Int
    /// Distance of drawn defects to the real ones that are learned from; nil without a criterion.
    public let distance: Double?
    /// Share of the regions, 0…1, in which enough changed to be seen.
    public let visible: Double
    /// Reconstruction error of the last step.
    public let reconstruction: Double
  }

  /// The looks in the order of steps.
  public private(set) var looks: [Look] = []

  /// No look yet.
  public init() {}

  /// Adds a look, in place of any at the same or a later step.
  mutating func add(_ look: Look) { looks = looks.filter { $0.step < look.step } + [look] }

  /// The look whose network is to be kept: the nearest one from `first` on; the last where distances are not known.
  func best(from first: Int) -> Look? {
    let late = looks.filter { $0.step >= first }
    let known = late.filter { $0.distance != nil }
    return known.min { ($0.distance ?? 0, $0.step) < ($1.distance ?? 0, $1.step) } ?? late.last ?? looks.last
  }

  /// Whether the last `patience` looks from `first` on have found nothing nearer.
  func isStale(from first: Int, patience: Int) -> Bool {
    guard let best = best(from: first), best.distance != nil else { return false }
    return looks.count { $0.step > best.step } >= patience
  }

  /// Reads a history; an empty one where there is none.
  static func read(_ url: URL) -> GeneratorHistory {
    guard let data = try? Data(contentsOf: url) else { return GeneratorHistory() }
    return (try? JSONDecoder().decode(GeneratorHistory.self, from: data)) ?? GeneratorHistory()
  }

  func write(_ url: URL) throws {
    try AtomicFile.write(json: self, to: url)
  }
}
