import Datasets
import Experiments
import Foundation
import Refinement

/// Sample sets that the runs of an experiment have in common.
///
/// Runs of one category and seed whose options differ in nothing but the weights learn from the same samples, and runs
/// that differ in the least quality besides use the same networks: the estimator of quality and the fine stage. All are
/// made once and handed on; each run arrives at the measures that it would reach by itself.
struct SharedSamples {
  /// What a sample set's folder keeps that other sets may use.
  private static let networks = [RunLayout.estimatorName, FineNetwork.fileName]

  private let folder: URL

  /// Sets kept in a folder, which is made when the first one comes.
  init(in folder: URL) { self.folder = folder }

  /// Puts what another run has made where a run would make it; does nothing where that one has begun already.
  func lend(to cell: ExperimentCell, in run: URL) throws {
    let own = RunLayout.samples(in: run)
    guard !exists(own) else { return }
    try copy(set(of: cell), to: own)
    for name in Self.networks {
      try copy(networks(of: cell).appendingPathComponent(name), to: own.appendingPathComponent(name))
    }
  }

  /// Keeps what a run has made, for those that follow.
  func keep(from cell: ExperimentCell, in run: URL) throws {
    let (own, set) = (RunLayout.samples(in: run), set(of: cell))
    // A set that has been judged in the meantime replaces the one that has not.
    if exists(RunLayout.estimator(in: own)), !exists(RunLayout.estimator(in: set)) {
      try? FileManager.default.removeItem(at: set)
    }
    try copy(own, to: set)
    for name in Self.networks {
      try copy(own.appendingPathComponent(name), to: networks(of: cell).appendingPathComponent(name))
    }
  }

  /// Forgets all but the sets of a cell's category and seed.
  func forgetOthers(than cell: ExperimentCell) {
    let group = Self.group(of: cell)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] where name != group {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
  }

  /// Forgets everything.
  func forget() { try? FileManager.default.removeItem(at: folder) }

  private func set(of cell: ExperimentCell) -> URL {
    place(of: cell, ["samples"] + Self.without(["--weights"], in: cell.options))
  }

  private func networks(of cell: ExperimentCell) -> URL {
    place(of: cell, ["networks"] + Self.without(["--weights", "--min-quality"], in: cell.options))
  }

  private func place(of cell: ExperimentCell, _ options: [String]) -> URL {
    folder.appendingPathComponent(Self.group(of: cell))
      .appendingPathComponent(SHA256.hexDigest(of: Data(options.joined(separator: "\n").utf8)))
  }

  private static func group(of cell: ExperimentCell) -> String {
    SHA256.hexDigest(of: Data("\(cell.category)\n\(cell.seed)".utf8))
  }

  /// The words of a command line without some options and their values.
  private static func without(_ names: [String], in words: [String]) -> [String] {
    var (kept, skips) = ([String](), false)
    for word in words {
      if skips {
        skips = false
      } else if names.contains(word) {
        skips = true
      } else if !names.contains(where: { word.hasPrefix($0 + "=") }) {
        kept.append(word)
      }
    }
    return kept
  }

  /// Copies a folder to a place that holds nothing yet; does nothing where there is nothing to copy.
  private func copy(_ source: URL, to target: URL) throws {
    let files = FileManager.default
    guard exists(source), !exists(target) else { return }
    try files.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    let unfinished = target.appendingPathExtension("part")
    try? files.removeItem(at: unfinished)
    try files.copyItem(at: source, to: unfinished)
    try files.moveItem(at: unfinished, to: target)
  }

  private func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}
