import ArgumentParser
import Datasets
import Foundation
import Imaging
import Synthesis

/// `blemish synthesize DATASET --out DIR`: defects with pixel-exact masks on photographs of good parts.
struct Synthesize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make defects with pixel-exact masks on the good photographs of a data set.",
    discussion: """
      Writes images/, masks/ and manifest.jsonl; with another --format the same in samples/ and the data set around it.
      A run that was interrupted goes on where it stopped.
      """)

  @OptionGroup var data: DatasetOptions
  @OptionGroup var defects: DefectOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var console: ConsoleOptions

  @Option(help: "Samples to make. (default: 300)")
  var count: Int?

  @Option(help: "Samples to make of each photograph, instead of --count.")
  var perImage: Int?

  @Option(help: "Side that photographs are resized to, px; 0 keeps their size.")
  var side = 256

  @Option(help: "Folder to write.")
  var out: Path?

  @Option(
    help: ArgumentHelp(
      "Only a picture of samples of every family, with outlined masks below; .png or .jpg.", valueName: "picture"))
  var preview: Path?

  @Option(help: "samples (default), mvtec, coco, coco-polygons or yolo.", transform: Self.format)
  var format: ExportFormat? = nil

  @Flag(help: "Add the good photographs to the exported data set.")
  var withGood = false

  @Option(help: "Seed; the same seed gives the same bytes.")
  var seed: UInt64 = 0

  @Option(help: "Make only part i of n, as in 1/4; parts may share a folder.", transform: Self.shard)
  var shard: Shard = .all

  func validate() throws {
    guard (out == nil) != (preview == nil) else {
      throw ValidationError("one of --out and --preview is needed: a folder for samples, or a picture of some")
    }
    if count != nil, perImage != nil { throw ValidationError("--count and --per-image: one of the two") }
    for (name, value) in [("count", count), ("per-image", perImage)] {
      if let value, value < 1 { throw ValidationError("--\(name) \(value): at least 1 is needed") }
    }
    if let preview, !["png", "jpg", "jpeg"].contains(preview.url.pathExtension.lowercased()) {
      throw ValidationError("--preview \(preview.url.lastPathComponent): a picture ends in .png or .jpg")
    }
    if defects.minQuality != nil, shard != .all {
      throw ValidationError("--min-quality and --shard: one of the two; a part of a set is not judged alone")
    }
    if withGood, format == nil { throw ValidationError("--with-good: needs a --format other than samples") }
  }

  func run() throws {
    let dataset = try out.map { try data.open(writingTo: $0) } ?? data.open()
    let stage = Stage(quiet: console.quiet)
    try stage.checkNames(dataset)
    let good = stage.withoutOdd(dataset).train.filter { $0.label == .good }
    guard !good.isEmpty else {
      throw DatasetError.tooFewGoodImages(path: dataset.root.path, count: 0, needed: 1)
    }
    if let out { try OutputFolder.claim(out.url, isShared: shard != .all) }
    let synthesizer = try defects.synthesizer(
      side: side == 0 ? nil : side, on: good, seed: seed, device: compute.prepare(), keptIn: samples, stage: stage)
    if let preview { try show(synthesizer, good, at: preview.url) }
    if let out { try write(synthesizer, good, to: out.url) }
  }

  /// The folder of the sample set, where one is asked for.
  private var samples: URL? { out.map { format == nil ? $0.url : $0.url.appendingPathComponent("samples") } }

  private func show(_ synthesizer: SampleSynthesizer, _ photographs: [DatasetItem], at url: URL) throws {
    let sheet = try synthesizer.preview(photographs: photographs, seed: seed)
    try url.pathExtension.lowercased() == "png" ? sheet.writePNG(to: url) : sheet.writeJPEG(to: url)
    try Console.print(console.json ? Console.json(["preview": url.path]) : url.path)
  }

  private func write(_ synthesizer: SampleSynthesizer, _ photographs: [DatasetItem], to folder: URL) throws {
    let stage = Stage(quiet: console.quiet)
    let made = try stage.synthesize(
      photographs, by: synthesizer, count: perImage.map { $0 * photographs.count } ?? count ?? 300, seed: seed,
      to: samples ?? folder, shard: shard)
    let isFiltered = synthesizer.configuration.leastQuality != nil
    let set = try isFiltered ? stage.judged(made, by: synthesizer, on: photographs, seed: seed) : made
    if let format {
      let good = withGood ? GoodPhotographs(photographs, side: synthesizer.configuration.side) : nil
      try stage.export(set, as: format, to: folder, good: good)
    }
    try Result(set, folder: folder, format: format?.rawValue ?? "samples").show(json: console.json)
  }

  /// What there is now.
  struct Result: Encodable {
    let folder: String
    let format: String
    let samples: Int
    let families: [String: Int]

    init(_ set: SampleSet, folder: URL, format: String) {
      (self.folder, self.format, samples) = (folder.path, format, set.records.count)
      families = Dictionary(grouping: set.records, by: \.family).mapValues(\.count)
    }

    func show(json: Bool) throws {
      try Console.print(json ? Console.json(self) : "\(samples) samples in \(folder)")
    }
  }

  /// A layout for other programs; nil for Blemish's own.
  private static func format(_ word: String) throws -> ExportFormat? {
    if word == "samples" { return nil }
    guard let format = ExportFormat(rawValue: word) else {
      let words = ["samples"] + ExportFormat.allCases.map(\.rawValue)
      throw ValidationError(NearestName.complaint(about: word, what: "format", among: words))
    }
    return format
  }

  static func shard(_ text: String) throws -> Shard {
    let parts = text.split(separator: "/").compactMap { Int($0) }
    guard parts.count == 2, parts[1] >= 1, (1...parts[1]).contains(parts[0]) else {
      throw ValidationError("--shard \(text): i/n with i from 1 to n, as in 1/4")
    }
    return Shard(index: parts[0] - 1, count: parts[1])
  }
}
