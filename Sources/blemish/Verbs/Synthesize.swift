import ArgumentParser
import Datasets
import Foundation
import Synthesis

/// `blemish synthesize DATASET --out DIR`: defects with pixel-exact masks on photographs of good parts.
struct Synthesize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make defects with pixel-exact masks on the good photographs of a data set.",
    discussion: "Writes images/, masks/ and manifest.jsonl. A run that was interrupted goes on where it stopped.")

  @OptionGroup var data: DatasetOptions
  @OptionGroup var defects: DefectOptions
  @OptionGroup var console: ConsoleOptions

  @Option(help: "Samples to make.")
  var count = 300

  @Option(help: "Side that photographs are resized to, px; 0 keeps their size.")
  var side = 256

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
      good, by: defects.synthesizer(side: side == 0 ? nil : side), count: count, seed: seed, to: out.url, shard: shard)
    if console.json {
      Console.print(try Console.json(["folder": out.url.path, "samples": "\(set.records.count)"]))
    } else {
      Console.print("\(set.records.count) samples in \(out.url.path)")
    }
  }

  static func shard(_ text: String) throws -> Shard {
    let parts = text.split(separator: "/").compactMap { Int($0) }
    guard parts.count == 2, parts[1] >= 1, (1...parts[1]).contains(parts[0]) else {
      throw ValidationError("--shard \(text): i/n with i from 1 to n, as in 1/4")
    }
    return Shard(index: parts[0] - 1, count: parts[1])
  }
}
