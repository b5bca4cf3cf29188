import Foundation

/// All that the training of a generator depends on, kept beside it: equal plans make equal generators.
public struct GeneratorPlan: Codable, Sendable, Equatable {
  /// The types of real defects, in the order of the network's types.
  public var types: [String]
  /// The families of mechanisms, which follow them.
  public var families: [String]
  /// Photographs of real defects that are learned from: SHA-256 of their files by their ids.
  public var photographs: [String: String]
  /// Tells the bytes of what is learned from.
  public var fingerprint: String
  /// Side that photographs are resized to, px; nil keeps their size.
  public var photographSide: Int?
  /// Size of a pixel on the product, µm.
  public var pixelPitch: Double
  /// Samples of mechanisms that are made to learn from.
  public var physicsSamples: Int
  /// Share of the steps, 0…1, in which most examples are samples of mechanisms.
  public var pretraining: Double
  /// Probability that an example is real, 0…1, in these first steps, and after them.
  public var realShares: [Double]
  /// Steps from one look at drawn defects to the next.
  public var interval: Int
  /// Looks without a nearer result after which training ends; counted once real defects are most of the examples.
  public var patience: Int
  /// The network's form.
  public var configuration: DiffusionConfiguration
  /// The training's settings.
  public var training: DiffusionTraining
  /// Names all randomness.
  public var seed: UInt64

  /// A plan with the defaults.
  /// - Parameter configuration: of as many types as `types` and `families` together.
  public init(
    types: [String], families: [String], photographs: [String: String], fingerprint: String,
    configuration: DiffusionConfiguration, steps: Int, seed: UInt64
  ) {
    (self.types, self.families, self.photographs) = (types, families, photographs)
    (self.fingerprint, self.configuration, self.seed) = (fingerprint, configuration, seed)
    (photographSide, pixelPitch, physicsSamples) = (256, 50, families.isEmpty ? 0 : 800)
    (pretraining, realShares, patience) = (0.3, [0.25, 0.9], 6)
    interval = max(1, min(500, steps / 8))
    training = DiffusionTraining(steps: steps)
    // The running mean looks back over a fifth of the training at most.
    training.averageDecay = min(0.999, max(0.9, 1 - 5 / Double(max(1, steps))))
  }

  /// The probability that an example of a step is real.
  public func realShare(at step: Int) -> Double {
    Double(step) < pretraining * Double(training.steps) ? realShares[0] : realShares[1]
  }

  /// - Throws: `DiffusionError.invalidConfiguration` for the first setting without a meaning.
  public func validate() throws {
    let require = DiffusionError.require
    try require(
      configuration.types == types.count + families.count, "types",
      "the network has \(configuration.types), there are \(types.count) and \(families.count) families")
    try require(Set(types).count == types.count && !types.isEmpty, "types", "\(types) are not different names")
    try require(physicsSamples >= 0, "physicsSamples", "\(physicsSamples) is negative")
    try require((0...1).contains(pretraining), "pretraining", "\(pretraining) is not within 0…1")
    try require(
      realShares.count == 2 && realShares.allSatisfy { (0...1).contains($0) }, "realShares",
      "\(realShares) are not two numbers within 0…1")
    try require(interval >= 1 && patience >= 1, "interval, patience", "\(interval), \(patience) are less than 1")
    try configuration.validate()
    try training.validate()
  }
}
