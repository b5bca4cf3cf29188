import Datasets
import Experiments
import Foundation
import Imaging
import Quality
import Segmentation
import Synthesis
import Torch

/// The protocol of the few-shot generators: each generator makes samples from the real masks of the fitting third, each
/// network learns from them alone, with the same number of samples and steps, and is tested on the other real defects.
struct SardProtocol {
  let categories: [SardCategory]
  let generators: [SardGenerator]
  let networks: [NetworkName]
  let seeds: [UInt64]
  let samples: SardSamples
  /// Steps of each training; nil for each network's own.
  let steps: Int?
  /// In which order samples of two kinds are shown.
  let order: SampleOrderOption
  /// Side that segmenters see photographs at, px.
  let side: Int
  /// The part of the cells to make, by whole data sets and seeds.
  let shard: Shard
  let device: Device
  let stage: Stage
  let out: URL

  /// Measures of the tables of networks.
  static let measures = ["mean_over_types.miou", "mean_over_types.accuracy", "binary.miou", "binary.accuracy"]

  /// What is written at the end, beside the tables of each part.
  struct Results: Encodable {
    let networks: [String: [ExperimentResults.Entry]]
    let fidelity: [ExperimentResults.Entry]
  }

  /// Makes all cells that are missing and writes `results.md` and `results.json`.
  /// - Returns: both.
  func run() throws -> (markdown: String, results: Results) {
    try samples.checkGiven(categories, seeds: seeds)
    // Weights that are missing are said before the first cell.
    let embedding = try DefectEmbedding(device: device)
    var parts: [String] = []
    var entries: [String: [ExperimentResults.Entry]] = [:]
    for network in networks {
      let results = try complete(network.rawValue, try plan(network)) { cell, folder in
        try score(cell, network, folder)
      }
      parts.append(results.markdown())
      entries[network.rawValue] = results.entries
    }
    let fidelity = try fidelityResults(embedding)
    parts.append(fidelity.markdown(in: .plain))
    let results = Results(networks: entries, fidelity: fidelity.entries)
    let text = parts.joined(separator: "\n")
    try AtomicFile.write(Data(text.utf8), to: out.appendingPathComponent("results.md"))
    try AtomicFile.write(Data(try Console.json(results).utf8), to: out.appendingPathComponent("results.json"))
    return (text, results)
  }

  private func plan(_ network: NetworkName) throws -> ExperimentPlan {
    // Cells of a version that trains otherwise must not stand beside new ones.
    let configuration = configuration(network)
    let training = SHA256.hexDigest(of: Data(try Console.json(configuration).utf8)).prefix(8)
    return try plan(
      "Segmenters trained on samples, tested on real defects: \(network.rawValue)", Self.measures,
      options: [
        "--count", "\(samples.count)", "--sample-side", "\(samples.side)",
        "--steps", "\(configuration.training.steps)", "--side", "\(side)", "--training", "\(training)",
      ])
  }

  /// What all generators' segmenters of a network have in common.
  private func configuration(_ network: NetworkName) -> SegmenterConfiguration {
    var configuration = SegmenterConfiguration(network)
    configuration.side = side
    if let steps { configuration.training = configuration.training.lasting(steps) }
    order.apply(to: &configuration.training)
    return configuration
  }

  private func plan(_ title: String, _ measures: [String], options: [String]) throws -> ExperimentPlan {
    try ExperimentPlan(
      title: title, categories: categories.map(\.name), seeds: seeds, measures: measures,
      options: options.joined(separator: " "),
      settings: generators.map {
        // Quoted, so that a signature stays one word of the cell's record.
        .init(name: $0.name, options: "\"" + $0.signature(among: generators).filter { $0 != "\"" } + "\"")
      })
  }

  private func complete(
    _ part: String, _ plan: ExperimentPlan, run: (ExperimentCell, URL) throws -> Data
  ) throws -> ExperimentResults {
    let experiment = Experiment(plan, in: out.appendingPathComponent(part))
    try experiment.complete(plan.cells(of: shard.index, among: shard.count)) { cell, done, total in
      if Interruption.shared.isRequested { throw stage.stopped("the same command goes on from there") }
      if !stage.quiet {
        Console.note("\(part), \(done + 1) of \(total): \(cell.category), \(cell.setting), seed \(cell.seed)")
      }
    } run: {
      try run($0, $1)
    }
    let results = try experiment.results()
    try experiment.write(results)
    return results
  }

  /// Trains one network on one sample set and tests it.
  private func score(_ cell: ExperimentCell, _ network: NetworkName, _ folder: URL) throws -> Data {
    let category = category(cell)
    let set = try samples.set(cell.setting, category, seed: cell.seed)
    do {
      let segmenter = try stage.train(
        good: category.good, fingerprint: category.name, samples: set, configuration: configuration(network),
        backbone: nil, seed: cell.seed, device: device, to: folder, resume: true)
      let scores = try stage.evaluate(segmenter, on: category.test, to: folder)
      return Data(try Console.json(scores).utf8)
    } catch let error as SegmentationError where error.isInterruption {
      throw stage.stopped("the same command goes on from there")
    }
  }

  private func fidelityResults(_ embedding: DefectEmbedding) throws -> ExperimentResults {
    let title =
      "Samples beside real defects: kernel distance to the unseen ones (\(embedding.name), lower is nearer), "
      + "intra-cluster distance (\(embedding.perceptualName), greater is more varied)"
    let plan = try plan(
      title, ["kernel_distance", "intra_cluster_distance"],
      options: ["--count", "\(samples.count)", "--sample-side", "\(samples.side)"])
    let fidelity = SardFidelity(embedding: embedding, stage: stage)
    return try complete("fidelity", plan) { cell, _ in
      let category = category(cell)
      let set = try samples.set(cell.setting, category, seed: cell.seed)
      return Data(try Console.json(try fidelity.scores(set, category, side: samples.side)).utf8)
    }
  }

  private func category(_ cell: ExperimentCell) -> SardCategory {
    guard let found = categories.first(where: { $0.name == cell.category }) else { preconditionFailure("of the plan") }
    return found
  }
}
