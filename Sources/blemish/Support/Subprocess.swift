import Foundation

/// This program with other arguments, in processes of their own.
enum Subprocess {
  /// Runs to the end; what it prints on stdout is dropped, its progress stays on stderr.
  /// - Throws: `UserError` where it fails; an exit code where the user stopped it.
  static func run(_ arguments: [String], stage: Stage) throws {
    try runAll([arguments], atOnce: 1, stage: stage)
  }

  /// Runs all in order, some at the same time; after a failure the others are asked to stop, and no more are begun.
  /// - Parameter ended: called with the index of each that has come to its end.
  /// - Throws: `UserError` for the first that fails; an exit code where the user stopped them.
  static func runAll(
    _ commands: [[String]], atOnce: Int, stage: Stage, ended: (Int) -> Void = { _ in }
  ) throws {
    var (next, running) = (0, [Int: Process]())
    var failure: UserError?
    while true {
      let stops = failure != nil || Interruption.shared.isRequested
      while !stops, next < commands.count, running.count < atOnce {
        running[next] = try started(commands[next], beside: running.values)
        next += 1
      }
      for (index, process) in running.sorted(by: { $0.key < $1.key }) where !process.isRunning {
        running[index] = nil
        if process.terminationStatus == 0 {
          ended(index)
        } else if failure == nil {
          failure = UserError("blemish \(commands[index].joined(separator: " ")): failed; its message stands above")
        }
      }
      if running.isEmpty, stops || next == commands.count { break }
      if stops { interrupt(running.values) } else { usleep(20_000) }
    }
    if Interruption.shared.isRequested { throw stage.stopped("the same command goes on from there") }
    if let failure { throw failure }
  }

  private static func started(_ arguments: [String], beside others: some Sequence<Process>) throws -> Process {
    let process = Process()
    process.executableURL = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch {
      interrupt(others)
      throw UserError("\(arguments.joined(separator: " ")): cannot be started (\(error.localizedDescription))")
    }
    return process
  }

  /// Hands a signal to this process alone on, once: a second one would end the others at once.
  private static func interrupt(_ processes: some Sequence<Process>) {
    let all = Array(processes)
    for process in all where process.isRunning { process.interrupt() }
    for process in all { process.waitUntilExit() }
  }
}
