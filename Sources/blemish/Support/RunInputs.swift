import Datasets
import Foundation
import Imaging

/// All that results depend on, kept beside them, so that only the same work is gone on with.
struct RunInputs: Codable {
  static let name = "inputs.json"

  /// Options and settings by their names.
  private(set) var settings = ["version": Blemish.version]
  /// SHA-256 of the files of photographs and masks, by their paths in the data set.
  private(set) var files: [String: String] = [:]

  /// Adds a setting, or all parts of one; nothing where it is not set.
  mutating func add(_ value: (some Encodable)?, as name: String) throws {
    guard let value else { return }
    for (part, text) in try SettingsDifference.flattened([name: value]) { settings[part] = text }
  }

  /// Adds photographs with their masks.
  /// - Throws: `DatasetError.unreadableFile`.
  mutating func add(_ items: [DatasetItem], of dataset: Dataset) throws {
    try add(dataset.layout.rawValue, as: "layout")
    try add(items.first?.bits, as: "bits")
    try add(items.first.map { "\($0.maskConvention)" }, as: "defect-is")
    let all = items.flatMap { item in
      [(item.id, item.image)] + item.masks.enumerated().map { ("\(item.id), mask \($0 + 1)", $1) }
    }
    for (name, digest) in try concurrentMap(all, { ($0.0, try SHA256.hexDigest(ofFile: $0.1)) }) {
      files[name] = digest
    }
  }

  /// Keeps the inputs in the folder of results.
  /// - Parameter resume: goes on with what is there, which has to come from the same inputs.
  /// - Throws: `UserError` where it comes from others; `ImagingError` where the folder cannot be written.
  func claim(_ folder: URL, resume: Bool) throws {
    let file = folder.appendingPathComponent(Self.name)
    if resume, let data = try? Data(contentsOf: file) {
      guard let former = try? JSONDecoder().decode(RunInputs.self, from: data) else {
        throw UserError("\(file.path): cannot be read, so nobody knows what to go on with; choose another --out")
      }
      let differences =
        SettingsDifference.between(former.settings, settings) + SettingsDifference.between(files: former.files, files)
      guard differences.isEmpty else {
        throw UserError(
          "\(folder.path): cannot be gone on with, as not all is as it was:\n"
            + differences.map { "  \($0)\n" }.joined() + "Repeat the former options and data, or choose another --out")
      }
    }
    try AtomicFile.write(json: self, to: file)
  }

  /// One digest for a file, or for all files below a folder, by their names.
  /// - Throws: `DatasetError.unreadableFile`.
  static func digest(of url: URL) throws -> String {
    guard url.hasDirectoryPath || FileManager.default.subpaths(atPath: url.path)?.isEmpty == false else {
      return try SHA256.hexDigest(ofFile: url)
    }
    let files = (FileManager.default.subpaths(atPath: url.path) ?? []).sorted()
      .map { (name: $0, url: url.appendingPathComponent($0)) }.filter { !$0.url.hasDirectoryPath }
    return try digest(of: files)
  }

  /// One digest for the files of a sample set.
  static func digest(of samples: SampleSet) throws -> String {
    let paths = samples.records.flatMap { [$0.image, $0.mask, $0.decoy].compactMap { $0 } }
    let records = try samples.records.map { try $0.jsonLine() }
    return try SHA256.hexDigest(
      of: Data(
        (digest(of: paths.map { ($0, samples.url($0)) }) + records.map { SHA256.hexDigest(of: $0) }.joined()).utf8))
  }

  private static func digest(of files: [(name: String, url: URL)]) throws -> String {
    let lines = try concurrentMap(files) { "\($0.name)\0\(try SHA256.hexDigest(ofFile: $0.url))\n" }
    return SHA256.hexDigest(of: Data(lines.joined().utf8))
  }
}
