import ArgumentParser
import Datasets
import Foundation
import Quality
import Realism

/// `blemish compare-real SYNTH REAL`: how near synthetic defects are to real ones.
struct CompareReal: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare-real",
    abstract: "Say how near synthetic defects are to real ones, beside Perlin × texture and CutPaste.",
    discussion: """
      Both baselines are made on REAL's good training photographs, with masks of the same areas as SYNTH's. Lower
      distances are nearer; docs/realism.md says what each measure means. REAL's defects, those of test photographs
      too, are measured here and nothing learns from them.
      """)

  @Argument(help: "Folder of synthetic samples, as `blemish synthesize` writes it.")
  var synth: Path

  @Argument(help: "Data set with real defects and their masks, and with good training photographs.")
  var real: Path

  @OptionGroup var layout: LayoutOption

  @Option(help: "Comma-separated types of REAL's defects to compare with; all when not given.")
  var types: String?

  @Option(
    help: ArgumentHelp(
      """
      Also a picture of 40 samples, each row's nearest real defects at its right, and how near they come, which tells \
      copies; .png or .jpg.
      """, valueName: "picture"))
  var contactSheet: Path?

  @Option(help: "Seed of the baselines and of the bootstrap.")
  var seed: UInt64 = 0

  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  func validate() throws {
    if let contactSheet, !["png", "jpg", "jpeg"].contains(contactSheet.url.pathExtension.lowercased()) {
      throw ValidationError("--contact-sheet \(contactSheet.url.lastPathComponent): a picture ends in .png or .jpg")
    }
  }

  func run() throws {
    let device = try compute.prepare()
    let dataset = try Dataset.open(real.url, layout: layout.layout)
    let items = try defects(of: dataset)
    let samples = try SampleSet.open(synth.url)
    let survey = try RealismSurvey(
      samples: samples, defects: items, good: dataset.train.filter { $0.label == .good }, seed: seed,
      embedding: DefectEmbedding(device: device), stage: Stage(quiet: console.quiet))
    let report = try survey.report()
    try Console.print(console.json ? Console.json(report) : RealismTable.text(report))
    if let contactSheet { try show(survey, at: contactSheet.url) }
  }

  /// Writes the contact sheet and says, on stderr, how near samples come to real defects.
  private func show(_ survey: RealismSurvey, at url: URL) throws {
    guard let (neighbours, sheet) = try survey.neighbours() else { return }
    try url.pathExtension.lowercased() == "png" ? sheet.writePNG(to: url) : sheet.writeJPEG(to: url)
    let ratio = neighbours.ratio.map { String(format: "%.2f", $0) } ?? "–"
    Console.note(
      "\(url.path): samples are \(ratio) times as far from their nearest real defect as real ones from each other (median)"
    )
  }

  /// The real defects of the wanted types that have masks.
  private func defects(of dataset: Dataset) throws -> [DatasetItem] {
    let all = dataset.items.filter { $0.label == .anomalous && !$0.masks.isEmpty }
    guard let types else { return all }
    let known = Set(all.compactMap(\.defectType)).sorted()
    let wanted = Set(types.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    for type in wanted.sorted() where !known.contains(type) {
      throw ValidationError(NearestName.complaint(about: type, what: "defect type", among: known))
    }
    return all.filter { $0.defectType.map(wanted.contains) ?? false }
  }
}
