import Foundation

/// A process that takes a task's steps when told, so that two of them can take turns.
///
/// Protocol: it prints `ready PARAMETERS` once warm; then for each line `N` it takes N steps and prints their milliseconds.
final class Worker {
  /// The number of the model's parameters.
  let parameterCount: Int
  private let process = Process()
  private let requests = Pipe()
  private let answers = Pipe()

  /// Starts `arguments` with `threads` threads and more variables of its environment, and waits until it is warm.
  init(_ arguments: [String], threads: Int, environment: [String: String] = [:]) throws {
    process.executableURL = URL(fileURLWithPath: arguments[0])
    process.arguments = Array(arguments.dropFirst())
    let settings = ["OMP_NUM_THREADS": "\(threads)", "OMP_WAIT_POLICY": "passive"]
    process.environment = ProcessInfo.processInfo.environment.merging(settings) { $1 }.merging(environment) { $1 }
    process.standardInput = requests
    process.standardOutput = answers
    try process.run()
    let words = try Self.line(answers.fileHandleForReading).split(separator: " ")
    guard words.first == "ready", let count = words.last.flatMap({ Int($0) }) else {
      throw BenchmarkError("\(arguments.joined(separator: " ")) did not start")
    }
    parameterCount = count
  }

  deinit {
    try? requests.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Milliseconds of each of `count` steps.
  func steps(_ count: Int) throws -> [Double] {
    try requests.fileHandleForWriting.write(contentsOf: Data("\(count)\n".utf8))
    let times = try Self.line(answers.fileHandleForReading).split(separator: " ").compactMap { Double($0) }
    guard times.count == count else { throw BenchmarkError("a worker stopped") }
    return times
  }

  /// The other side: serves `task` on standard input and output.
  static func serve(_ task: TimedTask) throws {
    for _ in 0..<3 { _ = try task.step() }
    answer("ready \(task.parameterCount)")
    while let line = readLine(), let count = Int(line) {
      let times = try (0..<count).map { _ in try task.step() }
      answer(times.map { "\($0)" }.joined(separator: " "))
    }
  }

  private static func answer(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

  private static func line(_ file: FileHandle) throws -> String {
    var bytes = Data()
    while let byte = try file.read(upToCount: 1), !byte.isEmpty, byte[0] != UInt8(ascii: "\n") { bytes += byte }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Why a benchmark cannot run.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
