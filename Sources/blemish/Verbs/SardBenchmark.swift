import ArgumentParser
import Experiments
import Foundation
import Imaging
import Segmentation
import Synthesis

/// `blemish benchmark sard DATASET… --out DIR`: which generator's samples teach segmenters best.
struct SardBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sard",
    abstract: "Train segmenters on each generator's samples alone, and test them on real defects.",
    discussion: """
      The lowest-numbered third of each type's real defects may be looked at by generators; segmenters are tested on the
      other two thirds and the good test photographs. All generators have the same number of samples, all trainings
      of a network the same number of steps. Interrupted, the same command goes on. Writes results.md, results.json and,
      for each network, a folder of cells; the samples are kept in samples/.

      Generators: cut-paste and perlin-texture fill the real masks; physics draws shapes of its own and sees no real
      defect; real are the defects of the fitting third themselves. Others, also those that learn from the real ones:
        --generator 'NAME=OPTIONS'   what `blemish synthesize` makes with OPTIONS
        --samples NAME=FOLDER        a sample set that exists
        --mixture NAME=A:0.5,B:0.5   parts of the samples of others; A:1,B:1 all of both
      In OPTIONS and FOLDER {category}, {seed} and {type} stand for their values; with {type} each type is made by itself.
      """)

  @Argument(help: "Data sets with good training photographs, and defects with masks and types in the test part.")
  var datasets: [Path]

  @OptionGroup var layout: LayoutOption

  @Option(help: "Samples for each type of defect.")
  var count = 500

  @Option(help: "Comma-separated seeds; generators are compared seed by seed.")
  var seeds = "0,1,2"

  @Option(help: ArgumentHelp("Comma-separated networks: \(names(NetworkName.self)).", valueName: "names"))
  var networks = "bisenetv2,segformer"

  @Option(help: "Comma-separated generators: cut-paste, perlin-texture, physics, real.")
  var generators = "cut-paste,perlin-texture,physics"

  @Option(
    help: """
      A generator that `blemish train-generator` has written, for each data set ({category} stands for its name): adds \
      diffusion and, beside physics, the mixture of halves physics+diffusion.
      """)
  var diffusion: String?

  @Option(name: .customLong("generator"), help: ArgumentHelp("A further generator.", valueName: "name=options"))
  var synthesize: [String] = []

  @Option(help: ArgumentHelp("A generator's samples, made before.", valueName: "name=folder"))
  var samples: [String] = []

  @Option(
    name: .customLong("mixture"),
    help: ArgumentHelp("A mixture of generators named before.", valueName: "name=a:share,b:share"))
  var mixtures: [String] = []

  @Option(help: "The generator that the others are compared with; the first when not given.")
  var reference: String?

  @Option(help: "Steps of each training; each network's own when not given, as in `train --task segment`.")
  var steps: Int?

  @Option(help: "Side that segmenters see photographs at, px.")
  var side = 128

  @Option(help: "Side of the samples, px.")
  var sampleSide = 256

  @Option(help: "Folder to write.")
  var out: Path

  @Option(help: "Data sets and seeds that are worked on at the same time, in processes of their own.")
  var jobs = 1

  @Option(
    help: "Only part i of n of the cells, by whole data sets and seeds, as in 1/4; parts may share a folder.",
    transform: Synthesize.shard)
  var shard: Shard = .all

  @OptionGroup var order: SampleOrderOption
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    if datasets.isEmpty { throw ValidationError("name at least one data set") }
    if jobs > 1, shard != .all { throw ValidationError("--jobs and --shard: one of the two") }
    for (name, value, least) in [
      ("count", count, 1), ("steps", steps ?? 1, 1), ("side", side, leastSide), ("sample-side", sampleSide, 32),
      ("jobs", jobs, 1),
    ] where value < least {
      throw ValidationError("--\(name) \(value): at least \(least) is needed")
    }
  }

  func run() throws {
    let device = try compute.prepare()
    let stage = Stage(quiet: console.quiet)
    let generators = try ordered(
      SardGenerator.all(
        list: self.generators, diffusion: diffusion, synthesize: synthesize, samples: samples, mixtures: mixtures))
    let (networks, seeds) = (try chosenNetworks(), try chosenSeeds())
    let categories = try zip(SardCategory.names(of: datasets.map(\.url)), datasets).map {
      try SardCategory($0, $1.url, layout: layout.layout)
    }
    for category in own(categories, seeds: seeds.count) { try category.check(stage) }
    try RunLayout.create(out.url)
    if jobs > 1 {
      let parts = SardParts(
        count: categories.count * seeds.count, atOnce: jobs, threads: compute.threads, stage: stage)
      try parts.run(Array(CommandLine.arguments.dropFirst()))
    }
    let sets = SardSamples(
      generators: generators, count: count, side: sampleSide, folder: out.url.appendingPathComponent("samples"),
      device: compute.device, stage: stage)
    let (markdown, results) = try SardProtocol(
      categories: categories, generators: generators, networks: networks, seeds: seeds, samples: sets, steps: steps,
      order: order, side: side, shard: shard, device: device, stage: stage, out: out.url
    ).run()
    try Console.print(console.json ? Console.json(results) : markdown)
  }

  /// The data sets that have cells in this part.
  private func own(_ categories: [SardCategory], seeds: Int) -> [SardCategory] {
    categories.enumerated().filter { number, _ in
      (number * seeds..<(number + 1) * seeds).contains { $0 % shard.count == shard.index }
    }.map(\.element)
  }

  /// The reference first: tables compare with the first.
  private func ordered(_ generators: [SardGenerator]) throws -> [SardGenerator] {
    guard let reference else { return generators }
    guard let first = generators.first(where: { $0.name == reference }) else {
      throw UserError(
        NearestName.complaint(about: reference, what: "--reference", among: generators.map(\.name)))
    }
    return [first] + generators.filter { $0.name != reference }
  }

  private func chosenNetworks() throws -> [NetworkName] {
    let read: @Sendable (String) throws -> NetworkName = choice("network")
    return try networks.split(separator: ",").map { try read($0.trimmingCharacters(in: .whitespaces)) }
  }

  private func chosenSeeds() throws -> [UInt64] {
    try seeds.split(separator: ",").map { word in
      guard let seed = UInt64(word.trimmingCharacters(in: .whitespaces)) else {
        throw UserError("--seeds \(seeds): \(word) is not a whole number from 0")
      }
      return seed
    }
  }

  private static func names<T: RawRepresentable & CaseIterable>(_: T.Type) -> String where T.RawValue == String {
    T.allCases.map(\.rawValue).joined(separator: ", ")
  }
}
