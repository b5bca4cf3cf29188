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
    discussion: "Of a segmenter: segmentation.json, with mIoU without background and the share of defect pixels found.")

  @Argument(help: "Model folder, or the folder of a run.")
  var model: Path

  @OptionGroup var data: DatasetOptions
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
    let dataset = try data.open(writingTo: out)
    let stage = Stage(quiet: console.quiet)
    try stage.check(dataset, [.test])
    let items = try stage.testItems(of: dataset, but: detector.learnedFrom)
    let folder = RunFolder(out.url)
    try RunLayout.create(out.url)
    try folder.write(
      RunConfiguration(
        dataset: data.dataset.url.path, command: CommandLine.arguments, version: Blemish.version,
        settings: detector.configuration))
    let report = try stage.evaluate(detector, on: items, to: folder)
    Console.print(try console.json ? String(decoding: report.json(), as: UTF8.self) : Summary.text(report))
  }

  private func evaluate(_ segmenter: Segmenter) throws {
    let dataset = try data.open(writingTo: out)
    let stage = Stage(quiet: console.quiet)
    try stage.check(dataset, [.test])
    let items = try stage.testItems(of: dataset, but: segmenter.learnedFrom)
    let scores = try stage.evaluate(segmenter, on: items, to: out.url)
    Console.print(try console.json ? Console.json(scores) : Summary.text(scores))
  }
}
