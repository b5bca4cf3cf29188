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

  /// Opens every photograph and mask of some parts of a data set and says all that is wrong with them, before the first
  /// minute of work is spent.
  func check(_ dataset: Dataset, _ splits: Set<DatasetItem.Split>) throws {
    try refuse(DatasetValidator().problems(in: dataset, splits: splits, comparing: false), of: dataset)
  }

  /// Says what is wrong with the names and labels of a data set's training part, without opening a photograph.
  func checkNames(_ dataset: Dataset) throws {
    try refuse(dataset.problems.filter { !$0.kind.concernsTestMasks }, of: dataset)
  }

  private func refuse(_ problems: [DatasetProblem], of dataset: Dataset) throws {
    if !quiet { for warning in problems where warning.severity == .warning { Console.note("\(warning)") } }
    let errors = problems.filter { $0.severity == .error }
    guard errors.isEmpty else {
      throw UserError(
        "the data set \(dataset.root.path) cannot be used:\n" + errors.map { "  \($0)" }.joined(separator: "\n"))
    }
  }

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

  /// Parts the data; the fingerprint covers the training files and the detector's settings.
  func split(_ dataset: Dataset, _ configuration: DetectorConfiguration, seed: UInt64) throws -> DatasetSplit {
    let (kept, groups) = sorted(dataset)
    return try kept.split(
      validationFraction: configuration.validationShare, seed: seed,
      settings: ["detector": try Console.json(configuration)], groups: groups)
  }

  /// A data set without the good photographs that are not like the others, each of which is named, and which of the rest
  /// show the same thing.
  func sorted(_ dataset: Dataset) -> (kept: Dataset, groups: [[String]]) {
    let audit = PhotographAudit(of: dataset.goodPhotographs)
    for odd in audit.odd { Console.note("left out: \(odd.id) is \(odd.reason)") }
    return (dataset.leavingOut(audit.odd.map(\.id)), audit.groups)
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

  /// The test photographs that are known to be good or defective, but for those that a model's samples come from.
  /// - Parameter learned: digests of the photographs that the samples' generator has learned from.
  func testItems(of dataset: Dataset, but learned: [String]) throws -> [DatasetItem] {
    let items = dataset.test.filter { $0.label != .unknown }
    guard !items.isEmpty else {
      throw UserError(
        "\(dataset.root.path): no test photographs; put good ones in test/good and defective ones in test/<type>")
    }
    let known = Set(learned)
    if known.isEmpty { return items }
    let digests = try concurrentMap(items) { try SHA256.hexDigest(ofFile: $0.image) }
    let left = zip(items, digests).filter { !known.contains($1) }.map(\.0)
    guard left.contains(where: { $0.label == .anomalous }) || !items.contains(where: { $0.label == .anomalous }) else {
      throw UserError(
        "\(dataset.root.path): the samples' generator has learned from all defective test photographs; measure on others"
      )
    }
    if left.count < items.count, !quiet {
      Console.note(
        "test photographs left out, as the samples' generator has learned from them: \(items.count - left.count)")
    }
    return left
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
