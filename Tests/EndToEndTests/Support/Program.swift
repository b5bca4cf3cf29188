import Foundation

/// The real binary, run as a user runs it.
struct Program {
  /// What a finished run left behind.
  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  /// The folder that holds this build's products.
  static let products: URL = {
    let candidates = [CommandLine.arguments[0], Bundle.main.bundlePath]
    for path in candidates {
      var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      while folder.path != "/" {
        if FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent("blemish").path) { return folder }
        folder = folder.deletingLastPathComponent()
      }
    }
    preconditionFailure("no blemish program beside the tests")
  }()

  /// Runs to the end.
  static func run(_ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil) throws -> Result {
    let running = try start(arguments, environment: environment, in: folder)
    return running.wait()
  }

  /// Runs under a shell, for limits and redirections; `"$@"` is the program and its arguments.
  static func shell(_ script: String, _ arguments: [String]) throws -> Result {
    let program = products.appendingPathComponent("blemish").path
    return try Running(
      executable: "/bin/sh", arguments: ["-c", script, "sh", program] + arguments, environment: [:], folder: nil
    )
    .wait()
  }

  /// Starts without waiting.
  static func start(_ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil) throws -> Running
  {
    try Running(
      executable: products.appendingPathComponent("blemish").path, arguments: arguments, environment: environment,
      folder: folder)
  }

  /// A run under way; its output goes to files, so that no pipe can fill up.
  final class Running {
    let process = Process()
    private let folder: URL
    private let streams: [FileHandle]

    init(executable: String, arguments: [String], environment: [String: String], folder working: URL?) throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent("blemish-run-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let files = ["out", "err"].map(folder.appendingPathComponent)
      for file in files { try Data().write(to: file) }
      streams = try files.map { try FileHandle(forWritingTo: $0) }
      process.executableURL = URL(fileURLWithPath: executable)
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment
        .merging(["OMP_NUM_THREADS": "1"]) { $1 }.merging(environment) { $1 }
      if let working { process.currentDirectoryURL = working }
      process.standardOutput = streams[0]
      process.standardError = streams[1]
      process.standardInput = FileHandle.nullDevice
      try process.run()
    }

    /// What it has printed on stderr up to now.
    var errorsSoFar: String { text("err") }

    func wait() -> Result {
      process.waitUntilExit()
      defer { try? FileManager.default.removeItem(at: folder) }
      return Result(status: process.terminationStatus, output: text("out"), errors: text("err"))
    }

    private func text(_ name: String) -> String {
      (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
    }
  }
}

/// A folder for one test, gone afterwards. The name has a space and non-ASCII letters on purpose.
struct TemporaryFolder: ~Copyable {
  let url: URL
  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("blemish prüfung \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(at: url) }
  subscript(_ path: String) -> URL { url.appendingPathComponent(path) }
}
