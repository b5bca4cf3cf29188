import ArgumentParser
import Datasets
import Foundation

/// `blemish validate-data DIR`: every problem of a data set at once.
struct ValidateData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate-data",
    abstract: "List everything that is wrong with a data set, with file names.",
    discussion: "Exit code 1 when there is an error; notes, and warnings without --strict, leave it 0.")

  @OptionGroup var data: DatasetOptions
  @OptionGroup var console: ConsoleOptions

  @Flag(help: "Exit code 1 for warnings, too.")
  var strict = false

  /// The answer in a form that programs read.
  private struct Answer: Encodable {
    struct Problem: Encodable { let severity, kind, message: String, files: [String] }
    let dataset, layout: String
    let counts: [String: Int]
    let problems: [Problem]
  }

  func run() throws {
    let dataset = try data.open()
    let problems = DatasetValidator().problems(in: dataset)
    let counts = [
      "train": dataset.train.count, "validation": dataset.validation.count,
      "test good": dataset.test.count { $0.label == .good },
      "test anomalous": dataset.test.count { $0.label == .anomalous },
      "masks": dataset.items.count { !$0.masks.isEmpty },
    ]
    if console.json {
      let listed = problems.map {
        Answer.Problem(severity: "\($0.severity)", kind: $0.kind.rawValue, message: $0.message, files: $0.files)
      }
      try Console.print(
        Console.json(
          Answer(dataset: dataset.root.path, layout: dataset.layout.rawValue, counts: counts, problems: listed)))
    } else {
      let tally = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
      try Console.print("\(dataset.root.path): \(dataset.layout.rawValue) layout; \(tally)")
      for problem in problems { try Console.print("\(problem)") }
      if problems.isEmpty { try Console.print("no problems found") }
    }
    if problems.contains(where: { $0.severity == .error || strict && $0.severity == .warning }) {
      throw ExitCode.failure
    }
  }
}
