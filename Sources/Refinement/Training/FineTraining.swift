import Foundation

/// How the fine stage's network is trained.
public struct FineTraining: Codable, Sendable, Equatable {
  /// Photographs that patches are cut from, at most.
  public var photographs = 24
  /// Patches to learn from, at most: no more are made than the steps can use.
  public var patches = 480
  /// Side of a patch, px, divisible by 4.
  public var side = 64
  /// Steps of the optimiser.
  public var steps = 600
  /// Patches in a step.
  public var batch = 16
  /// Greatest learning rate.
  public var rate = 2e-3
  /// Weight of the radial spectrum against that of the bands.
  public var spectrum = 0.2

  /// The defaults.
  public init() {}

  /// - Throws: `RefinementError.invalidConfiguration` for the first setting without a meaning.
  public func validate() throws {
    func require(_ condition: Bool, _ name: String, _ reason: String) throws {
      guard condition else { throw RefinementError.invalidConfiguration(name: name, reason: reason) }
    }
    try require(photographs >= 1, "photographs", "\(photographs) is less than 1")
    try require(side >= 16 && side % 4 == 0, "side", "\(side) px is less than 16 or not divisible by 4")
    try require(batch >= 1 && batch <= patches, "batch", "\(batch) is not within 1…patches")
    try require(steps >= 0, "steps", "\(steps) is negative")
    try require(rate > 0 && rate < 1, "rate", "\(rate) is not within 0…1")
    try require(spectrum >= 0 && spectrum.isFinite, "spectrum", "\(spectrum) is negative")
  }
}
