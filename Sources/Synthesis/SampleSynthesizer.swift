import Datasets
import Foundation
import Imaging
import Physics
import Randomness

/// Makes samples, each a pure function of the configuration, the list of photographs, the run seed and its index: the
/// same bytes on any number of threads, in any order and in any shard.
public struct SampleSynthesizer: Sendable {
  /// What is made.
  public let configuration: SynthesisConfiguration
  /// How it is made; with the coarse and the fine stage where they are asked for.
  public let generator: any SampleGenerator
  /// What a fine stage that learns has learned, as a hash.
  public let fineFingerprint: String?
  /// Where on the photographs defects may be; nil for anywhere on the product.
  public let regions: RegionMasks?
  private let finders = ProductFinders()
  /// Attempts at one sample before it is given up.
  private static let attempts = 72
  /// Attempts with the planned family.
  private static let faithfulAttempts = 12

  /// A synthesizer.
  /// - Parameters:
  ///   - generator: nil for the mechanisms of `Physics`; the baselines are others.
  ///   - fine: what follows the coarse stage in place of the configuration's gate; nil for that, where it is set.
  ///   - regions: masks of the photographs, inside which defects lie.
  /// - Throws: `SynthesisError.invalidConfiguration`.
  public init(
    _ configuration: SynthesisConfiguration = .init(), generator: (any SampleGenerator)? = nil,
    fine: (any FineStage)? = nil, regions: RegionMasks? = nil
  ) throws {
    try configuration.validate()
    guard fine == nil || (configuration.coherence != nil && configuration.gate == nil) else {
      throw SynthesisError.invalidConfiguration(
        name: "fine", reason: "a fine stage follows the coarse one, and there is only one of it")
    }
    self.configuration = configuration
    self.regions = regions
    fineFingerprint = fine?.fingerprint
    let generator = generator ?? MechanismGenerator(configuration)
    let threshold = configuration.visibilityThreshold
    self.generator =
      configuration.coherence.map {
        let gate = configuration.gate.map { WaveletGate($0, visibilityThreshold: threshold) }
        return CoherentGenerator(
          generator, stage: CoarseStage($0, visibilityThreshold: threshold), fine: fine ?? gate)
      } ?? generator
  }

  /// The sample of one index, in memory.
  /// - Throws: `SynthesisError`, or `ImagingError` where the photograph cannot be read.
  public func sample(_ index: Int, photographs: [DatasetItem], seed: UInt64) throws -> SyntheticSample {
    guard !photographs.isEmpty else { throw SynthesisError.noPhotographs }
    let plan = plan(index, photographs: photographs.count, seed: seed)
    let item = photographs[plan.photograph]
    return try sample(plan, source: item.id, surface: surface(of: item, among: photographs))
  }

  /// A sample of one family, in memory.
  /// - Parameters:
  ///   - family: one of the generator's families.
  ///   - source: name of the surface, for the record.
  /// - Throws: `SynthesisError.nothingVisible` where no attempt gave a defect that can be seen; `PhysicsError`.
  public func sample(
    of family: String, on surface: Surface, named source: String, seed: UInt64
  ) throws -> SyntheticSample {
    precondition(generator.families.contains(family), "\(generator.name) has no family \(family)")
    return try sample(Plan(index: 0, photograph: 0, family: family, seed: seed >> 11), source: source, surface: surface)
  }

  /// The surface of a photograph, resized as configured.
  /// - Parameter photographs: good ones of the same product, which show together what the product is and what lies around
  ///   it; nil to judge by this one alone.
  /// - Throws: `ImagingError` where one cannot be read; `SynthesisError.noRoom` where its region leaves too few pixels of
  ///   the product.
  public func surface(of item: DatasetItem, among photographs: [DatasetItem]? = nil) throws -> Surface {
    let image = try read(item)
    var foreground = configuration.foregroundAware ? try product(in: image, among: photographs) : nil
    if let region = try regions?.mask(of: item).resized(width: image.width, height: image.height, rule: .majority) {
      foreground = foreground?.intersection(region) ?? region
      let (area, needed) = (
        foreground?.area ?? 0, Int(Double(configuration.leastArea) / configuration.greatestArea) + 1
      )
      guard area >= needed else { throw SynthesisError.noRoom(source: item.id, area: area, needed: needed) }
    }
    return try Surface(image: image, foreground: foreground, pixelPitch: configuration.pixelPitch)
  }

  private func read(_ item: DatasetItem) throws -> Image {
    let image = try item.readImage()
    if let side = configuration.side { return image.resized(width: side, height: side) }
    return configuration.longestSide.map { image.shrunk(to: $0) } ?? image
  }

  private func product(in image: Image, among photographs: [DatasetItem]?) throws -> Mask {
    guard let photographs else { return Foreground.estimate(image) }
    return try finders.finder(of: photographs, read: read).product(in: image)
  }

  /// What is fixed about a sample before anything is drawn.
  struct Plan: Sendable {
    let index: Int
    let photograph: Int
    let family: String
    let seed: UInt64
    var isSpoiled = false

    var id: String { String(format: "%06d", index) }
  }

  /// Photographs and families are dealt like cards, each from its own shuffled pack, so that all of them are used
  /// equally often and every photograph meets every family.
  /// - Parameter drawing: 0 for the first drawing; others make another sample of the same family and photograph.
  func plan(_ index: Int, photographs count: Int, seed: UInt64, drawing: Int = 0) -> Plan {
    func deal(_ pack: String, _ size: Int) -> Int {
      var stream = RandomStream(seed: seed, key: "deal \(pack)").split(index / size)
      return stream.shuffled(0..<size)[index % size]
    }
    let first = RandomStream(seed: seed, key: "sample").split(index)
    var own = drawing == 0 ? first : first.split("drawing").split(drawing)
    let spoiled = Int((100 * (configuration.spoiledShare ?? 0)).rounded())
    return Plan(
      index: index, photograph: deal("photographs", count),
      family: generator.families[deal("families", generator.families.count)], seed: own.next() >> 11,
      isSpoiled: deal("spoiled samples \(drawing)", 100) < spoiled)
  }

  func sample(_ plan: Plan, source: String, surface: Surface) throws -> SyntheticSample {
    let root = RandomStream(seed: plan.seed, key: plan.family)
    for attempt in 0..<Self.attempts {
      var stream = root.split(attempt)
      let insistence = min(1, Double(attempt) / Double(Self.faithfulAttempts))
      let family = family(plan, attempt)
      let generated = try generator.generate(family: family, on: surface, insistence: insistence, using: &stream)
      if let generated, accepts(generated.rendering, surface) {
        let sample = pack(generated, family, plan, source)
        return plan.isSpoiled ? spoiled(sample, on: surface) : sample
      }
    }
    throw SynthesisError.nothingVisible(source: source, attempts: Self.attempts)
  }

  /// The planned family; towards the end the others, since some cannot be seen on some pictures (a dent in black).
  private func family(_ plan: Plan, _ attempt: Int) -> String {
    guard attempt >= Self.faithfulAttempts, let planned = generator.families.firstIndex(of: plan.family) else {
      return plan.family
    }
    return generator.families[(planned + attempt - Self.faithfulAttempts + 1) % generator.families.count]
  }

  private func accepts(_ rendering: Rendering, _ surface: Surface) -> Bool {
    let area = rendering.mask.area
    return rendering.contrast >= configuration.leastContrast(on: surface)
      && area >= configuration.leastArea
      && Double(area) <= configuration.greatestArea * Double(surface.foregroundArea)
  }

  private func pack(
    _ generated: GeneratedDefect, _ family: String, _ plan: Plan, _ source: String
  ) -> SyntheticSample {
    let rendering = generated.rendering
    var parameters = generated.parameters
    parameters["contrast"] = rendering.contrast
    let label = generator.label(of: family)
    let record = SampleRecord(
      id: plan.id, seed: plan.seed, source: source, family: label.family, parameters: parameters,
      image: "images/\(plan.id).png", mask: "masks/\(plan.id).png", area: rendering.mask.area, type: label.type,
      coverage: configuration.writesCoverage ? "coverage/\(plan.id).png" : nil,
      decoy: generated.decoy.map { _ in "decoys/\(plan.id).png" })
    return SyntheticSample(
      image: rendering.image, mask: rendering.mask, coverage: rendering.coverage, record: record,
      trace: generated.trace, decoy: generated.decoy)
  }

  /// The sample spoiled in the first of the standard ways, in random order, that fits it.
  private func spoiled(_ sample: SyntheticSample, on surface: Surface) -> SyntheticSample {
    let sound = ComparedSample(
      image: sample.image, mask: sample.mask, photograph: surface.image, foreground: surface.foreground)
    var stream = RandomStream(seed: sample.record.seed, key: "spoiling")
    for kind in stream.shuffled(Spoiling.standard) {
      guard let spoiled = kind.spoil(sound, using: &stream) else { continue }
      var record = sample.record
      (record.spoiling, record.area) = (kind.rawValue, spoiled.mask.area)
      record.parameters["contrast"] = spoiled.contrast
      let coverage = Plane(
        width: spoiled.mask.width, height: spoiled.mask.height, values: spoiled.mask.values.map(Float.init))
      return SyntheticSample(
        image: spoiled.image, mask: spoiled.mask, coverage: coverage, record: record, decoy: sample.decoy)
    }
    return sample
  }
}
