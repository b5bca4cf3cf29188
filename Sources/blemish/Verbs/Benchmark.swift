import ArgumentParser
import Detection
import Experiments
import Foundation
import Metrics
import Synthesis

/// `blemish benchmark`: comparisons on real data, by a plan or by a protocol.
struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare settings of the main job by a plan, or generators by the protocol for few real defects.",
    discussion: """
      blemish benchmark PLAN.yaml --data ROOT --out DIR    a plan's runs
      blemish benchmark sard DATASET… --out DIR            which generator's samples teach segmenters best
      """,
    subcommands: [PlanBenchmark.self, SardBenchmark.self], defaultSubcommand: PlanBenchmark.self)
}

/// `blemish benchmark PLAN.yaml --data ROOT --out DIR`: a grid of runs and the tables that compare them.
struct PlanBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Run every category with every setting and seed of a plan, and compare the settings.",
    discussion: """
      A plan is YAML: title, categories (relative to --data), seeds, measures, options (of every run, as `blemish run`
      takes them) and settings (name, options). Interrupted, the same command goes on. Writes results.md (means and
      paired differences), results.csv, and for each run cell.json and metrics.json. Samples that several settings
      have in common are made once.
      """)

  @Argument(help: "The plan.")
  var plan: Path

  @Option(help: "Folder that the plan's categories are relative to.")
  var data: Path

  @Option(help: "Folder to write.")
  var out: Path

  @Option(
    help: "Only part i of n of the runs, by whole seeds, as in 1/4; parts may share a folder.",
    transform: Synthesize.shard)
  var shard: Shard = .all

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  func run() throws {
    let experiment = Experiment(try ExperimentPlan.read(plan.url), in: out.url)
    let cells = experiment.plan.cells(of: shard.index, among: shard.count)
    let shared = SharedSamples(in: out.url.appendingPathComponent("shared-\(shard.index)"))
    defer { shared.forget() }
    try cells.forEach { _ = try job($0, into: out.url) }
    try OutputFolder.claim(out.url, isShared: shard != .all)
    try experiment.complete(cells, announce: announce) { cell, folder in
      shared.forgetOthers(than: cell)
      try shared.lend(to: cell, in: folder)
      let measures = try measured(cell, in: folder)
      try shared.keep(from: cell, in: folder)
      return measures
    }
    let results = try experiment.results()
    try results.checkMeasures()
    try experiment.write(results)
    try Console.print(console.json ? Console.json(results.entries) : results.markdown())
  }

  private func measured(_ cell: ExperimentCell, in folder: URL) throws -> Data {
    do { return try job(cell, into: folder).run().measures.json() } catch let error as DetectionError
      where error.isInterruption
    {
      throw stopped()
    }
  }

  private func stopped() -> any Error { Stage(quiet: true).stopped("the same command goes on from there") }

  /// The main job of one cell: what `blemish run` would do with the cell's options.
  private func job(_ cell: ExperimentCell, into folder: URL) throws -> MainJob {
    let dataset = data.url.appendingPathComponent(cell.category).path
    let fixed = [dataset, "--out", folder.path, "--seed", "\(cell.seed)", "--quiet", "--resume"]
    let threads = compute.threads.map { ["--threads", "\($0)"] } ?? []
    do { return try Run.parse(fixed + threads + ["--device", compute.device.rawValue] + cell.options).job() } catch {
      throw UserError("\(cell.category), setting \(cell.setting): \(Run.message(for: error))")
    }
  }

  private func announce(_ cell: ExperimentCell, _ done: Int, _ total: Int) throws {
    if Interruption.shared.isRequested { throw stopped() }
    if !console.quiet { Console.note("\(done + 1) of \(total): \(cell.category), \(cell.setting), seed \(cell.seed)") }
  }
}
