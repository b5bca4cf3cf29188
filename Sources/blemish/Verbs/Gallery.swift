import ArgumentParser
import Foundation
import Physics

/// `blemish gallery --out DIR`: every family of defects on surfaces that Blemish renders itself.
struct Gallery: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show every family of defects with its law, parameters and pictures on one page.",
    discussion: """
      Writes index.html, which needs no other file, a strip of pictures of each family to images/<family>.jpg, and \
      gallery.jpg with close-ups of all.
      """)

  @Option(help: "Folder to write; an earlier gallery in it is replaced.")
  var out: Path

  @Option(help: "Side of a picture, px.")
  var side = 256

  @Option(help: ArgumentHelp("Comma-separated severities, 0 to 1, a column each.", valueName: "list"))
  var columns = "0.1,0.4,0.7,1"

  @Option(help: ArgumentHelp("Comma-separated families or groups of them, as `synthesize` has.", valueName: "names"))
  var families = DefectFamily.Group.all.rawValue

  @Option(help: "Seed.")
  var seed: UInt64 = 0

  @OptionGroup var console: ConsoleOptions

  func run() throws {
    guard (64...2048).contains(side) else { throw ValidationError("--side \(side): from 64 to 2048 px") }
    let job = GalleryJob(
      families: try DefectOptions.families(families), severities: try severities(), side: side, seed: seed,
      quiet: console.quiet)
    try OutputFolder.claim(out.url)
    let seconds = try job.write(to: out.url)
    let page = out.url.appendingPathComponent(GalleryJob.pageName).path
    let answer = Result(page: page, secondsPerSample: seconds)
    try Console.print(console.json ? Console.json(answer) : page)
  }

  private struct Result: Encodable {
    let page: String
    let secondsPerSample: [String: Double]

    enum CodingKeys: String, CodingKey {
      case page
      case secondsPerSample = "seconds_per_sample"
    }
  }

  private func severities() throws -> [Double] {
    let values = columns.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) ?? .nan }
    guard !values.isEmpty, values.allSatisfy({ (0...1).contains($0) }) else {
      throw ValidationError("--columns \(columns): severities from 0 to 1, as in 0.1,0.5,1")
    }
    return values
  }
}
