import ArgumentParser
import Datasets
import Foundation
import Physics
import Refinement
import Synthesis
import Torch

/// What defects are made of, as given on the command line.
struct DefectOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Comma-separated families or groups of them (\(names(DefectFamily.Group.self))): \(names(DefectFamily.self)).",
      valueName: "names"))
  var families: String?

  @Option(help: ArgumentHelp("Least and greatest severity, 0 to 1, as in 0.2..0.8.", valueName: "a..b"))
  var severity = "0.1..1"

  @Option(help: "Micrometres a pixel.")
  var pixelPitch = 50.0

  @Option(
    help: ArgumentHelp(
      """
      Where defects come from: mechanisms (default); a folder that `blemish train-generator` has written; or, for \
      comparison, perlin-texture or cut-paste.
      """, valueName: "generator"), transform: GeneratorChoice.parse)
  var generator: GeneratorChoice = .kind(.mechanisms)

  @OptionGroup var learned: LearnedGeneratorOptions

  @Option(
    help: """
      How far defects are refined: paste (default) draws them; coarse makes them coherent with the surface by a screened \
      Poisson equation; after that, gate restores detail along their edges by the energy of wavelets, fine by a network \
      that is trained on the good photographs first and kept beside the samples.
      """, transform: choice("stage"))
  var stages: RefinementStage = .paste

  @Option(help: "Steps of the fine stage's training.")
  var fineSteps = FineTraining().steps

  @Option(
    help: "Estimate the samples' quality, 0 to 1, and draw those under this one anew, up to eight times.")
  var minQuality: Double?

  @Option(help: "For experiments: share of the samples, 0 to 1, to spoil on purpose; their records say how.")
  var spoil: Double?

  @Option(
    help: ArgumentHelp(
      "Defects only inside this mask, or inside the masks of this folder, named like the photographs.",
      valueName: "mask"))
  var roi: Path?

  @Flag(inversion: .prefixedNo, help: "Keep defects to the product where it stands before a background.")
  var foreground = true

  func validate() throws {
    guard fineSteps >= 0 else { throw ValidationError("--fine-steps \(fineSteps): 0 or more") }
    switch generator {
    case .kind(let kind):
      guard !learned.isGiven else {
        throw ValidationError(
          "--type, --masks, --draft-noise, --draft-rim, --mix, --no-decoys and --trace go with a --generator that was trained"
        )
      }
      guard kind == .mechanisms || families == nil else {
        throw ValidationError("--families: \(kind.rawValue) has none to choose from; leave out one of the two")
      }
    case .learned:
      guard stages == .paste else {
        throw ValidationError("--stages \(stages.rawValue): a learned generator draws defects that need no refining")
      }
    }
  }

  /// The settings of a synthesizer whose photographs are resized to `side` px, or shrunk where they are larger than
  /// `longestSide`, or keep their size.
  func configuration(side: Int?, longestSide: Int? = nil) throws -> SynthesisConfiguration {
    var configuration = SynthesisConfiguration()
    if let families { configuration.families = try Self.families(families) }
    (configuration.leastSeverity, configuration.greatestSeverity) = try range()
    (configuration.side, configuration.longestSide) = (side, longestSide)
    configuration.pixelPitch = pixelPitch
    configuration.foregroundAware = foreground
    configuration.coherence = stages == .paste ? nil : .init()
    configuration.gate = stages == .gate ? .init() : nil
    configuration.spoiledShare = spoil
    configuration.leastQuality = minQuality
    // Real defects may be larger than mechanisms make them.
    if case .learned = generator { configuration.greatestArea = 1 }
    try configuration.validate()
    return configuration
  }

  /// A synthesizer for photographs that are resized to `side` px, or keep their size.
  /// - Parameters:
  ///   - folder: the sample set's folder, which keeps what a fine stage has learned; nil keeps nothing.
  ///   - device: where a learned generator draws.
  ///   - stage: shows the progress of its training.
  func synthesizer(
    side: Int?, longestSide: Int? = nil, on photographs: [DatasetItem], seed: UInt64, device: Device,
    keptIn folder: URL?, stage: Stage
  ) throws -> SampleSynthesizer {
    let configuration = try configuration(side: side, longestSide: longestSide)
    let (generator, regions) = (try sampleGenerator(configuration, on: device), try regions(photographs))
    guard stages == .fine, let coherence = configuration.coherence else {
      return try SampleSynthesizer(configuration, generator: generator, regions: regions)
    }
    var plain = configuration
    (plain.coherence, plain.spoiledShare, plain.leastQuality) = (nil, nil, nil)
    let masks = try SampleSynthesizer(plain, generator: generator, regions: regions)
    var training = FineTraining()
    training.steps = fineSteps
    let network = try stage.fineNetwork(
      on: photographs, masks: masks, coherence: coherence, training: training, seed: seed, keptIn: folder)
    return try SampleSynthesizer(configuration, generator: generator, fine: network, regions: regions)
  }

  private func sampleGenerator(
    _ configuration: SynthesisConfiguration, on device: Device
  ) throws -> any SampleGenerator {
    switch generator {
    case .kind(let kind): kind.generator(configuration)
    case .learned(let folder): try learned.generator(folder, configuration, on: device)
    }
  }

  /// The regions of interest, where there are any.
  func regions(_ photographs: [DatasetItem]) throws -> RegionMasks? {
    try roi.map { try RegionMasks($0.url, for: photographs) }
  }

  /// The families of a comma-separated list, each once, in their declared order.
  static func families(_ list: String) throws -> [DefectFamily] {
    let named = try list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.flatMap { word in
      if let group = DefectFamily.Group(rawValue: word) { return group.families }
      guard let family = DefectFamily(rawValue: word) else {
        let words = DefectFamily.Group.allCases.map(\.rawValue) + DefectFamily.allCases.map(\.rawValue)
        throw ValidationError(NearestName.complaint(about: word, what: "family", among: words))
      }
      return [family]
    }
    let families = DefectFamily.allCases.filter(named.contains)
    guard !families.isEmpty else { throw ValidationError("--families \(list): no family has been named") }
    return families
  }

  /// What samples depend on beside photographs and seed, for folders that are gone on with.
  struct Inputs: Encodable {
    let synthesis: SynthesisConfiguration
    let generator: String
    let learned: [String: String]
    let fineSteps: Int?
    let roi: String?
  }

  /// What samples depend on beside photographs and seed; folders and files count by what is in them.
  func inputs(side: Int?, longestSide: Int?) throws -> Inputs {
    let name =
      switch generator {
      case .kind(let kind): kind.rawValue
      case .learned(let folder): try RunInputs.digest(of: folder)
      }
    return Inputs(
      synthesis: try configuration(side: side, longestSide: longestSide), generator: name,
      learned: try learned.inputs(),
      fineSteps: stages == .fine ? fineSteps : nil, roi: try roi.map { try RunInputs.digest(of: $0.url) })
  }

  private func range() throws -> (Double, Double) {
    let bounds = severity.components(separatedBy: "..").map(Double.init)
    guard bounds.count == 2, let least = bounds[0], let greatest = bounds[1], 0 <= least, least <= greatest,
      greatest <= 1
    else { throw ValidationError("--severity \(severity): two numbers from 0 to 1, as in 0.2..0.8") }
    return (least, greatest)
  }

  private static func names<T: RawRepresentable & CaseIterable>(_: T.Type) -> String where T.RawValue == String {
    T.allCases.map(\.rawValue).joined(separator: ", ")
  }
}

/// The stages that a defect goes through, by the last of them.
enum RefinementStage: String, CaseIterable {
  case paste, coarse, gate, fine
}
