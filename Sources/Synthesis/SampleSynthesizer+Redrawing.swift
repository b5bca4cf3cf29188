import Datasets
import Foundation
import Imaging

/// An estimate of a sample's quality with what it rests on.
public struct SampleJudgement: Sendable, Equatable {
  /// How good the sample is, in [0, 1].
  public let quality: Double
  /// What was measured, by name, from 0 to 1 or in the unit that the name ends with.
  public let parts: [String: Double]

  /// An estimate.
  public init(quality: Double, parts: [String: Double]) { (self.quality, self.parts) = (quality, parts) }
}

extension SampleRecord {
  /// The record with an estimate.
  public func judged(_ judgement: SampleJudgement) -> SampleRecord {
    var record = self
    (record.quality, record.qualityParts) = (judgement.quality, judgement.parts)
    return record
  }
}

extension SampleSynthesizer {
  /// Drawings of one sample, the first included, before the best of them is kept.
  public static let greatestDrawings = 8
  /// Samples that are drawn and judged together.
  private static let redrawnAtOnce = 32

  /// Draws samples anew, each on its photograph and of its family, until they are good enough or have been drawn
  /// `greatestDrawings` times; of each the best drawing stays. What is done is kept, so that a call that was stopped goes
  /// on; the result does not depend on threads or interruptions.
  /// - Parameters:
  ///   - set: samples with qualities that this synthesizer has made of `photographs` and `seed`.
  ///   - leastQuality: what is good enough, 0…1.
  ///   - judge: estimates qualities; a function of the samples alone.
  ///   - progress: called with (samples that are good enough or given up, samples in all).
  /// - Throws: `SynthesisError`, `ImagingError`, `DatasetError`; whatever `judge` throws.
  public func redraw(
    _ set: SampleSet, photographs: [DatasetItem], seed: UInt64, leastQuality: Double,
    judge: ([ComparedSample]) throws -> [SampleJudgement], progress: (Int, Int) -> Void = { _, _ in },
    isCancelled: () -> Bool = { false }
  ) throws -> SampleSet {
    let writer = try SampleSetWriter(folder: set.folder, shard: "redrawn")
    var open = writer.existing.values.filter { $0.isWorthRedrawing(leastQuality) }.sorted { $0.id < $1.id }
    while !open.isEmpty {
      progress(set.records.count - open.count, set.records.count)
      if isCancelled() { throw SynthesisError.cancelled }
      let batch = Array(open.prefix(Self.redrawnAtOnce))
      let drawn = try concurrentMap(batch) { try redrawn($0, photographs: photographs, seed: seed) }
      let judgements = try judge(drawn.map(\.compared))
      let updated = try zip(zip(batch, drawn), judgements).map { try keepTheBetter($0.0, $0.1, $1, writer) }
      open = updated.filter { $0.isWorthRedrawing(leastQuality) } + open.dropFirst(batch.count)
    }
    progress(set.records.count, set.records.count)
    return try writer.finish()
  }

  /// The next drawing of a sample.
  private func redrawn(
    _ record: SampleRecord, photographs: [DatasetItem], seed: UInt64
  ) throws -> (sample: SyntheticSample, compared: ComparedSample) {
    guard let index = Int(record.id) else { preconditionFailure("\(record.id) is no sample of a synthesizer") }
    let plan = plan(index, photographs: photographs.count, seed: seed, drawing: record.drawings ?? 1)
    let surface = try surface(of: photographs[plan.photograph], among: photographs)
    let sample = try sample(plan, source: photographs[plan.photograph].id, surface: surface)
    let compared = ComparedSample(
      image: sample.image, mask: sample.mask, photograph: surface.image, foreground: surface.foreground)
    return (sample, compared)
  }

  /// Replaces the sample's files where the new drawing is better, and notes that it was drawn.
  private func keepTheBetter(
    _ old: SampleRecord, _ new: (sample: SyntheticSample, compared: ComparedSample), _ judgement: SampleJudgement,
    _ writer: SampleSetWriter
  ) throws -> SampleRecord {
    let isBetter = judgement.quality > old.quality ?? 0
    var record = isBetter ? new.sample.record.judged(judgement) : old
    record.drawings = (old.drawings ?? 1) + 1
    if isBetter { try writeFiles(of: new.sample, to: writer.folder) }
    try writer.append(record)
    return record
  }
}

extension SampleRecord {
  /// Whether another drawing may help.
  fileprivate func isWorthRedrawing(_ leastQuality: Double) -> Bool {
    (quality ?? 0) < leastQuality && (drawings ?? 1) < SampleSynthesizer.greatestDrawings
  }
}
