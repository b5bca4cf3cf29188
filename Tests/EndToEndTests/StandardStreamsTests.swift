import Foundation
import Testing

extension EndToEnd {
  /// Whatever is at the other end of standard output and standard error.
  @Suite struct StandardStreamsTests {
    /// A command of each kind that says something, on the fixture.
    static let commands: [[String]] = [
      ["--help"], ["help", "run"], ["--version"], ["doctor"], ["validate-data", "DATA"], ["report", "RUN"],
      ["export", "RUN/synthetic", "--format", "yolo", "--out", "OUT", "--json"],
      ["predict", "RUN", "DATA/test/good", "--out", "OUT"], ["evaluate", "RUN", "DATA", "--out", "OUT"],
      ["synthesize", "DATA", "--count", "1", "--out", "OUT"],
    ]

    private func shell(_ script: String, _ command: [String], _ out: URL) throws -> Program.Result {
      let places = [("DATA", try Fixture.dataset()), ("RUN", try Fixture.run().folder), ("OUT", out)]
      return try Program.shell(
        script,
        command.map { word in
          places.reduce(word) { word, place in
            word == place.0 || word.hasPrefix(place.0 + "/") ? place.1.path + word.dropFirst(place.0.count) : word
          }
        })
    }

    /// As `cat` does: without a word, by the signal that closed pipes send.
    @Test(arguments: commands) func aPipeThatNobodyReadsEndsQuietly(_ command: [String]) throws {
      let folder = try TemporaryFolder()
      let script = #"{ sleep 0.3; "$@" 2>"$0"; echo "status $?" >&2; } | true"#
      let errors = folder["errors"]
      let result = try shell(script.replacingOccurrences(of: "$0", with: errors.path), command, folder["out"])
      #expect(result.errors == "status \(128 + SIGPIPE)\n", "\(result.errors)")
      let told = try Files.text(errors)
      #expect(!told.contains("rror"), "\(told)")
    }

    #if os(Linux)
      @Test(arguments: commands) func aFullDiskIsAnError(_ command: [String]) throws {
        let folder = try TemporaryFolder()
        let result = try shell(#""$@" >/dev/full"#, command, folder["out"])
        #expect(result.status == 1)
        #expect(result.errors.hasSuffix("Error: standard output: cannot be written: the disk is full\n"))
      }

      @Test(arguments: ["2>/dev/full", "2>&-", "0<&-"]) func theOtherStreamsAreNoReasonToStop(_ closed: String) throws {
        let folder = try TemporaryFolder()
        let command = ["predict", "RUN", "DATA/test/good", "--out", "OUT", "--scores-only"]
        let whole = try shell(#""$@""#, command, folder["whole"])
        let result = try shell(#""$@" "# + closed, command, folder["out"])
        #expect(result.status == 0 && result.output == whole.output, "\(result.errors)")
        let table = "predictions.csv"
        #expect(try Files.text(folder["out/\(table)"]) == Files.text(folder["whole/\(table)"]))
      }
    #endif

    /// Files that are opened later must not take the number of standard output.
    @Test func aClosedOutputIsAnErrorAndNoFile() throws {
      let folder = try TemporaryFolder()
      let command = ["predict", "RUN", "DATA/test/good", "--out", "OUT", "--scores-only"]
      let result = try shell(#""$@" >&-"#, command, folder["out"])
      #expect(result.status == 1 && result.errors.contains("standard output: cannot be written"))
      #expect(try Files.text(folder["out/predictions.csv"]).hasPrefix("path,score,decision,reason,percentile\n"))
    }

    @Test func mistakesKeepTheirExitCode() throws {
      let folder = try TemporaryFolder()
      let result = try shell(#""$@" 2>/dev/full"#, ["validate-data"], folder["out"])
      #expect(result.status == 64 && result.output.isEmpty)
    }
  }
}
