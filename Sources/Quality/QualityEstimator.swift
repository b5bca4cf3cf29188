import Backbones
import Datasets
import Foundation
import Imaging
import Randomness
import Synthesis
import Torch

/// Estimates how much a synthetic sample is worth to a detector: q(sample, photograph, mask), from 0 to 1.
///
/// That an estimator drives the weights of samples is known of MaPhC2F + BiSQAD (arXiv 2504.12970); what it looks at and
/// learns from is our construction. It is trained for each product, without a real defect: on sound samples and on the
/// same ones spoiled by known amounts.
public struct QualityEstimator: Sendable {
  /// A network with its calibration.
  struct Member: Sendable {
    let network: QualityNetwork
    let calibration: LogitCalibration
  }

  let configuration: QualityConfiguration
  let seed: UInt64
  let members: [Member]
  let standardisation: Standardisation
  let manifold: FeatureManifold
  let embedding: DefectEmbedding

  /// Samples that are judged together.
  static let batch = 64
  /// Fewer training samples say nothing.
  private static let leastSamples = 24

  /// The qualities of samples, 0 for empty masks: the same bits on any number of threads.
  public func callAsFunction(_ samples: [ComparedSample]) -> [SampleJudgement] {
    let evidence = Evidence.of(samples, embedding: embedding)
    let present = evidence.compactMap { $0 }
    let worthless = SampleJudgement(quality: 0, parts: [:])
    guard !present.isEmpty else { return evidence.map { _ in worthless } }
    let vectors = present.map { EvidenceVector($0, manifold: manifold) }
    let batch = QualityBatch(present.map(\.views), numbers: vectors.map { standardisation($0.values) })
    let estimates = SingleThreads.map(members.count) { index in
      let logits = withoutGradients { members[index].network(batch).array(of: Float.self) }
      return logits.map { members[index].calibration(Double($0)) }
    }
    var next = 0
    return evidence.map { found in
      guard found != nil else { return worthless }
      defer { next += 1 }
      let mean = estimates.reduce(0) { $0 + $1[next] } / Double(estimates.count)
      return SampleJudgement(quality: rounded(mean), parts: vectors[next].parts.mapValues(rounded))
    }
  }

  /// Digits that mean something.
  private func rounded(_ value: Double) -> Double { (value * 1e5).rounded() / 1e5 }

  /// Trains an estimator for a product.
  /// - Parameters:
  ///   - photographs: good photographs of the product.
  ///   - synthesizer: makes the sound samples, as those are made that will be judged.
  ///   - decisions: what somebody thinks of samples, where there is anything.
  /// - Throws: `QualityError`; `BackboneError`, `SynthesisError`, `ImagingError`, `PhysicsError`.
  public static func train(
    on photographs: [DatasetItem], by synthesizer: SampleSynthesizer, decisions: [QualityDecision] = [],
    configuration: QualityConfiguration = .init(), seed: UInt64,
    progress: (QualityProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws -> QualityEstimator {
    guard !photographs.isEmpty else { throw SynthesisError.noPhotographs }
    let embedding = try DefectEmbedding()
    var samples = try TrainingSamples(
      on: photographs, by: synthesizer, configuration, seed: seed, embedding: embedding, progress: progress,
      isCancelled: isCancelled)
    samples.add(decisions, weight: configuration.decisionWeight, embedding: embedding)
    let entries = samples.entries
    guard entries.count >= leastSamples else {
      throw QualityError.tooFewSamples(count: entries.count, needed: leastSamples)
    }
    let manifold = FeatureManifold(entries.map(\.evidence.features.photograph))
    let vectors = entries.map { EvidenceVector($0.evidence, manifold: manifold).values }
    let standardisation = Standardisation(vectors)
    let batch = QualityBatch(entries.map(\.evidence.views), numbers: vectors.map(standardisation.callAsFunction))
    let (targets, weights) = (entries.map(\.target), entries.map(\.weight))
    let held = (0..<configuration.members).map { heldOut(entries, member: $0) }
    let trained = SingleThreads.map(configuration.members) { member in
      Result {
        try QualityTrainer(
          batch: batch, targets: targets, weights: weights, heldOut: held[member], configuration: configuration,
          seed: seed &+ UInt64(member)
        ).train()
      }
    }
    let members = try trained.map { try $0.get() }
    progress(.init(phase: .training, done: members.count, total: members.count))
    return QualityEstimator(
      configuration: configuration, seed: seed, members: members, standardisation: standardisation,
      manifold: manifold, embedding: embedding)
  }

  /// Every fifth photograph, others for each network; every fifth sample where there are too few photographs.
  private static func heldOut(_ entries: [TrainingSamples.Entry], member: Int) -> [Int] {
    let hasSeveral = Set(entries.compactMap(\.photograph)).count >= 5
    return entries.indices.filter { index in
      guard let photograph = entries[index].photograph else { return false }
      // Three samples of one making lie together.
      return (hasSeveral ? photograph : index / 3) % 5 == member % 5
    }
  }
}
