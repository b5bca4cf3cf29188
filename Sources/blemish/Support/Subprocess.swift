import Foundation

/// This program with other arguments, in a process of its own.
enum Subprocess {
  /// Runs to the end; what it prints on stdout is dropped, its progress stays on stderr.
  /// - Throws: `UserError` where it fails; an exit code where the user stopped it.
  static func run(_ arguments: [String], stage: Stage) throws {
    let process = Process()
    process.executableURL = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch {
      throw UserError("\(arguments.joined(separator: " ")): cannot be started (\(error.localizedDescription))")
    }
    // A signal to this process alone is handed on, once: a second one would end the other at once.
    while process.isRunning, !Interruption.shared.isRequested { usleep(20_000) }
    if Interruption.shared.isRequested, process.isRunning { process.interrupt() }
    process.waitUntilExit()
    if Interruption.shared.isRequested { throw stage.stopped("the same command goes on from there") }
    guard process.terminationStatus == 0 else {
      throw UserError("blemish \(arguments.joined(separator: " ")): failed; its message stands above")
    }
  }
}
