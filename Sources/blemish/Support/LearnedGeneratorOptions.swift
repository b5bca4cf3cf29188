import ArgumentParser
import Diffusion
import Foundation
import Physics
import Synthesis
import Torch

/// Where defects come from, as given on the command line.
enum GeneratorChoice {
  /// A generator that is known by name.
  case kind(GeneratorKind)
  /// A folder that `blemish train-generator` has written.
  case learned(URL)

  /// A name or a folder.
  static func parse(_ word: String) throws -> GeneratorChoice {
    if let kind = GeneratorKind(rawValue: word) { return .kind(kind) }
    let path = Path(argument: word)
    if word.contains("/") || FileManager.default.fileExists(atPath: path.url.path) { return .learned(path.url) }
    throw ValidationError(
      NearestName.complaint(about: word, what: "generator", among: GeneratorKind.allCases.map(\.rawValue))
        + "; or give a folder that `blemish train-generator` has written")
  }

  /// Its name, for messages.
  var name: String {
    switch self {
    case .kind(let kind): kind.rawValue
    case .learned(let folder): folder.lastPathComponent
    }
  }
}

/// How a learned generator is used.
struct LearnedGeneratorOptions: ParsableArguments {
  @Option(
    name: .customLong("type"),
    help: ArgumentHelp(
      "With a learned --generator: comma-separated types to draw; all that it knows when not given.",
      valueName: "names"))
  var types: String?

  @Option(
    help: ArgumentHelp(
      """
      With a learned --generator: where to draw. real (default): varied copies of the real defects' regions, where such \
      defects occur; physics: regions of mechanisms; or a folder of masks, those in folders named as types for these only.
      """, valueName: "real|physics|folder"))
  var masks: String?

  @Option(
    name: .customLong("draft-noise"),
    help: ArgumentHelp(
      """
      With a learned --generator: begin with the real defect, or the mechanism's drawing, that a region came from, and add \
      this much noise, of pictures of -1 to 1: the more, the freer the generator is; 0 begins with noise alone. \
      \(DiffusionDefects.standardDraftNoise) when not given.
      """, valueName: "sigma"))
  var draftNoise: Double?

  @Option(
    name: .customLong("draft-rim"),
    help: ArgumentHelp(
      """
      With a learned --generator: how far from its outline the generator's drawing reaches into a real defect's copy; 0 \
      leaves all of the region to it. \(DiffusionDefects.standardDraftRim) when not given.
      """, valueName: "px"))
  var draftRim: Double?

  @Option(
    help: ArgumentHelp(
      "With a learned --generator: shares of samples by mechanisms and by the generator, as in physics:0.5,diffusion:0.5.",
      valueName: "shares"))
  var mix: String?

  @Flag(
    inversion: .prefixedNo,
    help: """
      With a learned --generator: also write, for half of the samples, decoys/<id>.png, the photograph drawn into itself, by which \
      segmenters learn to tell defects from traces of the generator.
      """)
  var decoys = true

  @Flag(help: "With a learned --generator: also write the denoising steps of each sample, as trace/<id>.png.")
  var trace = false

  /// Whether anything was given.
  var isGiven: Bool {
    types != nil || masks != nil || mix != nil || draftNoise != nil || draftRim != nil || trace || !decoys
  }

  /// The options that were given, by name; a folder of masks counts by what is in it.
  func inputs() throws -> [String: String] {
    let masks = try masks.map { word in
      ["real", "physics"].contains(word) ? word : try RunInputs.digest(of: Path(argument: word).url)
    }
    let given: [String: String?] = [
      "type": types, "masks": masks, "draft-noise": draftNoise.map { "\($0)" }, "draft-rim": draftRim.map { "\($0)" },
      "mix": mix, "decoys": decoys ? nil : "none", "trace": trace ? "written" : nil,
    ]
    return given.compactMapValues { $0 }
  }

  func validate() throws {
    _ = try shares()
    for (name, value) in [("draft-noise", draftNoise), ("draft-rim", draftRim)] {
      if let value, value < 0 || !value.isFinite { throw ValidationError("--\(name) \(value): 0 or more") }
    }
  }

  /// The generator of a folder, mixed with mechanisms where that is asked for.
  func generator(
    _ folder: URL, _ configuration: SynthesisConfiguration, on device: Device
  ) throws -> any SampleGenerator {
    let learned = try DefectGenerator.load(folder, device: device)
    let types = try named(among: learned.types)
    let drawn = DiffusionDefects(
      learned, types: types, regions: try regions(learned, types, configuration),
      draftNoise: draftNoise ?? DiffusionDefects.standardDraftNoise,
      draftRim: draftRim ?? DiffusionDefects.standardDraftRim,
      visibilityThreshold: configuration.visibilityThreshold, traced: trace,
      decoyShare: decoys ? DiffusionDefects.standardDecoyShare : 0)
    guard let shares = try shares() else { return drawn }
    let parts: [(generator: any SampleGenerator, share: Double)] = [
      (MechanismGenerator(configuration), shares.physics), (drawn, shares.diffusion),
    ]
    return try MixedGenerator(parts.filter { $0.share > 0 })
  }

  private func named(among known: [String]) throws -> [String] {
    guard let types else { return known }
    return try types.split(separator: ",").map { word in
      let word = word.trimmingCharacters(in: .whitespaces)
      guard known.contains(word) else {
        throw ValidationError(NearestName.complaint(about: word, what: "type", among: known))
      }
      return word
    }
  }

  private func regions(
    _ learned: DefectGenerator, _ types: [String], _ configuration: SynthesisConfiguration
  ) throws -> any DefectRegions {
    switch masks ?? "real" {
    case "real": return learned.realRegions()
    case "physics": return MechanismRegions(configuration)
    case let path:
      let folder = Path(argument: path).url
      guard FileManager.default.fileExists(atPath: folder.path) else {
        throw ValidationError("--masks \(path): neither real nor physics, nor a folder that is there")
      }
      return try DrawnRegions(folder, types: types)
    }
  }

  private func shares() throws -> (physics: Double, diffusion: Double)? {
    guard let mix else { return nil }
    var shares: [String: Double] = [:]
    for part in mix.split(separator: ",") {
      let pair = part.split(separator: ":").map { $0.trimmingCharacters(in: .whitespaces) }
      guard pair.count == 2, ["physics", "diffusion"].contains(pair[0]), let share = Double(pair[1]), share >= 0,
        share.isFinite, shares.updateValue(share, forKey: pair[0]) == nil
      else { throw ValidationError("--mix \(mix): shares of physics and diffusion, as in physics:0.5,diffusion:0.5") }
    }
    let (physics, diffusion) = (shares["physics"] ?? 0, shares["diffusion"] ?? 0)
    guard diffusion > 0 else { throw ValidationError("--mix \(mix): diffusion has no share; leave out --generator") }
    return (physics, diffusion)
  }
}
