import Foundation
import Yams

/// A grid of runs: every category with every setting and every seed.
///
/// ```yaml
/// title: Which defects teach best?
/// categories: [mvtec_ad/bottle, magnetic_tile/tile_mt]
/// seeds: [0, 1, 2]
/// measures: [pixel.ap, pixel.aupro]      # default: image.auroc, pixel.auroc, pixel.ap, pixel.aupro
/// options: --profile standard            # of every run
/// reference: mechanisms                  # default: the first setting
/// settings:
///   - name: mechanisms
///   - name: Perlin × texture
///     options: --generator perlin-texture
/// ```
public struct ExperimentPlan: Codable, Sendable, Equatable {
  /// One column of the comparison.
  public struct Setting: Codable, Sendable, Equatable {
    /// What the tables call it; unique.
    public var name: String
    /// Options of the run beside those of the plan, as on the command line.
    public var options: String?

    /// A setting.
    public init(name: String, options: String? = nil) { (self.name, self.options) = (name, options) }
  }

  /// What the experiment asks.
  public var title: String
  /// Data sets, relative to the data folder.
  public var categories: [String]
  /// Seeds of the runs; settings are compared seed by seed.
  public var seeds: [UInt64]
  /// Measures of `metrics.json` by their path, as in `pixel.ap`.
  public var measures: [String]
  /// Options of every run, as on the command line.
  public var options: String?
  /// What is compared.
  public var settings: [Setting]
  /// The setting that the others are compared with.
  public var reference: String

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case title, categories, seeds, measures, options, settings, reference
  }

  /// Measures that tables show unless a plan names others.
  public static let standardMeasures = ["image.auroc", "pixel.auroc", "pixel.ap", "pixel.aupro"]

  /// A plan that is not read from a file.
  /// - Throws: `ExperimentError.invalidPlan` for the first entry that makes no sense.
  public init(
    title: String, categories: [String], seeds: [UInt64], measures: [String], options: String? = nil,
    settings: [Setting], reference: String? = nil
  ) throws {
    (self.title, self.categories, self.seeds, self.measures) = (title, categories, seeds, measures)
    (self.options, self.settings) = (options, settings)
    self.reference = reference ?? settings.first?.name ?? ""
    try validate()
  }

  /// Decodes a plan; what may be left out gets its default.
  public init(from decoder: any Decoder) throws {
    let known = Set(CodingKeys.allCases.map(\.rawValue))
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: [key],
          debugDescription: "is no part of a plan; parts are \(known.sorted().joined(separator: ", "))"))
    }
    let values = try decoder.container(keyedBy: CodingKeys.self)
    title = try values.decode(String.self, forKey: .title)
    categories = try values.decode([String].self, forKey: .categories)
    seeds = try values.decodeIfPresent([UInt64].self, forKey: .seeds) ?? [0, 1, 2]
    measures = try values.decodeIfPresent([String].self, forKey: .measures) ?? Self.standardMeasures
    options = try values.decodeIfPresent(String.self, forKey: .options)
    settings = try values.decode([Setting].self, forKey: .settings)
    reference = try values.decodeIfPresent(String.self, forKey: .reference) ?? settings.first?.name ?? ""
  }

  /// Reads a plan.
  /// - Throws: `ExperimentError.unreadablePlan` with the line or the entry that is wrong.
  public static func read(_ url: URL) throws -> ExperimentPlan {
    let text: String
    do { text = try String(contentsOf: url, encoding: .utf8) } catch {
      throw ExperimentError.unreadablePlan(path: url.path, reason: error.localizedDescription)
    }
    do {
      let plan = try YAMLDecoder().decode(ExperimentPlan.self, from: text)
      try plan.validate()
      return plan
    } catch let error as ExperimentError {
      throw ExperimentError.unreadablePlan(path: url.path, reason: "\(error)")
    } catch let error as DecodingError {
      throw ExperimentError.unreadablePlan(path: url.path, reason: error.place)
    } catch { throw ExperimentError.unreadablePlan(path: url.path, reason: "\(error)") }
  }

  /// - Throws: `ExperimentError.invalidPlan` for the first entry that makes no sense.
  func validate() throws {
    func require(_ condition: Bool, _ entry: String, _ reason: String) throws {
      guard condition else { throw ExperimentError.invalidPlan(entry: entry, reason: reason) }
    }
    try require(!categories.isEmpty, "categories", "at least one is needed")
    try require(Set(categories).count == categories.count, "categories", "one is named twice")
    try require(!seeds.isEmpty && Set(seeds).count == seeds.count, "seeds", "at least one is needed, none twice")
    try require(!measures.isEmpty, "measures", "at least one is needed")
    try require(!settings.isEmpty, "settings", "at least one is needed")
    try require(Set(settings.map(\.slug)).count == settings.count, "settings", "two have the same name")
    try require(
      settings.contains { $0.name == reference }, "reference", "\(reference) is not the name of a setting")
  }

  /// All runs: category by category, seed by seed, so that the settings of one comparison are made close together.
  public var cells: [ExperimentCell] {
    categories.flatMap { category in
      seeds.flatMap { seed in
        settings.map { setting in
          let words = [options, setting.options].compactMap { $0 }.flatMap(\.shellWords)
          return ExperimentCell(category: category, setting: setting.name, seed: seed, options: words)
        }
      }
    }
  }
}

extension ExperimentPlan {
  /// Part `index` of `count` of the runs: whole seeds of categories, whose settings may have samples in common.
  public func cells(of index: Int, among count: Int) -> [ExperimentCell] {
    cells.enumerated().filter { $0.offset / settings.count % count == index }.map(\.element)
  }
}

/// One run of a plan.
public struct ExperimentCell: Codable, Sendable, Equatable {
  /// The data set, relative to the data folder.
  public let category: String
  /// The setting's name.
  public let setting: String
  /// The run's seed.
  public let seed: UInt64
  /// Options of the run, word by word.
  public let options: [String]

  /// The cell's folder, relative to the experiment's.
  public var folder: String { "\(category.slug)/\(setting.slug)/seed-\(seed)" }
}

extension ExperimentPlan.Setting {
  var slug: String { name.slug }
}

extension String {
  /// A name that every file system takes: letters and digits of ASCII, all else a hyphen.
  package var slug: String {
    let mapped = lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return String(mapped).split(separator: "-").joined(separator: "-")
  }

  /// The words of a command line; quotes of both kinds keep blanks together.
  package var shellWords: [String] {
    var (words, word, quote) = ([String](), nil as String?, nil as Character?)
    for character in self {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        (quote, word) = (character, word ?? "")
      } else if quote == nil, character.isWhitespace {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension DecodingError {
  /// Where a value is wrong and why, in words.
  fileprivate var place: String {
    func text(_ context: Context, _ key: (any CodingKey)? = nil) -> String {
      let path = (context.codingPath + [key].compactMap { $0 }).map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
      if let cause = context.underlyingError { return "\(cause)" }
      return path.isEmpty ? context.debugDescription : "\(path.joined(separator: ".")): \(context.debugDescription)"
    }
    return switch self {
    case .keyNotFound(let key, let context): text(context, key)
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): text(context)
    @unknown default: "\(self)"
    }
  }
}
