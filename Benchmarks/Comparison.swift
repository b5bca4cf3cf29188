import Foundation

/// Times a task here and in Python's torch, in turns, so that both meet the same state of the machine.
struct Comparison {
  /// The largest ratio of the two that is still called equal.
  static let limit = 1.05

  let task: TimedTask.Kind
  private let pairs: [(swift: Double, python: Double)]

  /// The median over pairs of turns of Swift's time over Python's.
  var ratio: Double { median(pairs.map { $0.swift / $0.python }) }

  init(_ task: TimedTask.Kind, pairs count: Int, threads: Int) throws {
    self.task = task
    let python = ".venv/bin/python"
    let script = "Benchmarks/python/worker.py"
    guard FileManager.default.isExecutableFile(atPath: python), FileManager.default.fileExists(atPath: script) else {
      throw BenchmarkError("no \(python) or \(script) here: run `make setup`, and this in the repository's folder")
    }
    let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    let ours = try Worker([program, "worker", task.rawValue], threads: threads)
    let theirs = try Worker([python, script, task.rawValue], threads: threads)
    guard ours.parameterCount == theirs.parameterCount else {
      throw BenchmarkError(
        "\(task.rawValue): \(ours.parameterCount) parameters here, \(theirs.parameterCount) in Python")
    }
    pairs = try (0..<count).map { turn in
      // Whoever goes first may find warmer caches: take turns at that too.
      if turn.isMultiple(of: 2) {
        let swift = median(try ours.steps(task.stepsPerTurn))
        return (swift, median(try theirs.steps(task.stepsPerTurn)))
      }
      let python = median(try theirs.steps(task.stepsPerTurn))
      return (median(try ours.steps(task.stepsPerTurn)), python)
    }
  }

  /// One line: the medians, their ratio with its quartiles, and whether it is within the limit.
  var line: String {
    let ratios = pairs.map { $0.swift / $0.python }.sorted()
    let quartiles = [ratios[ratios.count / 4], ratios[ratios.count * 3 / 4]]
    let name = task.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
    let numbers = String(
      format: "%8.1f ms %8.1f ms   %.3f (%.3f to %.3f)", median(pairs.map(\.swift)), median(pairs.map(\.python)), ratio,
      quartiles[0], quartiles[1])
    return "\(name) \(numbers)   \(ratio <= Self.limit ? "equal" : "SLOWER")"
  }
}

/// The middle of `values`; the mean of the middle two.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
