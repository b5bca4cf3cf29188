import ArgumentParser
import Datasets
import Detection
import Foundation
import Metrics
import Reporting

/// `blemish evaluate MODEL DATASET --out DIR`: the measures of a detector on test photographs.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a detector on the test photographs of a data set: metrics.json, predictions.csv, curves.")

  @Argument(help: "Model folder, or the folder of a run.")
  var model: Path

  @OptionGroup var data: DatasetOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  @Option(help: "Folder to write.")
  var out: Path

  func run() throws {
    let device = try compute.prepare()
    let detector = try Detector.load(RunLayout.model(in: model.url), device: device)
    let dataset = try data.open(writingTo: out)
    let stage = Stage(quiet: console.quiet)
    let items = try stage.testItems(of: dataset)
    try stage.check(dataset, [.test])
    let folder = RunFolder(out.url)
    try RunLayout.create(out.url)
    try folder.write(
      RunConfiguration(
        dataset: data.dataset.url.path, command: CommandLine.arguments, version: Blemish.version,
        settings: detector.configuration))
    let report = try stage.evaluate(detector, on: items, to: folder)
    Console.print(try console.json ? String(decoding: report.json(), as: UTF8.self) : Summary.text(report))
  }
}
