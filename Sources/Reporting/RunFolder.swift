import Datasets
import Foundation
import Imaging
import Metrics

/// The folder of a run: what lies where, and how it is written and read.
///
/// ```
/// metrics.json       measures            config.json        data set, command, settings
/// curves.json        curve points        synthetic/         the sample set that the model was trained on
/// predictions.csv    one line an image   cases/             the images that the report shows, masks, maps, cases.json
/// report.html        all of it, to look at              model/             the detector, with the weights of samples
/// robustness.json    what small changes of the photographs do, where it was measured; the same as robustness.csv
/// ```
public struct RunFolder: Sendable {
  /// The folder.
  public let url: URL

  /// A run's folder; nothing is opened.
  public init(_ url: URL) { self.url = url }

  /// The measures (`EvaluationReport`).
  public var metrics: URL { url.appendingPathComponent("metrics.json") }
  /// The curves (`EvaluationCurves`).
  public var curves: URL { url.appendingPathComponent("curves.json") }
  /// The scores (`PredictionTable`).
  public var predictions: URL { url.appendingPathComponent("predictions.csv") }
  /// Data set, command and settings (`RunConfiguration`).
  public var configuration: URL { url.appendingPathComponent("config.json") }
  /// The synthetic samples (`SampleSet`).
  public var synthetic: URL { url.appendingPathComponent("synthetic", isDirectory: true) }
  /// The detector; also the weights of samples, where they did not all count alike (`WeightTable`).
  public var model: URL { url.appendingPathComponent("model", isDirectory: true) }
  /// The images that the report shows.
  public var cases: URL { url.appendingPathComponent("cases", isDirectory: true) }
  /// What small changes of the photographs do (`RobustnessReport`).
  public var robustness: URL { url.appendingPathComponent("robustness.json") }
  /// The same as a table (`RobustnessTable`).
  public var robustnessTable: URL { url.appendingPathComponent("robustness.csv") }
  /// The report.
  public var report: URL { url.appendingPathComponent("report.html") }

  /// Longest side of a picture that is kept for the report, px; larger ones are reduced.
  public static let longestSide = 640
}

extension RunFolder {
  /// Writes the run's `config.json`.
  public func write(_ configuration: RunConfiguration) throws { try write(configuration, to: self.configuration) }

  /// Writes `metrics.json`, `curves.json`, `predictions.csv` and the cases; an earlier evaluation's cases and
  /// robustness go.
  ///
  /// - Throws: `ImagingError` or `CocoaError` naming the file, `EncodingError` for a threshold that is not finite.
  public func write(
    _ evaluation: EvaluationReport, curves: EvaluationCurves, predictions: [PredictionRecord], cases: [ReportCase]
  ) throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try forgetRobustness()
    try PredictionTable.write(predictions, to: self.predictions)
    try write(curves, to: self.curves)
    try write(cases)
    try AtomicFile.write(evaluation.json(), to: metrics)
  }

  /// Writes `robustness.csv` and `robustness.json`.
  ///
  /// - Throws: `ImagingError` or `CocoaError` naming the file.
  public func write(_ robustness: RobustnessReport) throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try RobustnessTable(robustness).write(to: robustnessTable)
    try write(robustness, to: self.robustness)
  }

  /// Removes the robustness of an earlier evaluation.
  package func forgetRobustness() throws {
    for file in [robustness, robustnessTable] where exists(file) { try FileManager.default.removeItem(at: file) }
  }

  private func write(_ value: some Encodable, to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try AtomicFile.write(encoder.encode(value) + Data("\n".utf8), to: file)
  }

  private func write(_ cases: [ReportCase]) throws {
    if exists(self.cases) { try FileManager.default.removeItem(at: self.cases) }
    try FileManager.default.createDirectory(at: self.cases, withIntermediateDirectories: true)
    let records = try cases.enumerated().map { index, item in
      let name = String(format: "%02d", index + 1)
      let item = item.reduced(toFit: Self.longestSide)
      let record = CaseRecord(
        role: item.role, prediction: item.prediction, image: "\(name).png",
        mask: item.mask.map { _ in "\(name)-mask.png" }, map: "\(name)-map.png")
      try item.image.writePNG(to: self.cases.appendingPathComponent(record.image))
      try item.map.writePNG16(to: self.cases.appendingPathComponent(record.map))
      if let mask = item.mask, let file = record.mask { try mask.writePNG(to: self.cases.appendingPathComponent(file)) }
      return record
    }
    try write(records, to: self.cases.appendingPathComponent(CaseRecord.listName))
  }
}

extension RunFolder {
  /// Reads what a report shows. Only `metrics.json` must be there; the report leaves out what is missing.
  ///
  /// - Parameter sampleCount: how many synthetic samples are shown, dealt from the families in turn.
  /// - Throws: `ReportingError` for a missing `metrics.json` or a file that does not hold what it should;
  ///   `DatasetError`, `ImagingError` for tables and pictures that cannot be read.
  public func load(sampleCount: Int = 12) throws -> ReportInput {
    guard let evaluation: EvaluationReport = try read(metrics) else {
      throw ReportingError.missingFile(path: metrics.path, hint: "`blemish evaluate` writes it")
    }
    let fallback = try RunConfiguration(
      dataset: url.standardizedFileURL.lastPathComponent, command: [], version: "", settings: [String: String]())
    return ReportInput(
      configuration: try read(configuration) ?? fallback, evaluation: evaluation,
      curves: try read(curves) ?? EvaluationCurves(),
      predictions: exists(predictions) ? try PredictionTable.read(predictions) : [], cases: try loadCases(),
      samples: try loadSamples(sampleCount), weights: try loadWeights(),
      robustness: try read(robustness))
  }

  private func exists(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }

  private func read<Value: Decodable>(_ file: URL) throws -> Value? {
    guard exists(file) else { return nil }
    do { return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file)) } catch {
      throw ReportingError.malformed(path: file.path, line: nil, reason: "\(error)")
    }
  }

  private func loadCases() throws -> [ReportCase] {
    let records: [CaseRecord] = try read(cases.appendingPathComponent(CaseRecord.listName)) ?? []
    return try records.map { record in
      let image = try Image.read(cases.appendingPathComponent(record.image))
      let mask = try record.mask.map { try Mask.read(cases.appendingPathComponent($0)) }
      let map = try Plane.read(cases.appendingPathComponent(record.map))
      for (name, width, height) in [(record.map, map.width, map.height), (record.mask, mask?.width, mask?.height)]
      where width != nil && (width, height) != (image.width, image.height) {
        throw ReportingError.malformed(
          path: cases.appendingPathComponent(name ?? "").path, line: nil,
          reason: "it has not the size of \(record.image)")
      }
      return ReportCase(role: record.role, prediction: record.prediction, image: image, mask: mask, map: map)
    }
  }

  private func loadSamples(_ count: Int) throws -> [ReportSample] {
    guard exists(synthetic.appendingPathComponent(SampleSet.manifestName)) else { return [] }
    let set = try SampleSet.open(synthetic)
    let families = Dictionary(grouping: set.records, by: \.family).sorted { $0.key < $1.key }.map(\.value)
    let longest = families.map(\.count).max() ?? 0
    let dealt = (0..<longest).lazy.flatMap { rank in families.compactMap { rank < $0.count ? $0[rank] : nil } }
    return try dealt.prefix(count).map { try sample($0, of: set) }
  }

  private func sample(_ record: SampleRecord, of set: SampleSet) throws -> ReportSample {
    let (image, mask) = (try Image.read(set.url(record.image)), try Mask.read(set.url(record.mask)))
    guard (image.width, image.height) == (mask.width, mask.height) else {
      throw ReportingError.malformed(
        path: set.url(record.mask).path, line: nil, reason: "it has not the size of \(record.image)")
    }
    let name = record.type.map { "\(record.family), \($0)" } ?? record.family
    return ReportSample(family: name, parameters: record.parameters, image: image, mask: mask)
      .reduced(toFit: Self.longestSide)
  }

  /// The weights, with pictures where the samples still lie in the run or where they were taken from.
  private func loadWeights() throws -> ReportWeights? {
    guard let table = try WeightTable(contentsOf: model) else { return nil }
    let folders = [synthetic, URL(fileURLWithPath: table.samples, isDirectory: true)]
    guard let folder = folders.first(where: { exists($0.appendingPathComponent(SampleSet.manifestName)) }) else {
      return ReportWeights(table: table)
    }
    let (set, ends) = (try SampleSet.open(folder), table.extremes(ReportWeights.shown))
    let shown = Set((ends.heaviest + ends.lightest).map(\.sample))
    let records = set.records.filter { shown.contains($0.id) }
    let pictures = try records.map { ($0.id, try sample($0, of: set).reduced(toFit: 320)) }
    return ReportWeights(table: table, pictures: Dictionary(uniqueKeysWithValues: pictures))
  }
}

/// One entry of `cases/cases.json`; files lie beside it.
struct CaseRecord: Codable {
  static let listName = "cases.json"

  var role: ReportCase.Role
  var prediction: PredictionRecord
  var image: String
  var mask: String?
  var map: String
}

extension ReportCase {
  /// The case with a longest side of `side` px at most.
  func reduced(toFit side: Int) -> ReportCase {
    guard let (width, height) = image.size(toFit: side) else { return self }
    return ReportCase(
      role: role, prediction: prediction, image: image.resized(width: width, height: height, filter: .area),
      mask: mask?.resized(width: width, height: height, rule: .anyCovered),
      map: map.resized(width: width, height: height, filter: .area))
  }
}

extension ReportSample {
  /// The sample with a longest side of `side` px at most.
  func reduced(toFit side: Int) -> ReportSample {
    guard let (width, height) = image.size(toFit: side) else { return self }
    return ReportSample(
      family: family, parameters: parameters, image: image.resized(width: width, height: height, filter: .area),
      mask: mask.resized(width: width, height: height, rule: .anyCovered))
  }
}

extension Image {
  /// The size with a longest side of `side` px, or nil where the image is no larger.
  fileprivate func size(toFit side: Int) -> (width: Int, height: Int)? {
    guard max(width, height) > side else { return nil }
    let scale = Double(side) / Double(max(width, height))
    return (max(1, Int((Double(width) * scale).rounded())), max(1, Int((Double(height) * scale).rounded())))
  }
}
