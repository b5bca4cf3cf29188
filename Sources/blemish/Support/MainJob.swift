import Datasets
import Detection
import Foundation
import Metrics
import Reporting
import Synthesis
import Torch

/// Synthesize → train → evaluate → report, each stage into files of the run's folder.
struct MainJob {
  let dataset: Dataset
  let configuration: DetectorConfiguration
  let seed: UInt64
  let device: Device
  let out: URL
  /// What the detector learns from.
  let defects: DefectOptions
  /// A sample set to use instead of making one.
  let samples: URL?
  /// Whether samples that were spoiled on purpose are left out.
  let soundOnly: Bool
  /// Whether a warning about the data set is a reason not to begin.
  let strict: Bool
  let resume: Bool
  /// Whether the test photographs are also judged under everyday changes.
  let robustness: Bool
  let stage: Stage

  /// Runs all stages; with `resume`, those that are done are not done again.
  func run() throws -> Measured<EvaluationReport> {
    let folder = RunFolder(out)
    try refuseOverwriting()
    let dataset = try stage.checked(dataset, [.train, .validation, .test], strict: strict)
    let given = try samples.map { try SampleSet.open($0) }
    let inputs = try inputs(dataset, given)
    try OutputFolder.claim(out)
    try inputs.claim(out, resume: resume)
    try folder.write(
      RunConfiguration(
        dataset: dataset.root.path, command: CommandLine.arguments, version: Blemish.version, settings: configuration))
    let split = try stage.split(dataset, configuration, seed: seed)
    let detector = try trained(on: split, given)
    let items = try testItems(of: dataset, split, but: detector.learnedFrom)
    let report = try stage.evaluate(detector, on: items, to: folder)
    let table = robustness ? try stage.measureRobustness(of: .detector(detector), on: items, to: folder) : nil
    try HTMLReport(folder.load()).write(to: folder.report)
    return Measured(measures: report, robustness: table)
  }

  /// What the run's results depend on.
  private func inputs(_ dataset: Dataset, _ samples: SampleSet?) throws -> RunInputs {
    var inputs = RunInputs()
    try inputs.add(configuration, as: "detector")
    try inputs.add(seed, as: "seed")
    try inputs.add(soundOnly, as: "sound-only")
    if let samples {
      try inputs.add(RunInputs.digest(of: samples), as: "samples")
    } else {
      try inputs.add(defects.inputs(side: nil, longestSide: longestSide), as: "defects")
    }
    try inputs.add(dataset.items, of: dataset)
    return inputs
  }

  private func trained(on split: DatasetSplit, _ given: SampleSet?) throws -> Detector {
    let model = RunLayout.model(in: out)
    if resume, let done = try? Detector.load(model, device: device), done.fingerprint == split.fingerprint {
      return done
    }
    let all = try given ?? made(on: split)
    let samples = soundOnly ? all?.filtered { $0.spoiling == nil } : all
    return try stage.train(
      split, samples: samples, configuration: configuration, seed: seed, device: device, to: model, resume: resume)
  }

  /// Only photographs that the detector learns from carry samples: validation stays untouched.
  private func made(on split: DatasetSplit) throws -> SampleSet? {
    guard configuration.samples > 0 else { return nil }
    let folder = RunLayout.samples(in: out)
    let synthesizer = try defects.synthesizer(
      side: nil, longestSide: longestSide, on: split.fit, seed: seed, device: device, keptIn: folder, stage: stage)
    let set = try stage.synthesize(
      split.fit, by: synthesizer, count: configuration.samples, seed: seed, to: folder)
    return try needsQuality ? stage.judged(set, by: synthesizer, on: split.fit, seed: seed) : set
  }

  /// Whether anything goes by the quality of samples.
  private var needsQuality: Bool { defects.minQuality != nil || configuration.head.weights.usesQuality }

  /// Samples have the shape of their photographs; where these are not cut into tiles, they are seen shrunk, and larger
  /// samples would only take longer to draw, px.
  var longestSide: Int? { configuration.tiling == nil ? 640 : nil }

  private func refuseOverwriting() throws {
    guard !resume, FileManager.default.fileExists(atPath: RunFolder(out).configuration.path) else { return }
    throw UserError("\(out.path): holds a run already; go on with --resume, or choose another --out")
  }
}
