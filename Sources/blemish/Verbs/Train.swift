import ArgumentParser
import Datasets
import Detection
import Foundation

/// `blemish train DATASET --out MODEL`: a detector from good photographs and synthetic samples.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a detector on good photographs and synthetic samples; no test image is opened.")

  @OptionGroup var data: DatasetOptions
  @OptionGroup var detector: DetectorOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  @Option(
    help: "Sample set that `blemish synthesize` has written; without one the detector only compares with good parts.")
  var samples: Path?

  @Option(help: "Folder to write the model to.")
  var out: Path

  @Option(help: "Seed; the same seed gives the same detector.")
  var seed: UInt64 = 0

  @Flag(help: "Go on from the checkpoint of an interrupted training.")
  var resume = false

  func run() throws {
    let device = try compute.prepare()
    let dataset = try data.open(writingTo: out)
    let configuration = try detector.configuration()
    let stage = Stage(quiet: console.quiet)
    try stage.check(dataset, [.train, .validation])
    let split = try stage.split(dataset, configuration, seed: seed)
    let trained = try stage.train(
      split, samples: samples.map { try SampleSet.open($0.url) }, configuration: configuration, seed: seed,
      device: device, to: out.url, resume: resume)
    if console.json {
      Console.print(
        try Console.json([
          "model": out.url.path, "fingerprint": trained.fingerprint,
          "train_s": String(format: "%.1f", trained.trainSeconds),
        ]))
    } else {
      Console.print("detector in \(out.url.path), trained in \(String(format: "%.1f", trained.trainSeconds)) s")
    }
  }
}
