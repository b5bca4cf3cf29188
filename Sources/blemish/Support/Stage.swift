import ArgumentParser
import Datasets
import Detection
import Foundation
import Imaging
import Metrics
import Reporting
import Synthesis
import Torch

/// The steps of the main job with their progress on stderr and their answer to Ctrl-C; verbs call one, `run` calls all.
struct Stage {
  let quiet: Bool

  /// Makes or completes a sample set.
  func synthesize(
    _ photographs: [DatasetItem], by synthesizer: SampleSynthesizer, count: Int, seed: UInt64, to folder: URL,
    shard: Shard = .all
  ) throws -> SampleSet {
    let line = ProgressLine("synthesize", quiet: quiet)
    do {
      return try synthesizer.synthesize(
        photographs: photographs, count: count, seed: seed, to: folder, shard: shard,
        progress: { line.update($0.done, of: $0.total, unit: "samples") },
        isCancelled: { Interruption.shared.isRequested })
    } catch SynthesisError.cancelled {
      throw stopped("the samples made so far are kept; the same command goes on from there")
    }
  }

  /// Writes or completes a sample set in another layout.
  func export(_ set: SampleSet, as format: ExportFormat, to folder: URL, good: GoodPhotographs?) throws {
    let line = ProgressLine("export", quiet: quiet)
    do {
      try set.export(
        as: format, to: folder, good: good, progress: { line.update($0, of: $1, unit: "pictures") },
        isCancelled: { Interruption.shared.isRequested })
    } catch DatasetError.cancelled {
      throw stopped("what is written so far is kept; the same command goes on from there")
    }
  }

  /// Trains and saves a detector.
  func train(
    _ split: DatasetSplit, samples: SampleSet?, configuration: DetectorConfiguration, seed: UInt64, device: Device,
    to model: URL, resume: Bool
  ) throws -> Detector {
    try RunLayout.create(model)
    let lines = ["features", "head", "calibration"].reduce(into: [:]) { $0[$1] = ProgressLine($1, quiet: quiet) }
    let detector = try Detector.train(
      on: .init(split, samples: samples, learnedFrom: learnedFrom(samples)), configuration: configuration, seed: seed,
      device: device, checkpoint: RunLayout.checkpoint(in: model), resume: resume,
      progress: { step in
        lines[step.phase.rawValue]?.update(
          step.done, of: step.total, unit: step.phase == .head ? "steps" : "images",
          note: step.loss.map { String(format: "loss %.4f", $0) } ?? "")
      },
      isCancelled: { Interruption.shared.isRequested })
    try detector.save(to: model)
    try CameraBits.write(split.fit, to: model)
    return detector
  }

  /// Digests of the real photographs that the generator of a sample set has learned from.
  func learnedFrom(_ samples: SampleSet?) throws -> [String] {
    try samples.flatMap { try SynthesisSettings.read($0.folder)?.learnedFrom } ?? []
  }

  /// Measures a detector on photographs and writes what the report is made of.
  func evaluate(_ detector: Detector, on items: [DatasetItem], to folder: RunFolder) throws -> EvaluationReport {
    let line = ProgressLine("evaluate", quiet: quiet)
    let evaluator = Evaluator(pixels: PixelMetricsAccumulator(threshold: 0.5))
    var cases = CaseCollector()
    var records: [PredictionRecord] = []
    let seconds = try detector.examine(items, isCancelled: { Interruption.shared.isRequested }) { examined in
      let (item, prediction) = (examined.item, examined.prediction)
      let isAnomalous = item.label == .anomalous
      try evaluator.add(
        score: prediction.score, isAnomalous: isAnomalous, type: item.defectType, map: prediction.map,
        mask: examined.mask)
      let record = PredictionRecord(
        path: item.id, label: item.label, score: prediction.score,
        decision: prediction.isAnomalous ? .anomalous : .good,
        type: item.defectType)
      records.append(record)
      cases.add(
        record, image: examined.image, mask: isAnomalous ? examined.mask : nil, map: prediction.map)
      line.update(records.count, of: items.count, unit: "images")
    }
    let evaluation = try evaluator.finish(bootstrap: Bootstrap(seed: detector.seed))
    let report = evaluation.report(
      threshold: 0.5, timing: .init(trainSeconds: detector.trainSeconds, predictMillisecondsPerImage: seconds * 1000),
      fingerprint: detector.fingerprint, seed: detector.seed)
    try folder.write(
      report, curves: EvaluationCurves(image: evaluation.imageCurves, pixel: evaluation.pixelCurves),
      predictions: records, cases: cases.cases)
    return report
  }

  /// What to throw when the user stopped the program.
  func stopped(_ advice: String) -> ExitCode {
    Console.note("stopped: \(advice)")
    return ExitCode(Interruption.shared.exitCode)
  }
}
