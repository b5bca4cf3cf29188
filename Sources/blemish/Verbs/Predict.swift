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
      Writes predictions.csv (path, score, decision, reason), regions.csv and regions.json (box, area, score of each
      region; its type, where a segmenter was trained --by-type; the pictures' paths), and for each image masks/NAME.png
      and overlays/NAME.jpg. --scores-only writes predictions.csv alone. A segmenter's score is the greatest probability
      of a defect. Every picture in the folders has a row, also one that cannot be read: its decision is error, and the
      others are judged all the same. What an earlier predict has left in the folder is removed.
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

  @Option(
    help: """
      What ends with an exit code: error (default): 1 where a file could not be judged; anomalous: also 2 where a part was \
      rejected; never: nothing.
      """, transform: choice("failure"))
  var failOn: FailOn = .error

  func validate() throws {
    if images.isEmpty { throw ValidationError("name at least one image or folder") }
    if let tile, tile < leastSide { throw ValidationError("--tile \(tile): at least \(leastSide) px are needed") }
  }

  func run() throws {
    let device = try compute.prepare()
    let judge = Judge(model: try TrainedModel.load(model.url, device: device), tile: tile)
    if tile != nil, case .detector = judge.model {
      throw UserError("--tile: \(model.url.path) holds a detector, which cuts as it was trained to; leave it out")
    }
    try OutputFolder.claim(out.url)
    try PredictionFolder.clear(out.url)
    let found = ImageFiles(images.map(\.url))
    announce(found.masks)
    guard !found.files.isEmpty else { throw UserError("\(images[0].url.path): no photographs in it") }
    let folder = try PredictionFolder(
      out.url, paths: found.files.map(\.path), model: model.url, withPictures: !scoresOnly)
    let bits = try camera.bits ?? CameraBits.read(model.url) ?? UsedBits.find(in: found.files.map(\.url))
    let answers = try answers(found.files, bits: bits, by: judge, in: folder)
    try folder.write(answers)
    if !scoresOnly { try folder.writeRegions(answers, withTypes: judge.tellsTypes) }
    try report(answers)
  }

  /// - Parameter bits: how many bits of 16-bit samples the camera used.
  private func answers(
    _ files: [ImageFiles.File], bits: Int?, by judge: Judge, in folder: PredictionFolder
  ) throws -> [Answer] {
    let line = ProgressLine("predict", quiet: console.quiet)
    var answers: [Answer] = []
    for start in stride(from: 0, to: files.count, by: judge.batch) {
      if Interruption.shared.isRequested {
        throw Stage(quiet: console.quiet).stopped("pictures made so far are kept, no table was written")
      }
      let chosen = Array(files[start..<min(files.count, start + judge.batch)])
      let decoded = concurrentMap(chosen) { file in Result { try Self.image(file, bits: bits) } }
      let judgements = judge(decoded.compactMap { try? $0.get() })
      var next = judgements.makeIterator()
      let judged = decoded.map { image in (image, (try? image.get()).flatMap { _ in next.next() }) }
      answers += try concurrentMap(Array(zip(chosen, judged))) { try answer($0, $1.0, $1.1, in: folder) }
      line.update(answers.count, of: files.count, unit: "images")
    }
    return answers
  }

  /// A photograph's picture.
  /// - Throws: `ImagingError`.
  private static func image(_ file: ImageFiles.File, bits: Int?) throws -> Image {
    if let problem = file.problem { throw ImagingError.unreadable(source: file.url.path, reason: problem) }
    return try Image.read(file.url, bits: bits)
  }

  private func answer(
    _ file: ImageFiles.File, _ image: Result<Image, any Error>, _ judgement: Judgement?, in folder: PredictionFolder
  ) throws -> Answer {
    guard let image = try? image.get(), let judgement else {
      return Answer(unreadable: file.path, because: Self.reason(image, file))
    }
    var answer = Answer(file.path, judgement)
    guard !scoresOnly else { return answer }
    let written = try folder.write(judgement, of: image, at: file.path)
    (answer.mask, answer.overlay, answer.regions) = (written.mask, written.overlay, judgement.regions())
    return answer
  }

  /// Why a photograph could not be read, without its path.
  private static func reason(_ image: Result<Image, any Error>, _ file: ImageFiles.File) -> String {
    if let problem = file.problem { return problem }
    guard case .failure(let error) = image else { return "it could not be judged" }
    let (text, place) = ("\(error)", file.url.path + ": ")
    return text.hasPrefix(place) ? String(text.dropFirst(place.count)) : text
  }

  /// Names the masks, lest one was meant to be judged.
  private func announce(_ masks: [String]) {
    guard !masks.isEmpty, !console.quiet else { return }
    let named = masks.prefix(4).joined(separator: ", ") + (masks.count > 4 ? " and \(masks.count - 4) more" : "")
    Console.note("masks, not judged: \(named)")
  }

  /// Says what came out and ends with the exit code that was asked for.
  private func report(_ answers: [Answer]) throws {
    let tally = Tally(answers)
    for answer in answers { if let reason = answer.reason { Console.note("not judged: \(answer.path): \(reason)") } }
    if console.json {
      try Console.print(Console.json(answers))
      if !console.quiet { Console.note("\(tally)") }
    } else {
      let rows = answers.map { answer in
        [
          answer.score.map { String(format: "%.3f", $0) } ?? "–", answer.decision.rawValue,
          answer.reason == nil ? "\(answer.regions.count)" : "–", answer.path,
        ]
      }
      try Console.print(Console.table([["score", "decision", "regions", "image"]] + rows) + "\n\(tally)")
    }
    if let code = failOn.exitCode(tally) { throw ExitCode(code) }
  }
}
