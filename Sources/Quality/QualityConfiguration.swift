import Synthesis

/// How a quality estimator is trained; saved with it.
public struct QualityConfiguration: Codable, Sendable, Equatable {
  /// Sound samples to learn from; each is spoiled twice beside.
  public var samples = 240
  /// Photographs that they are made on; more are left out.
  public var photographs = 60
  /// Networks whose estimates are averaged; each holds other photographs back.
  public var members = 2
  /// Steps of each network's training.
  public var steps = 320
  /// Samples a step.
  public var batch = 32
  /// Greatest learning rate.
  public var rate = 3e-3
  /// How often a sample that somebody has decided on counts against one of our making.
  public var decisionWeight = 4.0

  /// The defaults.
  public init() {}
}

/// How far training or scoring has come.
public struct QualityProgress: Sendable {
  /// What is being done.
  public enum Phase: String, Sendable { case samples, training, scoring }
  /// What is being done.
  public let phase: Phase
  /// Photographs, networks or samples done.
  public let done: Int
  /// In all.
  public let total: Int
}

/// What somebody thinks of a sample.
public struct QualityDecision: Sendable {
  /// The sample.
  public let sample: ComparedSample
  /// Whether it is to be learned from.
  public let isAccepted: Bool

  /// A decision.
  public init(_ sample: ComparedSample, isAccepted: Bool) { (self.sample, self.isAccepted) = (sample, isAccepted) }
}
