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
  /// Fingerprint of the regions of interest; nil without any.
  public let regions: String?
  /// How many bits of 16-bit samples the photographs use; nil where they have 8.
  public let bits: Int?
  /// The run seed.
  public let seed: UInt64
  /// The folder that the ids start from; nil where they do not lead to the files. It may have moved since.
  public let root: String?

  init(_ synthesizer: SampleSynthesizer, photographs: [DatasetItem], seed: UInt64) {
    (configuration, generator) = (synthesizer.configuration, synthesizer.generator.name)
    fine = synthesizer.fineFingerprint
    learnedFrom = synthesizer.generator.learnedFrom.isEmpty ? nil : synthesizer.generator.learnedFrom
    (self.photographs, regions, self.seed) = (photographs.map(\.id), synthesizer.regions?.fingerprint, seed)
    bits = photographs.first?.bits
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
    do { return try JSONDecoder().decode(SynthesisSettings.self, from: data) } catch {
      throw DatasetError.unreadableFile(path: file(folder).path, reason: "no settings of a sample set: \(error)")
    }
  }

  /// The generator among those that can be named; nil for others.
  public var kind: GeneratorKind? {
    generator.split(separator: "+").first.flatMap { GeneratorKind(rawValue: String($0)) }
  }

  /// - Throws: `SynthesisError.otherSettings` where the folder holds samples that were not made with these settings.
  func check(_ folder: URL) throws {
    guard FileManager.default.fileExists(atPath: Self.file(folder).path) else {
      let manifest = folder.appendingPathComponent(SampleSet.manifestName).path
      guard !FileManager.default.fileExists(atPath: manifest) else {
        throw SynthesisError.otherSettings(folder: folder.path)
      }
      return
    }
    guard let former = try? Self.read(folder), makesTheSame(as: former) else {
      throw SynthesisError.otherSettings(folder: folder.path)
    }
  }

  func write(_ folder: URL) throws {
    try AtomicFile.write(json: self, to: Self.file(folder))
    if configuration.writesCoverage {
      let planes = folder.appendingPathComponent("coverage")
      try FileManager.default.createDirectory(at: planes, withIntermediateDirectories: true)
    }
  }

  /// Photographs that have moved are the same photographs.
  private func makesTheSame(as other: SynthesisSettings) -> Bool {
    configuration == other.configuration && generator == other.generator && fine == other.fine
      && photographs == other.photographs
      && regions == other.regions && seed == other.seed
  }

  private static func file(_ folder: URL) -> URL { folder.appendingPathComponent(name) }
}
