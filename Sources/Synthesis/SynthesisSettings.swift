import Datasets
import Foundation
import Imaging

/// What a sample set was made from, kept beside it as `synthesis.json`: so that only the same run is continued, and so
/// that the photographs are found again.
public struct SynthesisSettings: Codable, Sendable {
  /// The file in a sample set's folder.
  public static let name = "synthesis.json"

  /// What was made.
  public let configuration: SynthesisConfiguration
  /// The generator's name.
  public let generator: String
  /// What a fine stage that learns has learned, as a hash; nil without one.
  public let fine: String?
  /// Photographs of real defects that the generator has learned from, which are no test of what learns from the samples:
  /// SHA-256 of their files; nil where it has learned from none.
  public let learnedFrom: [String]?
  /// The photographs' ids in order.
  public let photographs: [String]
  /// SHA-256 of each photograph's file, in order; nil in sets of versions that did not keep them.
  public let contents: [String]?
  /// Fingerprint of the regions of interest; nil without any.
  public let regions: String?
  /// How many bits of 16-bit samples the photographs use; nil where they have 8.
  public let bits: Int?
  /// The run seed.
  public let seed: UInt64
  /// The folder that the ids start from; nil where they do not lead to the files. It may have moved since.
  public let root: String?

  /// - Throws: `DatasetError.unreadableFile` for a photograph.
  init(_ synthesizer: SampleSynthesizer, photographs: [DatasetItem], seed: UInt64) throws {
    (configuration, generator) = (synthesizer.configuration, synthesizer.generator.name)
    fine = synthesizer.fineFingerprint
    learnedFrom = synthesizer.generator.learnedFrom.isEmpty ? nil : synthesizer.generator.learnedFrom
    (self.photographs, regions, self.seed) = (photographs.map(\.id), synthesizer.regions?.fingerprint, seed)
    bits = photographs.first?.bits
    contents = try concurrentMap(photographs) { try SHA256.hexDigest(ofFile: $0.image) }
    let roots = Set(
      photographs.map { item in
        let path = item.image.standardizedFileURL.path
        return path.hasSuffix("/" + item.id) ? String(path.dropLast(item.id.count + 1)) : nil
      })
    root = roots.count == 1 ? roots.first ?? nil : nil
  }

  /// The settings of a sample set.
  /// - Returns: nil where the set was not made by a synthesizer.
  /// - Throws: `DatasetError.unreadableFile` where the file holds something else.
  public static func read(_ folder: URL) throws -> SynthesisSettings? {
    guard let data = try? Data(contentsOf: file(folder)) else { return nil }
    let settings: SynthesisSettings
    do { settings = try JSONDecoder().decode(SynthesisSettings.self, from: data) } catch {
      throw DatasetError.unreadableFile(path: file(folder).path, reason: "no settings of a sample set: \(error)")
    }
    if let bits = settings.bits, !(1...16).contains(bits) {
      throw DatasetError.unreadableFile(path: file(folder).path, reason: "\(bits) bits a sample are none of 1 to 16")
    }
    return settings
  }

  /// The generator among those that can be named; nil for others.
  public var kind: GeneratorKind? {
    generator.split(separator: "+").first.flatMap { GeneratorKind(rawValue: String($0)) }
  }

  /// - Throws: `SynthesisError.otherSettings` where the folder holds samples that were not made with these settings, or
  ///   of photographs that have changed since.
  func check(_ folder: URL) throws {
    guard FileManager.default.fileExists(atPath: Self.file(folder).path) else {
      let manifest = folder.appendingPathComponent(SampleSet.manifestName).path
      guard !FileManager.default.fileExists(atPath: manifest) else {
        throw SynthesisError.otherSettings(folder: folder.path, differences: ["there is no \(Self.name)"])
      }
      return
    }
    guard let former = try? Self.read(folder) else {
      throw SynthesisError.otherSettings(folder: folder.path, differences: ["\(Self.name) cannot be read"])
    }
    let differences = try differences(from: former)
    guard differences.isEmpty else {
      throw SynthesisError.otherSettings(folder: folder.path, differences: differences)
    }
  }

  func write(_ folder: URL) throws {
    try AtomicFile.write(json: self, to: Self.file(folder))
    if configuration.writesCoverage {
      let planes = folder.appendingPathComponent("coverage")
      try FileManager.default.createDirectory(at: planes, withIntermediateDirectories: true)
    }
  }

  /// What differs from other settings, but for where the photographs lie: those that have moved are the same ones.
  private func differences(from former: SynthesisSettings) throws -> [String] {
    var found = try SettingsDifference.between(former.making, making)
    found += SettingsDifference.between(files: former.files, files)
    if found.isEmpty, former.photographs != photographs { found = ["the order of the photographs"] }
    return found
  }

  private var making: Making {
    Making(
      configuration: configuration, generator: generator, fine: fine, regions: regions, bits: bits, seed: seed)
  }

  /// How samples are made, whatever the photographs.
  private struct Making: Encodable {
    let configuration: SynthesisConfiguration
    let generator: String
    let fine, regions: String?
    let bits: Int?
    let seed: UInt64
  }

  /// Digests of the photographs' files by their ids; empty ones where they are not known.
  private var files: [String: String] {
    let contents = contents ?? photographs.map { _ in "" }
    return Dictionary(zip(photographs, contents)) { first, _ in first }
  }

  private static func file(_ folder: URL) -> URL { folder.appendingPathComponent(name) }
}
