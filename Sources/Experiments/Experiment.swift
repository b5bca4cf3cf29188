import Foundation
import Imaging

/// Makes the cells of a plan one after another and keeps what they measured; a second call goes on where the first
/// stopped.
///
/// Each cell leaves `cell.json` (the run) and `metrics.json` (its measures) in its folder.
public struct Experiment: Sendable {
  /// What is done.
  public let plan: ExperimentPlan
  /// Where cells and tables lie.
  public let folder: URL

  /// An experiment in a folder.
  public init(_ plan: ExperimentPlan, in folder: URL) { (self.plan, self.folder) = (plan, folder) }

  /// Makes the cells that are missing.
  /// - Parameters:
  ///   - cells: the part of the plan to make.
  ///   - announce: called before each cell with the number of those done and of all.
  ///   - run: makes one cell and returns the contents of its `metrics.json`; gets an empty folder.
  /// - Throws: `ExperimentError`, `ImagingError`, what `run` throws.
  public func complete(
    _ cells: [ExperimentCell], announce: (ExperimentCell, _ done: Int, _ total: Int) throws -> Void,
    run: (ExperimentCell, _ folder: URL) throws -> Data
  ) throws {
    for (index, cell) in cells.enumerated() {
      guard try !isDone(cell) else { continue }
      try announce(cell, index, cells.count)
      let place = url(cell)
      let work = place.appendingPathComponent("run")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try AtomicFile.write(json: cell, to: place.appendingPathComponent("cell.json"))
      let measured = try run(cell, work)
      try AtomicFile.write(measured, to: metrics(cell))
      try? FileManager.default.removeItem(at: work)
    }
  }

  /// The finished cells of the plan.
  /// - Throws: `ExperimentError.unreadableCell`, `.otherOptions`.
  public func results() throws -> ExperimentResults {
    let entries = try plan.cells.filter(isDone).map { cell in
      ExperimentResults.Entry(cell: cell, values: try Self.values(metrics(cell)))
    }
    return ExperimentResults(plan: plan, entries: entries)
  }

  /// Writes `results.csv` and `results.md`.
  /// - Throws: `ImagingError.unwritable`.
  public func write(_ results: ExperimentResults) throws {
    try AtomicFile.write(Data(results.csv().utf8), to: folder.appendingPathComponent("results.csv"))
    try AtomicFile.write(Data(results.markdown().utf8), to: folder.appendingPathComponent("results.md"))
  }

  private func url(_ cell: ExperimentCell) -> URL { folder.appendingPathComponent(cell.folder) }

  private func metrics(_ cell: ExperimentCell) -> URL { url(cell).appendingPathComponent("metrics.json") }

  private func isDone(_ cell: ExperimentCell) throws -> Bool {
    let record = url(cell).appendingPathComponent("cell.json")
    guard let data = try? Data(contentsOf: record) else { return false }
    guard (try? JSONDecoder().decode(ExperimentCell.self, from: data)) == cell else {
      throw ExperimentError.otherOptions(folder: url(cell).path)
    }
    return FileManager.default.fileExists(atPath: metrics(cell).path)
  }

  /// The numbers of a JSON file by their paths.
  private static func values(_ file: URL) throws -> [String: Double] {
    let tree: Any
    do { tree = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) } catch {
      throw ExperimentError.unreadableCell(path: file.path, reason: "no JSON (\(error.localizedDescription))")
    }
    var found: [String: Double] = [:]
    func visit(_ value: Any, _ path: [String]) {
      if let branch = value as? [String: Any] {
        for (key, child) in branch { visit(child, path + [key]) }
      } else if let number = value as? Double {
        found[path.joined(separator: ".")] = number
      }
    }
    visit(tree, [])
    return found
  }
}
