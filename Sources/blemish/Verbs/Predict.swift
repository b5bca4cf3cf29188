import ArgumentParser
import Datasets
import Foundation
import Imaging
import Segmentation

/// `blemish predict MODEL IMAGE… --out DIR`: scores, masks, overlays and regions for photographs.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge photographs by a detector or a segmenter: a score each, and where the defects are.",
    discussion: """
      Writes predictions.csv (path, score, decision), regions.csv and regions.json (box, area, score of each region; its
      type, where a segmenter was trained --by-type), and for each image masks/NAME.png and overlays/NAME.jpg.
      --scores-only writes predictions.csv alone. A segmenter's score is the greatest probability of a defect.
      """)

  @Argument(help: "Model folder, or the folder of a run.")
  var model: Path

  @Argument(help: "Images, or folders of images.")
  var images: [Path]

  @OptionGroup var camera: BitsOption
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  @Option(help: "Folder to write.")
  var out: Path

  @Flag(help: "Write no pictures and no regions.")
  var scoresOnly = false

  @Option(
    help: """
      Of a segmenter: cut larger photographs into overlapping squares of this side, px, each of which shows as much as a \
      training photograph did. Detectors cut as they were trained to.
      """)
  var tile: Int?

  /// One image's answer.
  struct Answer: Encodable {
    let path: String
    let score: Double
    let decision: String
    let regions: [Judgement.Region]
  }

  func validate() throws {
    if images.isEmpty { throw ValidationError("name at least one image or folder") }
    if let tile, tile < leastSide { throw ValidationError("--tile \(tile): at least \(leastSide) px are needed") }
  }

  func run() throws {
    let device = try compute.prepare()
    let files = try ImageFiles.all(images.map(\.url))
    let bits = try camera.bits ?? CameraBits.read(model.url) ?? UsedBits.find(in: files.map(\.url))
    let judge = Judge(model: try TrainedModel.load(model.url, device: device), tile: tile)
    if tile != nil, case .detector = judge.model {
      throw UserError("--tile: \(model.url.path) holds a detector, which cuts as it was trained to; leave it out")
    }
    try RunLayout.create(out.url)
    let line = ProgressLine("predict", quiet: console.quiet)
    var answers: [Answer] = []
    for start in stride(from: 0, to: files.count, by: judge.batch) {
      if Interruption.shared.isRequested {
        throw Stage(quiet: console.quiet).stopped("pictures made so far are kept, no table was written")
      }
      let chosen = Array(files[start..<min(files.count, start + judge.batch)])
      let decoded = try concurrentMap(chosen) { try Image.read($0.url, bits: bits) }
      answers += try concurrentMap(Array(zip(chosen, zip(decoded, judge(decoded))))) { file, judged in
        try answer(file, judged.0, judged.1)
      }
      line.update(answers.count, of: files.count, unit: "images")
    }
    try write(answers, withTypes: judge.tellsTypes)
    if console.json { Console.print(try Console.json(answers)) } else { printTable(answers) }
  }

  private func answer(_ file: ImageFiles.File, _ image: Image, _ judgement: Judgement) throws -> Answer {
    let decision = judgement.isAnomalous ? "anomalous" : "good"
    guard !scoresOnly else { return Answer(path: file.name, score: judgement.score, decision: decision, regions: []) }
    let stem = (file.name as NSString).deletingPathExtension
    let mask = out.url.appendingPathComponent("masks/\(stem).png")
    let overlay = out.url.appendingPathComponent("overlays/\(stem).jpg")
    for url in [mask, overlay] { try RunLayout.create(url.deletingLastPathComponent()) }
    try judgement.mask.writePNG(to: mask)
    try image.overlaid(with: judgement.map).outlined(judgement.mask, colour: [1, 1, 1]).writeJPEG(to: overlay)
    return Answer(path: file.name, score: judgement.score, decision: decision, regions: judgement.regions())
  }

  private func write(_ answers: [Answer], withTypes: Bool) throws {
    let scores = answers.map { [$0.path, "\($0.score)", $0.decision] }
    try CSV.write([["path", "score", "decision"]] + scores, to: out.url.appendingPathComponent("predictions.csv"))
    guard !scoresOnly else { return }
    let regions = answers.flatMap { answer in answer.regions.map { [answer.path] + $0.cells } }
    try CSV.write(
      [["path", "x", "y", "width", "height", "area", "score"] + (withTypes ? ["type"] : [])] + regions,
      to: out.url.appendingPathComponent("regions.csv"))
    try AtomicFile.write(
      Data(try Console.json(answers).utf8), to: out.url.appendingPathComponent("regions.json"))
  }

  private func printTable(_ answers: [Answer]) {
    let rows = answers.map { [String(format: "%.3f", $0.score), $0.decision, "\($0.regions.count)", $0.path] }
    Console.print(Console.table([["score", "decision", "regions", "image"]] + rows))
  }
}
