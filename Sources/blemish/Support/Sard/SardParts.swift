import Foundation

/// The parts of a protocol's command, each one data set and seed, as commands of their own that share its folder.
struct SardParts {
  /// Data sets and seeds together.
  let count: Int
  /// Parts that are worked on at the same time.
  let atOnce: Int
  /// Threads of each; nil to share out the cores.
  let threads: Int?
  let stage: Stage

  /// Makes them all.
  /// - Parameter arguments: those of the whole command.
  /// - Throws: `UserError`; an exit code where the user stopped it.
  func run(_ arguments: [String]) throws {
    let own = Self.without(["--jobs", "--threads"], flags: ["--json", "--quiet"], arguments)
    let threads = self.threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount / atOnce)
    let commands = (1...count).map {
      own + ["--shard", "\($0)/\(count)", "--threads", "\(threads)", "--quiet"]
    }
    let line = ProgressLine("data sets and seeds", quiet: stage.quiet)
    var done = 0
    try Subprocess.runAll(commands, atOnce: atOnce, stage: stage) { _ in
      done += 1
      line.update(done, of: count, unit: "parts")
    }
  }

  /// Arguments without some options and flags, however they are written.
  private static func without(_ options: Set<String>, flags: Set<String>, _ arguments: [String]) -> [String] {
    var isValue = false
    return arguments.filter { word in
      if isValue {
        isValue = false
        return false
      }
      isValue = options.contains(word)
      return !isValue && !flags.contains(word) && !options.contains { word.hasPrefix($0 + "=") }
    }
  }
}
