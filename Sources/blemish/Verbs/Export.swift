import ArgumentParser
import Datasets
import Foundation

/// `blemish export SAMPLES --format FORMAT --out DIR`: a sample set in a layout that other programs read.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a sample set as an MVTec AD tree, as COCO or as YOLO segmentation.",
    discussion: """
      Pictures are hard links to those of the set where the disk is the same. The formats: mvtec (test/<type>,
      ground_truth/<type>), coco (images/, annotations.json with exact run lengths), coco-polygons, yolo (images/,
      labels/, data.yaml).
      """)

  @Argument(help: "Folder that `blemish synthesize` has written.")
  var samples: Path

  @Option(help: "mvtec, coco, coco-polygons or yolo.", transform: choice("format"))
  var format: ExportFormat

  @Option(help: "Folder to write.")
  var out: Path

  @Option(help: "The data set that the samples were made on: its good photographs are added, as copies.")
  var good: Path?

  @Option(help: "Side that good photographs are resized to, px; 0 keeps their files.")
  var side = 256

  @OptionGroup var console: ConsoleOptions

  func run() throws {
    let set = try SampleSet.open(samples.url)
    let photographs = try good.map { path in
      GoodPhotographs(try Dataset.open(path.url).train.filter { $0.label == .good }, side: side == 0 ? nil : side)
    }
    try OutputFolder.claim(out.url)
    try Stage(quiet: console.quiet).export(set, as: format, to: out.url, good: photographs)
    try Synthesize.Result(set, folder: out.url, format: format.rawValue).show(json: console.json)
  }
}
