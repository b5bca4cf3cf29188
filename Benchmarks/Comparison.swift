import Foundation

/// Times a task here and in Python's torch, in turns, so that all meet the same state of the machine.
///
/// Python runs twice: as it comes, and with the settings of the memory allocator that `keepFreedMemory()` makes here, so
/// that the ratio compares the engines alone.
struct Comparison {
  /// The largest ratio of the two that is still called equal.
  static let limit = 1.05

  private static let allocator = [
    "MALLOC_MMAP_THRESHOLD_": "\(256 << 20)", "MALLOC_TRIM_THRESHOLD_": "\(Int32.max)",
    "MALLOC_TOP_PAD_": "\(64 << 20)",
  ]

  let task: TimedTask.Kind
  private var swift: [Double] = []
  private var python: [Double] = []
  private var untunedPython: [Double] = []

  init(_ task: TimedTask.Kind, turns: Int, threads: Int) throws {
    self.task = task
    let interpreter = ".venv/bin/python"
    let script = "Benchmarks/python/worker.py"
    guard FileManager.default.isExecutableFile(atPath: interpreter), FileManager.default.fileExists(atPath: script)
    else {
      throw BenchmarkError("no \(interpreter) or \(script) here: run `make setup`, and this in the repository's folder")
    }
    let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    let ours = try Worker([program, "worker", task.rawValue], threads: threads)
    let theirs = try Worker([interpreter, script, task.rawValue], threads: threads, environment: Self.allocator)
    let untuned = try Worker([interpreter, script, task.rawValue], threads: threads)
    guard ours.parameterCount == theirs.parameterCount else {
      throw BenchmarkError(
        "\(task.rawValue): \(ours.parameterCount) parameters here, \(theirs.parameterCount) in Python")
    }
    for turn in 0..<turns {
      // Whoever goes first may find another state of the machine: take turns at that too.
      if turn.isMultiple(of: 2) { swift.append(try time(ours)) }
      python.append(try time(theirs))
      if !turn.isMultiple(of: 2) { swift.append(try time(ours)) }
      untunedPython.append(try time(untuned))
    }
  }

  private func time(_ worker: Worker) throws -> Double { median(try worker.steps(task.stepsPerTurn)) }

  /// One line: the medians, the median of the turns' ratios with its quartiles, whether it is within the limit, and the
  /// median of Python as it comes.
  var line: String {
    let ratios = zip(swift, python).map { $0 / $1 }.sorted()
    let numbers = String(
      format: "%8.1f ms %8.1f ms   %.3f (%.3f to %.3f)", median(swift), median(python), median(ratios),
      ratios[ratios.count / 4], ratios[ratios.count * 3 / 4])
    let name = task.rawValue.padding(toLength: 10, withPad: " ", startingAt: 0)
    let verdict = median(ratios) <= Self.limit ? "equal " : "SLOWER"
    return "\(name) \(numbers)   \(verdict)   " + String(format: "%8.1f ms", median(untunedPython))
  }
}

/// The middle of `values`; the mean of the middle two.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
