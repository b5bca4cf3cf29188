import ArgumentParser
import Datasets
import Detection
import Foundation
import ProductLine
import Reporting
import Torch

/// `blemish demo --out DIR`: the main job on products that Blemish renders itself.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Render two products, run the main job on each, and write one page that shows both.",
    discussion: "The defects in the test pictures come from a generator of their own that training never sees.")

  @OptionGroup var compute: ComputeOptions

  @Option(help: "Folder to write; an earlier demo in it is replaced.")
  var out: Path

  @Option(help: "quick, standard or thorough.", transform: choice("profile"))
  var profile: Profile = .quick

  @Option(help: "Seed.")
  var seed: UInt64 = 0

  @Flag(help: "No progress on stderr.")
  var quiet = false

  func run() throws {
    let device = try compute.prepare()
    try OutputFolder.claim(out.url)
    var entries: [ReportIndex.Entry] = []
    for product in Product.allCases {
      let folder = out.url.appendingPathComponent(product.rawValue)
      try Self.clear([folder, out.url.appendingPathComponent("data/\(product.rawValue)")])
      let data = try render(product)
      let job = MainJob(
        dataset: try Dataset.open(data), configuration: profile.configuration, seed: seed, device: device,
        out: folder, defects: try .parse([]), samples: nil, soundOnly: false, strict: false, resume: false,
        robustness: false,
        stage: Stage(quiet: quiet))
      let report = try job.run().measures
      try Console.print("\n\(product.rawValue)\n\(Summary.text(report))")
      entries.append(.init(try RunFolder(folder).load(), link: "\(product.rawValue)/report.html"))
    }
    let index = out.url.appendingPathComponent("index.html")
    try ReportIndex(title: "Blemish: two rendered products", entries: entries).write(to: index)
    try Console.print("\nopen \(index.path)")
  }

  private func render(_ product: Product) throws -> URL {
    let line = ProgressLine("render \(product.rawValue)", quiet: quiet)
    return try ProductLine(product, seed: seed).write(
      to: out.url.appendingPathComponent("data"), counts: .demo
    ) { line.update($0, of: $1, unit: "pictures") }
  }

  private static func clear(_ folders: [URL]) throws {
    for folder in folders where FileManager.default.fileExists(atPath: folder.path) {
      try FileManager.default.removeItem(at: folder)
    }
  }
}
