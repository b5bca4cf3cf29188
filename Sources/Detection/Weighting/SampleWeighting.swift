/// How much each synthetic sample counts in the head's training.
public enum SampleWeighting: String, Codable, Sendable, CaseIterable {
  /// All alike.
  case uniform
  /// By the quality that is estimated for each sample (SQE), divided by the mean.
  case sqe
  /// By quality at first, then by what lowers the loss on held-out samples of other families (bi-level optimisation).
  case learned
  /// A control: the weights of `sqe`, dealt to the samples at random.
  case shuffled
}

/// The bi-level part of the head's training.
public struct BilevelConfiguration: Codable, Sendable, Equatable {
  /// Steps of the head between two steps of the weights.
  public var interval = 10
  /// Learning rate of the weights' own parameters.
  public var rate = 0.05
  /// Learning rate of the virtual step.
  public var unrollRate = 0.05
  /// Strength of the entropy that keeps weights from gathering on few samples.
  public var entropy = 0.01
  /// Share of the samples, and of the good images, held out of the head's training for the upper level.
  public var heldOut = 0.15

  /// The standard settings.
  public init() {}

  /// - Throws: `DetectionError.invalidConfiguration`.
  func validate() throws {
    for (name, isValid, range) in [
      ("bilevel.interval", interval >= 1, "at least 1"),
      ("bilevel.rate", rate > 0 && rate.isFinite, "a number above 0"),
      ("bilevel.unrollRate", unrollRate > 0 && unrollRate.isFinite, "a number above 0"),
      ("bilevel.entropy", entropy >= 0 && entropy.isFinite, "a number from 0"),
      ("bilevel.heldOut", heldOut > 0 && heldOut <= 0.5, "above 0 and at most 0.5"),
    ] where !isValid {
      throw DetectionError.invalidConfiguration(name: name, reason: "is not \(range)")
    }
  }
}
