import ArgumentParser
import Detection
import Foundation
import Segmentation
import Torch

/// The program: verbs that hand files to one another, so that each can be run alone, repeated and replaced.
@main
struct Blemish: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "blemish",
    abstract:
      "Realistic surface defects from photographs of good parts, and the inspection model that learns from them.",
    discussion: """
      Start with:
        blemish demo --out demo                    two rendered products, no data needed
        blemish run my-photographs --out result    synthesize → train → evaluate → report
      """,
    version: version,
    subcommands: [
      Run.self, Demo.self, Doctor.self, ValidateData.self, TrainGenerator.self, Synthesize.self, Score.self,
      Export.self, Train.self,
      Evaluate.self, Predict.self, Report.self, Benchmark.self, Gallery.self, CompareReal.self,
    ])

  static func main() async {
    waitPassively()
    keepFreedMemory()
    // A file that outgrows its limit is an error to report, like a full disk, not a reason to be killed.
    signal(SIGXFSZ, SIG_IGN)
    // Nor is a closed pipe: only results that nobody reads end the program, progress that nobody reads does not.
    signal(SIGPIPE, SIG_IGN)
    StandardStream.occupyClosed()
    do {
      try complainAboutUnknownVerb(CommandLine.arguments.dropFirst().first)
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      try Console.finish()
    } catch let error as DetectionError where error.isInterruption {
      Console.note("\(error)")
      end(with: ExitCode(Interruption.shared.exitCode))
    } catch let error as SegmentationError where error.isInterruption {
      Console.note("\(error)")
      end(with: ExitCode(Interruption.shared.exitCode))
    } catch is StandardStream.ClosedPipe {
      StandardStream.ClosedPipe.end()
    } catch {
      end(with: error)
    }
  }

  /// Says what was wrong, or the help that was asked for.
  private static func end(with error: any Error) -> Never {
    let (text, code) = (fullMessage(for: error), exitCode(for: error))
    guard code.isSuccess, !text.isEmpty else {
      if !text.isEmpty { Console.note(text) }
      exit(withError: code)
    }
    do {
      try Console.print(text)
      try Console.finish()
    } catch is StandardStream.ClosedPipe {
      StandardStream.ClosedPipe.end()
    } catch {
      end(with: error)
    }
    exit(withError: code)
  }

  private static func complainAboutUnknownVerb(_ word: String?) throws {
    let verbs = configuration.subcommands.map { $0._commandName } + ["help"]
    guard let word, !word.hasPrefix("-"), !verbs.contains(word) else { return }
    throw ValidationError(NearestName.complaint(about: word, what: "verb", among: verbs))
  }
}
