import ArgumentParser
import Datasets
import Detection
import Foundation
import Metrics
import Reporting
import Segmentation
import Torch

/// `blemish evaluate MODEL DATASET --out DIR`: the measures of a detector, or a segmenter, on test photographs.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a detector on the test photographs of a data set: metrics.json, predictions.csv, curves.",
    discussion: """
      Of a segmenter: segmentation.json, with mIoU without background and the share of defect pixels found. With
      --robustness also robustness.json and robustness.csv, which `blemish report` shows.
      """)

  @Argument(help: "Model folder, or the folder of a run.")
  var model: Path

  @OptionGroup var data: DatasetOptions
  @OptionGroup var checks: CheckOptions
  @OptionGroup var robustness: RobustnessOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  @Option(help: "Folder to write.")
  var out: Path

  func run() throws {
    let device = try compute.prepare()
    switch try TrainedModel.load(model.url, device: device) {
    case .detector(let detector): try evaluate(detector)
    case .segmenter(let segmenter): try evaluate(segmenter)
    }
  }

  private func evaluate(_ detector: Detector) throws {
    let stage = Stage(quiet: console.quiet)
    let dataset = try stage.checked(
      data.open(writingTo: out, bits: CameraBits.read(model.url)), [.test], strict: checks.strict)
    let items = try stage.testItems(of: dataset, but: detector.learnedFrom)
    try stage.nameLearned(items, of: dataset, strict: checks.strict)
    let folder = RunFolder(out.url)
    try OutputFolder.claim(out.url)
    try folder.write(
      RunConfiguration(
        dataset: data.dataset.url.path, command: CommandLine.arguments, version: Blemish.version,
        settings: detector.configuration))
    let report = try stage.evaluate(detector, on: items, to: folder)
    let table = try measuredRobustness(of: .detector(detector), on: items, stage)
    try Measured(measures: report, robustness: table).print(asJSON: console.json, text: Summary.text)
  }

  private func evaluate(_ segmenter: Segmenter) throws {
    let stage = Stage(quiet: console.quiet)
    let dataset = try stage.checked(
      data.open(writingTo: out, bits: CameraBits.read(model.url)), [.test], strict: checks.strict)
    let items = try stage.testItems(of: dataset, but: segmenter.learnedFrom)
    try stage.nameLearned(items, of: dataset, strict: checks.strict)
    try OutputFolder.claim(out.url)
    let scores = try stage.evaluate(segmenter, on: items, to: out.url)
    let table = try measuredRobustness(of: .segmenter(segmenter), on: items, stage)
    try Measured(measures: scores, robustness: table).print(asJSON: console.json, text: Summary.text)
  }

  private func measuredRobustness(
    of model: TrainedModel, on items: [DatasetItem], _ stage: Stage
  ) throws -> RobustnessReport? {
    guard robustness.isMeasured else { return nil }
    return try stage.measureRobustness(of: model, on: items, to: RunFolder(out.url))
  }
}
