import ArgumentParser
import Foundation
import Reporting

/// `blemish report DIR`: the page that shows a run.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write report.html, one file that opens without a server, from the folder of a run.")

  @Argument(help: "Folder of a run or an evaluation.")
  var folder: Path

  func run() throws {
    let run = RunFolder(folder.url)
    try HTMLReport(run.load()).write(to: run.report)
    try Console.print(run.report.path)
  }
}
