import ArgumentParser
import Datasets
import Detection
import Foundation
import Reporting
import Synthesis
import Torch

/// `blemish run DATASET --out DIR`: the whole way from photographs to a measured detector.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Synthesize, train, evaluate and report, in one go.",
    discussion: """
      Writes synthetic/ (samples with masks), model/ (the detector), metrics.json, predictions.csv, curves.json, cases/
      and report.html. Where the data set has no test photographs, it is measured on held-out good ones and on synthetic
      defects on them, kept in rehearsal/. Interrupted, even by kill -9, it goes on with --resume to the same result.
      """)

  @OptionGroup var data: DatasetOptions
  @OptionGroup var detector: DetectorOptions
  @OptionGroup var defects: DefectOptions
  @OptionGroup var checks: CheckOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  @Option(help: "Folder to write.")
  var out: Path

  @Option(help: "Seed; the same seed gives the same samples and the same measures.")
  var seed: UInt64 = 0

  @Option(help: "Train on this sample set instead of making one.")
  var samples: Path?

  @Flag(help: "For experiments: learn from those samples alone that --spoil has left sound.")
  var soundOnly = false

  @OptionGroup var robustness: RobustnessOptions

  @Flag(help: "Go on with an interrupted run.")
  var resume = false

  func validate() throws {
    if soundOnly, defects.spoil == nil { throw ValidationError("--sound-only: goes with --spoil") }
  }

  /// What the options ask for.
  func job() throws -> MainJob {
    MainJob(
      dataset: detector.limited(try data.open(writingTo: out), seed: seed), configuration: try detector.configuration(),
      seed: seed,
      device: try compute.prepare(), out: out.url, defects: defects, samples: samples?.url,
      soundOnly: soundOnly, strict: checks.strict, resume: resume, robustness: robustness.isMeasured,
      stage: Stage(quiet: console.quiet))
  }

  func run() throws {
    try job().run().print(asJSON: console.json, text: Summary.text)
    if !console.json { try Console.print(RunFolder(out.url).report.path) }
  }
}
