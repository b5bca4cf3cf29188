import Datasets
import Foundation
import Imaging

/// Where `blemish predict` writes, with nothing in it of an earlier run.
///
/// ```
/// predict.json       what model judged, and the names of the pictures: by it an earlier run's results are known as such
/// predictions.csv    a row for each photograph      regions.csv, regions.json    the defects' places
/// masks/NAME.png     the defects                    overlays/NAME.jpg            the photograph with its map
/// ```
struct PredictionFolder {
  let url: URL
  /// Names of each photograph's pictures, without extension, by the photograph's path.
  let names: [String: String]

  private static let recordName = "predict.json"
  private static let tables = ["predictions.csv", "regions.csv", "regions.json"]
  private static let pictures = [(folder: "masks", ending: "png"), (folder: "overlays", ending: "jpg")]

  /// What is kept about a run, so that the next one knows its results.
  struct Record: Codable {
    let version: String
    let model: String
    let pictures: [String]
  }

  /// Removes what an earlier run has left in a folder.
  /// - Throws: `UserError` where something else lies in the place of results, or cannot be removed.
  static func clear(_ folder: URL) throws {
    let record = folder.appendingPathComponent(recordName)
    guard let data = try? Data(contentsOf: record), let former = try? JSONDecoder().decode(Record.self, from: data)
    else {
      let occupied = (tables + pictures.map(\.folder) + [recordName]).first {
        exists(folder.appendingPathComponent($0))
      }
      guard let occupied else { return }
      throw UserError(
        "\(folder.path): holds \(occupied), which `blemish predict` has not written; choose another --out")
    }
    let written = former.pictures.flatMap(paths)
    for path in written + tables { try remove(folder.appendingPathComponent(path)) }
    for path in Set(written.flatMap(parents)).sorted().reversed() { rmdir(folder.appendingPathComponent(path).path) }
    try remove(record)
  }

  /// A folder for the results on some photographs.
  /// - Throws: `UserError`, `ImagingError` where it cannot be written.
  init(_ url: URL, paths: [String], model: URL, withPictures: Bool) throws {
    self.url = url
    let folders = Set(paths.flatMap(Self.parents))
    let wishes = paths.map { DistinctNames.Wish(short: ($0 as NSString).deletingPathExtension, full: $0) }
    let names = DistinctNames.of(wishes) { name in
      // A folder may be called as a picture is.
      Self.pictures.allSatisfy { !folders.contains("\(name).\($0.ending)") }
    }
    self.names = Dictionary(uniqueKeysWithValues: zip(paths, names))
    let record = Record(version: Blemish.version, model: model.path, pictures: withPictures ? names : [])
    try AtomicFile.write(json: record, to: url.appendingPathComponent(Self.recordName))
  }

  /// Writes the pictures of a photograph.
  /// - Returns: their paths.
  /// - Throws: `UserError`, `ImagingError` where they cannot be written.
  func write(_ judgement: Judgement, of image: Image, at path: String) throws -> (mask: String, overlay: String) {
    let paths = Self.paths(names[path] ?? path)
    let (mask, overlay) = (url.appendingPathComponent(paths[0]), url.appendingPathComponent(paths[1]))
    for file in [mask, overlay] { try RunLayout.create(file.deletingLastPathComponent()) }
    try judgement.mask.writePNG(to: mask)
    try image.overlaid(with: judgement.map).outlined(judgement.mask, colour: [1, 1, 1]).writeJPEG(to: overlay)
    return (paths[0], paths[1])
  }

  /// Writes `predictions.csv`.
  func write(_ answers: [Answer]) throws {
    let rows = answers.map { answer in
      [
        answer.path, answer.score.map { "\($0)" } ?? "", answer.decision.rawValue, answer.reason ?? "",
        answer.percentile.map { String(format: "%.1f", $0) } ?? "",
      ]
    }
    let columns = ["path", "score", "decision", "reason", "percentile"]
    try CSV.write([columns] + rows, to: url.appendingPathComponent(Self.tables[0]))
  }

  /// Writes `regions.csv` and `regions.json`.
  func writeRegions(_ answers: [Answer], withTypes: Bool) throws {
    let rows = answers.flatMap { answer in answer.regions.map { [answer.path] + $0.cells } }
    try CSV.write(
      [["path", "x", "y", "width", "height", "area", "score"] + (withTypes ? ["type"] : [])] + rows,
      to: url.appendingPathComponent(Self.tables[1]))
    try AtomicFile.write(json: answers, to: url.appendingPathComponent(Self.tables[2]))
  }

  /// The pictures of a name.
  private static func paths(_ name: String) -> [String] { pictures.map { "\($0.folder)/\(name).\($0.ending)" } }

  /// The folders on the way to a file, from the outermost.
  private static func parents(of path: String) -> [String] {
    let parts = path.split(separator: "/").dropLast()
    return parts.indices.map { parts[...$0].joined(separator: "/") }
  }

  private static func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }

  private static func remove(_ url: URL) throws {
    guard unlink(url.path) != 0, errno != ENOENT, errno != ENOTDIR else { return }
    throw UserError("\(url.path): a result of an earlier run that cannot be removed (\(SystemFailure().reason))")
  }
}
