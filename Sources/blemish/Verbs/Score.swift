import ArgumentParser
import Datasets
import Foundation
import Quality
import Synthesis

/// `blemish score SAMPLES`: estimates how much each synthetic sample is worth.
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Estimate the quality of synthetic samples, and write it into their manifest.",
    discussion: """
      Trains an estimator on sound and deliberately spoiled samples of the same photographs, keeps it in SAMPLES/quality,
      and gives every record a quality from 0 to 1 and the parts it rests on; docs/quality.md says how to read them.
      """)

  @Argument(help: "Folder of synthetic samples, as `blemish synthesize` writes it.")
  var samples: Path

  @Option(help: "The data set with the photographs, where it is not where the samples were made from.")
  var data: Path?

  @OptionGroup var layout: LayoutOption

  @Option(
    help: ArgumentHelp("The mask, or the folder of masks, that the samples were made with.", valueName: "mask"))
  var roi: Path?

  @Option(help: "Use the estimator of this folder instead of training one.")
  var model: Path?

  @Option(help: "CSV list of what somebody thinks of samples: the columns id and decision (accept or reject).")
  var decisions: Path?

  @Option(help: ArgumentHelp("Also a picture of the best and the worst samples; .png or .jpg.", valueName: "picture"))
  var picture: Path?

  @Option(help: "Seed of the estimator.")
  var seed: UInt64 = 0

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    if model != nil, decisions != nil {
      throw ValidationError("--model and --decisions: one of the two; decisions are for an estimator that is trained")
    }
    if let picture, !["png", "jpg", "jpeg"].contains(picture.url.pathExtension.lowercased()) {
      throw ValidationError("--picture \(picture.url.lastPathComponent): a picture ends in .png or .jpg")
    }
  }

  func run() throws {
    _ = try compute.prepare()
    let set = try SampleSet.open(samples.url)
    guard !set.records.isEmpty else { throw UserError("\(samples.url.path): holds no samples") }
    try OutputFolder.claim(set.folder)
    let source = try PhotographSource(of: set, data: data?.url, layout: layout.layout)
    let stage = Stage(quiet: console.quiet)
    let estimator = try model.map { try QualityEstimator.load($0.url) } ?? trained(set, source, stage)
    let scored = try stage.score(set, with: estimator, on: source)
    let summary = QualitySummary(scored)
    if let picture { try summary.writePicture(of: scored, to: picture.url) }
    try Console.print(console.json ? Console.json(summary) : summary.text)
  }

  private func trained(_ set: SampleSet, _ source: PhotographSource, _ stage: Stage) throws -> QualityEstimator {
    let decided = try decisions.map { try QualityDecisions($0.url, of: set).decisions(on: source) } ?? []
    let estimator = try stage.trainEstimator(
      on: source.items, by: source.synthesizer(roi: roi?.url), decisions: decided, seed: seed)
    try estimator.save(to: RunLayout.estimator(in: set.folder))
    return estimator
  }
}
