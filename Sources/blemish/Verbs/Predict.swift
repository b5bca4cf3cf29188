import ArgumentParser
import Datasets
import Detection
import Foundation
import Imaging

/// `blemish predict MODEL IMAGE… --out DIR`: scores, masks, overlays and regions for photographs.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge photographs: a score each, and where the defects are.",
    discussion: """
      Writes predictions.csv (path, score, decision), regions.csv and regions.json (box, area, score of each region),
      and for each image masks/NAME.png and overlays/NAME.jpg. --scores-only writes predictions.csv alone.
      """)

  @Argument(help: "Model folder, or the folder of a run.")
  var model: Path

  @Argument(help: "Images, or folders of images.")
  var images: [Path]

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  @Option(help: "Folder to write.")
  var out: Path

  @Flag(help: "Write no pictures and no regions.")
  var scoresOnly = false

  /// One image's answer.
  struct Answer: Encodable {
    let path: String
    let score: Double
    let decision: String
    let regions: [Region]
  }

  func validate() throws {
    if images.isEmpty { throw ValidationError("name at least one image or folder") }
  }

  func run() throws {
    let device = try compute.prepare()
    let files = try ImageFiles.all(images.map(\.url))
    let detector = try Detector.load(RunLayout.model(in: model.url), device: device)
    try RunLayout.create(out.url)
    let line = ProgressLine("predict", quiet: console.quiet)
    var answers: [Answer] = []
    let batch = detector.configuration.tiling == nil ? 8 : 1
    for start in stride(from: 0, to: files.count, by: batch) {
      if Interruption.shared.isRequested {
        throw Stage(quiet: console.quiet).stopped("pictures made so far are kept, no table was written")
      }
      let chosen = Array(files[start..<min(files.count, start + batch)])
      let decoded = try concurrentMap(chosen) { try Image.read($0.url) }
      let predictions = batch == 1 ? decoded.map { detector.predict($0) } : detector.predict(decoded)
      answers += try concurrentMap(Array(zip(chosen, zip(decoded, predictions)))) { file, judged in
        try answer(file, judged.0, judged.1)
      }
      line.update(answers.count, of: files.count, unit: "images")
    }
    try write(answers)
    if console.json { Console.print(try Console.json(answers)) } else { printTable(answers) }
  }

  private func answer(_ file: ImageFiles.File, _ image: Image, _ prediction: Prediction) throws -> Answer {
    let decision = prediction.isAnomalous ? "anomalous" : "good"
    guard !scoresOnly else { return Answer(path: file.name, score: prediction.score, decision: decision, regions: []) }
    let stem = (file.name as NSString).deletingPathExtension
    let mask = out.url.appendingPathComponent("masks/\(stem).png")
    let overlay = out.url.appendingPathComponent("overlays/\(stem).jpg")
    for url in [mask, overlay] { try RunLayout.create(url.deletingLastPathComponent()) }
    try prediction.mask.writePNG(to: mask)
    try image.overlaid(with: prediction.map).outlined(prediction.mask, colour: [1, 1, 1]).writeJPEG(to: overlay)
    return Answer(path: file.name, score: prediction.score, decision: decision, regions: prediction.regions())
  }

  private func write(_ answers: [Answer]) throws {
    let scores = answers.map { [$0.path, "\($0.score)", $0.decision] }
    try CSV.write([["path", "score", "decision"]] + scores, to: out.url.appendingPathComponent("predictions.csv"))
    guard !scoresOnly else { return }
    let regions = answers.flatMap { answer in
      answer.regions.map {
        [answer.path] + [$0.x, $0.y, $0.width, $0.height, $0.area].map(String.init) + ["\($0.score)"]
      }
    }
    try CSV.write(
      [["path", "x", "y", "width", "height", "area", "score"]] + regions,
      to: out.url.appendingPathComponent("regions.csv"))
    try AtomicFile.write(
      Data(try Console.json(answers).utf8), to: out.url.appendingPathComponent("regions.json"))
  }

  private func printTable(_ answers: [Answer]) {
    let rows = answers.map { [String(format: "%.3f", $0.score), $0.decision, "\($0.regions.count)", $0.path] }
    Console.print(Console.table([["score", "decision", "regions", "image"]] + rows))
  }
}
