import ArgumentParser
import Datasets
import Detection
import Foundation
import Segmentation

/// `blemish train DATASET --out MODEL`: a detector, or a segmenter, from good photographs and synthetic samples.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a detector, or a segmenter, on good photographs and synthetic samples; no test image is opened.")

  @OptionGroup var data: DatasetOptions
  @Option(
    help: """
      detect, or segment: a segmentation network that learns from the samples alone and judges, on real defects, where \
      they come from.
      """, transform: choice("task"))
  var task: TrainingTask = .detect

  @OptionGroup var detector: DetectorOptions
  @OptionGroup var segmenter: SegmenterOptions
  @OptionGroup var checks: CheckOptions
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

  func validate() throws {
    switch task {
    case .detect:
      _ = try detector.backboneName()
      guard segmenter.isGiven else { return }
      throw ValidationError("--network, --steps, --mechanisms-first, --side and --by-type go with --task segment")
    case .segment:
      guard samples != nil else { throw ValidationError("--task segment: needs --samples to learn from") }
      guard !detector.isGiven else {
        throw ValidationError("--tile, --false-positive-rate, --weights and --set are a detector's, not a segmenter's")
      }
    }
  }

  func run() throws {
    switch task {
    case .detect: try trainDetector()
    case .segment: try trainSegmenter()
    }
  }

  private func trainSegmenter() throws {
    guard let samples else { preconditionFailure("validated") }
    let device = try compute.prepare()
    let stage = Stage(quiet: console.quiet)
    let set = try SampleSet.open(samples.url)
    let configuration = try segmenter.configuration(for: set)
    let dataset = try stage.checked(
      detector.limited(data.open(writingTo: out), seed: seed), [.train, .validation], strict: checks.strict)
    let (kept, groups) = stage.sorted(dataset)
    let split = try kept.split(seed: seed, groups: groups)
    try begin(configuration, on: dataset, set)
    let trained = try stage.train(
      good: split.fit, fingerprint: split.fingerprint, samples: set, configuration: configuration,
      backbone: detector.backbone.map { URL(fileURLWithPath: $0) }, seed: seed, device: device, to: out.url,
      resume: resume)
    try report("segmenter", fingerprint: trained.fingerprint, seconds: trained.trainSeconds)
  }

  private func trainDetector() throws {
    let device = try compute.prepare()
    let configuration = try detector.configuration()
    let stage = Stage(quiet: console.quiet)
    let set = try samples.map { try SampleSet.open($0.url) }
    let dataset = try stage.checked(
      detector.limited(data.open(writingTo: out), seed: seed), [.train, .validation], strict: checks.strict)
    let split = try stage.split(dataset, configuration, seed: seed)
    try begin(configuration, on: dataset, set)
    let trained = try stage.train(
      split, samples: set, configuration: configuration, seed: seed, device: device, to: out.url, resume: resume)
    try report("detector", fingerprint: trained.fingerprint, seconds: trained.trainSeconds)
  }

  /// Keeps others out of the folder, and refuses to go on with a training of other options, photographs or samples.
  private func begin(_ configuration: some Encodable, on dataset: Dataset, _ samples: SampleSet?) throws {
    var inputs = RunInputs()
    try inputs.add(configuration, as: task.rawValue)
    try inputs.add(seed, as: "seed")
    if case .segment = task {
      try inputs.add(detector.backbone.map { try RunInputs.digest(of: Path(argument: $0).url) }, as: "backbone")
    }
    try inputs.add(samples.map { try RunInputs.digest(of: $0) }, as: "samples")
    try inputs.add(dataset.items.filter { $0.split != .test }, of: dataset)
    try OutputFolder.claim(out.url)
    try inputs.claim(out.url, resume: resume)
  }

  private func report(_ what: String, fingerprint: String, seconds: Double) throws {
    let duration = String(format: "%.1f", seconds)
    if console.json {
      try Console.print(
        Console.json(["model": out.url.path, "fingerprint": fingerprint, "train_s": duration]))
    } else {
      try Console.print("\(what) in \(out.url.path), trained in \(duration) s")
    }
  }
}
