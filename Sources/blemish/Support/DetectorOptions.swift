import ArgumentParser
import Backbones
import Datasets
import Detection
import Foundation

/// How a detector is made, as given on the command line.
struct DetectorOptions: ParsableArguments {
  @Option(help: "quick, standard or thorough.", transform: choice("profile"))
  var profile: Profile = .standard

  @Option(help: "Cut images into tiles of this side, px, instead of shrinking them: for large images and thin defects.")
  var tile: Int?

  /// A name for a detector; `train --task segment` takes a file.
  @Option(
    help: ArgumentHelp(
      """
      The frozen network that a detector sees with, in the place of the profile's: \
      \(BackboneName.allCases.map(\.rawValue).joined(separator: ", ")); doctor says which are installed. For a segmenter \
      a safetensors file: other pre-trained weights of its network's backbone.
      """, valueName: "name|file"))
  var backbone: String?

  @Option(
    name: .customLong("good"),
    help: ArgumentHelp(
      "Learn from this many of the good training photographs, drawn by the seed: what would fewer have done?",
      valueName: "count"))
  var goodCount: Int?

  @Option(name: .customLong("false-positive-rate"), help: "Share of good images that the threshold may flag.")
  var falsePositiveRate: Double?

  @Option(
    help: """
      How much each synthetic sample counts: uniform, sqe (by estimated quality), learned (by what helps with other \
      samples), or shuffled (a control: the weights of sqe, dealt at random).
      """, transform: choice("weighting"))
  var weights: SampleWeighting?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Any other setting of detector.json, as in headWeight=0.7 or head.steps=800.", valueName: "name=value"))
  var settings: [String] = []

  /// Whether anything that only a detector has was given; the profile aside.
  var isGiven: Bool { tile != nil || falsePositiveRate != nil || weights != nil || !settings.isEmpty }

  /// At least two photographs: one to learn from and one for the threshold.
  func validate() throws {
    if let goodCount, goodCount < 2 { throw ValidationError("--good \(goodCount): two photographs are the least") }
  }

  /// A data set with as many good photographs as were asked for.
  func limited(_ dataset: Dataset, seed: UInt64) -> Dataset {
    goodCount.map { dataset.keeping(good: $0, seed: seed) } ?? dataset
  }

  /// The profile's settings with what was given changed.
  func configuration() throws -> DetectorConfiguration {
    var configuration = profile.configuration
    if let tile { configuration.tiling = .init(side: tile) }
    if let name = try backboneName() { configuration.backbones = [name] }
    if let falsePositiveRate { configuration.imageFalsePositiveRate = falsePositiveRate }
    if let weights { configuration.head.weights = weights }
    for setting in settings { configuration = try NamedSettings.changed(configuration, by: setting) }
    try configuration.validate()
    return configuration
  }

  /// The detector's backbone, where one was named.
  /// - Throws: `ValidationError` with the nearest names for one that does not exist.
  func backboneName() throws -> BackboneName? { try backbone.map(choice("backbone")) }
}
