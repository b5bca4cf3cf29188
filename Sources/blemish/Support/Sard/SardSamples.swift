import Datasets
import Experiments
import Foundation
import Synthesis

/// Makes the sample sets of the protocol, each once, for all networks: OUT/samples/CATEGORY/GENERATOR/seed-S.
struct SardSamples {
  let generators: [SardGenerator]
  /// Samples for each type of defect.
  let count: Int
  /// Side of the samples, px.
  let side: Int
  let folder: URL
  /// Where learned generators draw.
  let device: ComputeDevice
  let stage: Stage

  /// Opens the sets that were made before, so that what is wrong with them is said before the first cell.
  /// - Throws: `UserError` for too few samples, and for a generator that has seen what is for testing; `DatasetError`.
  func checkGiven(_ categories: [SardCategory], seeds: [UInt64]) throws {
    for case (let name, .samples(let template)) in generators.map({ ($0.name, $0.source) }) {
      for category in categories {
        for seed in seeds { _ = try given(template, name, category, seed) }
      }
    }
  }

  /// The samples of a generator, made or found: `count` for each type.
  /// - Throws: what making them throws; an exit code after Ctrl-C.
  func set(_ name: String, _ category: SardCategory, seed: UInt64) throws -> SampleSet {
    guard let generator = generators.first(where: { $0.name == name }) else { preconditionFailure("a known name") }
    let place = folder.appendingPathComponent("\(category.name.slug)/\(name.slug)/seed-\(seed)")
    switch generator.source {
    case .cutPaste: return try masked(.cutPaste, category, seed, place)
    case .perlinTexture: return try masked(.perlinTexture, category, seed, place)
    case .physics: return try synthesized(nil, category, seed, place)
    case .real: return try RealSamples(side: side).write(category.fitting, to: place)
    case .synthesize(let options): return try commanded(options, name, category, seed, place)
    case .samples(let template): return try given(template, name, category, seed)
    case .mixture(let shares):
      // Counts are rounded in sum, so that shares of 1 in all give the number that others have.
      var (sum, taken) = (0.0, 0)
      let parts = try shares.map { part -> (set: SampleSet, count: Int?) in
        sum += part.share * Double(count * category.types.count)
        let own = Int(sum.rounded()) - taken
        taken += own
        return (try set(part.name, category, seed: seed), own)
      }
      return SampleSet.union(parts)
    }
  }

  private func masked(
    _ filling: MaskedGenerator.Filling, _ category: SardCategory, _ seed: UInt64, _ place: URL
  ) throws -> SampleSet {
    let masks = try RealMasks(category.fitting, side: side)
    guard !masks.types.isEmpty else {
      throw UserError("\(category.dataset.root.path): the masks of the fitting third are empty")
    }
    return try synthesized(MaskedGenerator(filling, masks: masks), category, seed, place)
  }

  /// Samples of a generator, of the mechanisms where nil.
  private func synthesized(
    _ generator: MaskedGenerator?, _ category: SardCategory, _ seed: UInt64, _ place: URL
  ) throws -> SampleSet {
    var configuration = SynthesisConfiguration()
    configuration.side = side
    // The mask of a real defect may be larger than mechanisms are let to be.
    if generator != nil { configuration.greatestArea = 1 }
    let synthesizer = try SampleSynthesizer(configuration, generator: generator)
    return try stage.synthesize(
      category.good, by: synthesizer, count: count * category.types.count, seed: seed, to: place)
  }

  /// What `blemish synthesize` makes with a user's options, in a process of its own: for each type, if they name it.
  private func commanded(
    _ options: String, _ name: String, _ category: SardCategory, _ seed: UInt64, _ place: URL
  ) throws -> SampleSet {
    let byType = options.contains("{type}")
    let sets = try (byType ? category.types : [""]).map { type -> SampleSet in
      let target = byType ? place.appendingPathComponent(type.slug) : place
      let total = byType ? count : count * category.types.count
      let words = options.shellWords.map { Self.filled($0, category.name, seed, type) }
      let fixed = [
        "synthesize", category.dataset.root.path, "--out", target.path, "--count", "\(total)", "--seed", "\(seed)",
        "--side", "\(side)", "--device", device.rawValue,
      ]
      try Subprocess.run(fixed + (stage.quiet ? ["--quiet"] : []) + words, stage: stage)
      return try SampleSet.open(target)
    }
    try category.checkUnseen(by: name, samples: sets.map(\.folder))
    return sets.count == 1 ? sets[0] : SampleSet.union(sets.map { ($0, nil) })
  }

  private func given(
    _ template: String, _ name: String, _ category: SardCategory, _ seed: UInt64
  ) throws -> SampleSet {
    let sets = try (template.contains("{type}") ? category.types : [""]).map { type in
      try SampleSet.open(URL(fileURLWithPath: Self.filled(template, category.name, seed, type)))
    }
    let needed = template.contains("{type}") ? count : count * category.types.count
    for set in sets where set.records.count < needed {
      throw UserError(
        "\(set.folder.path): holds \(set.records.count) samples, and \(name) needs \(needed) so that all generators have "
          + "as many; make more, or lower --count")
    }
    try category.checkUnseen(by: name, samples: sets.map(\.folder))
    return SampleSet.union(sets.map { ($0, needed) })
  }

  private static func filled(_ text: String, _ category: String, _ seed: UInt64, _ type: String) -> String {
    [("{category}", category), ("{seed}", "\(seed)"), ("{type}", type)].reduce(text) {
      $0.replacingOccurrences(of: $1.0, with: $1.1)
    }
  }
}
