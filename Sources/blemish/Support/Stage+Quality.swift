import Datasets
import Foundation
import Imaging
import Quality
import Synthesis

extension Stage {
  /// Trains a quality estimator on good photographs.
  func trainEstimator(
    on photographs: [DatasetItem], by synthesizer: SampleSynthesizer, decisions: [QualityDecision] = [], seed: UInt64
  ) throws -> QualityEstimator {
    let lines = ["samples": ProgressLine("quality", quiet: quiet), "training": ProgressLine("estimator", quiet: quiet)]
    do {
      return try QualityEstimator.train(
        on: photographs, by: synthesizer, decisions: decisions, seed: seed,
        progress: { step in
          let unit = step.phase == .samples ? "photographs" : "networks"
          lines[step.phase.rawValue]?.update(step.done, of: step.total, unit: unit)
        },
        isCancelled: { Interruption.shared.isRequested })
    } catch QualityError.cancelled {
      throw stopped("the same command begins the estimator anew")
    }
  }

  /// Gives every record its quality and replaces the manifest.
  func score(_ set: SampleSet, with estimator: QualityEstimator, on source: PhotographSource) throws -> SampleSet {
    let line = ProgressLine("score", quiet: quiet)
    var records: [SampleRecord] = []
    for start in stride(from: 0, to: set.records.count, by: 64) {
      if Interruption.shared.isRequested { throw stopped("no score was written") }
      let batch = Array(set.records[start..<min(set.records.count, start + 64)])
      let judgements = estimator(try concurrentMap(batch) { try source.compared($0, in: set) })
      records += zip(batch, judgements).map { $0.judged($1) }
      line.update(records.count, of: set.records.count, unit: "samples")
    }
    return try set.rewritten(records)
  }
}

extension SampleRecord {
  /// The record with an estimate; 0 where there was nothing to judge.
  func judged(_ judgement: QualityEstimator.Judgement?) -> SampleRecord {
    var record = self
    (record.quality, record.qualityParts) = (judgement?.quality ?? 0, judgement?.parts)
    return record
  }
}
