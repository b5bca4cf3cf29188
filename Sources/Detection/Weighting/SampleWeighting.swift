import Datasets

/// How much each synthetic sample counts in the head's training.
public enum SampleWeighting: String, Codable, Sendable, CaseIterable {
  /// All alike.
  case uniform
  /// By the quality that is estimated for each sample (SQE), divided by the mean.
  case sqe
  /// By quality at first, then by what lowers the loss on samples of other families (bi-level optimisation).
  case learned
  /// A control: the weights of `sqe`, dealt to the samples at random.
  case shuffled

  /// Whether estimates of the samples' quality are made use of; `learned` can do without.
  public var usesQuality: Bool { self != .uniform }

  /// - Throws: `DetectionError.noQuality`, or `.tooFewImages` where there is nothing to weigh or to judge by.
  func check(_ records: [SampleRecord], in set: SampleSet?) throws {
    guard self != .uniform else { return }
    let (photographs, needed) = (Set(records.map(\.source)).count, self == .learned ? 2 : 1)
    guard photographs >= needed else {
      throw DetectionError.tooFewImages(
        purpose: "weights '\(rawValue)' (photographs with synthetic samples)", count: photographs, needed: needed)
    }
    let missing = records.filter { $0.quality == nil }.count
    guard missing == 0 || self == .learned && missing == records.count else {
      throw DetectionError.noQuality(
        path: set?.folder.path ?? "", rule: rawValue, missing: missing, count: records.count)
    }
  }
}

/// The bi-level part of the head's training.
public struct BilevelConfiguration: Codable, Sendable, Equatable {
  /// Steps of the head between two steps of the weights.
  public var interval = 5
  /// Share of the head's steps after which weights begin to move: at first all samples teach the same.
  public var start = 0.2
  /// Share of the head's steps after which weights stay.
  public var end = 0.7
  /// Samples that a step of the weights learns about, and images that judge them.
  public var batch = 8
  /// Learning rate of the weights' own parameters.
  public var rate = 0.06
  /// Learning rate of the virtual step.
  public var unrollRate = 0.05
  /// Strength of the relative entropy that keeps weights near those that quality alone gives.
  public var entropy = 0.3

  /// The standard settings.
  public init() {}

  /// - Throws: `DetectionError.invalidConfiguration`.
  func validate() throws {
    for (name, isValid, range) in [
      ("interval", interval >= 1, "at least 1"),
      ("batch", batch >= 2, "at least 2"),
      ("start", start >= 0 && start < 1, "in 0 ..< 1"),
      ("end", end > start && end <= 1, "above start and at most 1"),
      ("rate", rate > 0 && rate.isFinite, "a number above 0"),
      ("unrollRate", unrollRate > 0 && unrollRate.isFinite, "a number above 0"),
      ("entropy", entropy >= 0 && entropy.isFinite, "a number from 0"),
    ] where !isValid {
      throw DetectionError.invalidConfiguration(name: "head.bilevel.\(name)", reason: "is not \(range)")
    }
  }
}

/// Detectors that were saved before samples had weights say nothing of them.
extension KeyedDecodingContainer {
  func decode(_ type: SampleWeighting.Type, forKey key: Key) throws -> SampleWeighting {
    try decodeIfPresent(type, forKey: key) ?? .uniform
  }

  func decode(_ type: BilevelConfiguration.Type, forKey key: Key) throws -> BilevelConfiguration {
    try decodeIfPresent(type, forKey: key) ?? BilevelConfiguration()
  }
}
