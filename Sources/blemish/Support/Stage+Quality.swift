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

  /// A set that `synthesizer` has just made or completed with a quality for every sample, and those under the
  /// configuration's least quality drawn anew. What was done before is not done again.
  func judged(
    _ set: SampleSet, by synthesizer: SampleSynthesizer, on photographs: [DatasetItem], seed: UInt64
  ) throws -> SampleSet {
    let least = synthesizer.configuration.leastQuality ?? 0
    let isDone = set.records.allSatisfy {
      $0.quality.map { $0 >= least } ?? false || $0.drawings == SampleSynthesizer.greatestDrawings
    }
    if isDone { return set }
    let estimator = try estimator(of: set, by: synthesizer, on: photographs, seed: seed)
    let source = try PhotographSource(
      items: photographs, settings: try SynthesisSettings.read(set.folder), folder: set.folder.path)
    let isScored = set.records.allSatisfy { $0.quality != nil }
    let scored = try isScored ? set : score(set, with: estimator, on: source)
    return least == 0
      ? scored : try redraw(scored, by: synthesizer, on: photographs, seed: seed, least: least, estimator)
  }

  /// The estimator kept with a set, or a new one.
  private func estimator(
    of set: SampleSet, by synthesizer: SampleSynthesizer, on photographs: [DatasetItem], seed: UInt64
  ) throws -> QualityEstimator {
    let folder = RunLayout.estimator(in: set.folder)
    if let kept = try? QualityEstimator.load(folder) { return kept }
    let estimator = try trainEstimator(on: photographs, by: synthesizer, seed: seed)
    try estimator.save(to: folder)
    return estimator
  }

  private func redraw(
    _ set: SampleSet, by synthesizer: SampleSynthesizer, on photographs: [DatasetItem], seed: UInt64, least: Double,
    _ estimator: QualityEstimator
  ) throws -> SampleSet {
    let line = ProgressLine("redraw", quiet: quiet)
    let redrawn: SampleSet
    do {
      redrawn = try synthesizer.redraw(
        set, photographs: photographs, seed: seed, leastQuality: least, judge: { estimator($0) },
        progress: { line.update($0, of: $1, unit: "samples") },
        isCancelled: { Interruption.shared.isRequested })
    } catch SynthesisError.cancelled {
      throw stopped("the samples drawn so far are kept; the same command goes on from there")
    }
    let poor = redrawn.records.count { ($0.quality ?? 0) < least }
    if poor > 0 {
      Console.note(
        "\(poor) of \(redrawn.records.count) samples stay under the quality \(least) after "
          + "\(SampleSynthesizer.greatestDrawings) drawings; the best drawing of each is kept")
    }
    return redrawn
  }
}
