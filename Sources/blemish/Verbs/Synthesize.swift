import ArgumentParser
import Datasets
import Foundation
import Physics
import Synthesis

/// What to make, as given on the command line.
struct SynthesisOptions: ParsableArguments {
  @Option(help: "Samples to make.")
  var count = 300

  @Option(help: "Comma-separated families: \(DefectFamily.allCases.map(\.rawValue).joined(separator: ", ")).")
  var families: String?

  @Option(help: "Least and greatest severity, 0 to 1, as in 0.2..0.8.")
  var severity = "0.1..1"

  @Option(help: "Side that photographs are resized to, px; 0 keeps their size.")
  var side = 256

  @Option(help: "Micrometres a pixel.")
  var pixelPitch = 50.0

  /// The settings of the synthesiser.
  func configuration() throws -> SynthesisConfiguration {
    var configuration = SynthesisConfiguration()
    if let families {
      configuration.families = try families.split(separator: ",").map {
        try choice("family")($0.trimmingCharacters(in: .whitespaces))
      }
    }
    (configuration.leastSeverity, configuration.greatestSeverity) = try range()
    configuration.side = side == 0 ? nil : side
    configuration.pixelPitch = pixelPitch
    try configuration.validate()
    return configuration
  }

  private func range() throws -> (Double, Double) {
    let bounds = severity.components(separatedBy: "..").compactMap(Double.init)
    guard bounds.count == 2, bounds[0] <= bounds[1], bounds[0] >= 0, bounds[1] <= 1 else {
      throw ValidationError("--severity \(severity): two numbers from 0 to 1, as in 0.2..0.8")
    }
    return (bounds[0], bounds[1])
  }
}

/// `blemish synthesize DATASET --out DIR`: defects with pixel-exact masks on photographs of good parts.
struct Synthesize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make defects with pixel-exact masks on the good photographs of a data set.",
    discussion: "Writes images/, masks/ and manifest.jsonl. A run that was interrupted goes on where it stopped.")

  @OptionGroup var data: DatasetOptions
  @OptionGroup var options: SynthesisOptions
  @OptionGroup var console: ConsoleOptions

  @Option(help: "Folder to write.")
  var out: Path

  @Option(help: "Seed; the same seed gives the same bytes.")
  var seed: UInt64 = 0

  @Option(help: "Make only part i of n, as in 1/4; parts may share a folder.", transform: Self.shard)
  var shard: Shard = .all

  func run() throws {
    let dataset = try data.open(writingTo: out)
    let good = dataset.train.filter { $0.label == .good }
    guard !good.isEmpty else {
      throw DatasetError.tooFewGoodImages(path: dataset.root.path, count: 0, needed: 1)
    }
    let set = try Stage(quiet: console.quiet).synthesize(
      good, configuration: options.configuration(), count: options.count, seed: seed, to: out.url, shard: shard)
    if console.json {
      Console.print(try Console.json(["folder": out.url.path, "samples": "\(set.records.count)"]))
    } else {
      Console.print("\(set.records.count) samples in \(out.url.path)")
    }
  }

  private static func shard(_ text: String) throws -> Shard {
    let parts = text.split(separator: "/").compactMap { Int($0) }
    guard parts.count == 2, parts[1] >= 1, (1...parts[1]).contains(parts[0]) else {
      throw ValidationError("--shard \(text): i/n with i from 1 to n, as in 1/4")
    }
    return Shard(index: parts[0] - 1, count: parts[1])
  }
}
