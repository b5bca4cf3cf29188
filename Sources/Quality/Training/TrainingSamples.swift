import Datasets
import Foundation
import Imaging
import Randomness
import Synthesis

/// Sound samples on a product's photographs and spoiled ones made of them, as evidence.
struct TrainingSamples {
  /// What was measured of one sample.
  struct Entry {
    let evidence: Evidence
    /// How good the sample is, 0…1.
    let target: Double
    /// The photograph it was made of, by number; nil for a sample that somebody has decided on.
    let photograph: Int?
    /// How often the sample counts.
    let weight: Double
  }

  private(set) var entries: [Entry] = []

  /// Photographs whose samples are in memory together.
  private static let batch = 4

  /// - Throws: `SynthesisError`, `ImagingError`, `PhysicsError`; `QualityError.cancelled`.
  init(
    on photographs: [DatasetItem], by synthesizer: SampleSynthesizer, _ configuration: QualityConfiguration,
    seed: UInt64, embedding: DefectEmbedding, progress: (QualityProgress) -> Void, isCancelled: () -> Bool
  ) throws {
    var stream = RandomStream(seed: seed, key: "quality/photographs")
    let chosen = Array(stream.shuffled(photographs).prefix(configuration.photographs))
    let each = (configuration.samples + chosen.count - 1) / chosen.count
    for start in stride(from: 0, to: chosen.count, by: Self.batch) {
      if isCancelled() { throw QualityError.cancelled }
      let range = start..<min(chosen.count, start + Self.batch)
      let graded = try concurrentMap(Array(range)) { number in
        try Self.samples(each, on: chosen[number], among: photographs, by: synthesizer, seed: seed)
      }
      let flat = zip(range, graded).flatMap { number, own in own.map { (number, $0) } }
      for (found, (number, graded)) in zip(Evidence.of(flat.map(\.1.sample), embedding: embedding), flat) {
        guard let found else { continue }
        entries.append(Entry(evidence: found, target: graded.target, photograph: number, weight: 1))
      }
      progress(.init(phase: .samples, done: range.upperBound, total: chosen.count))
    }
  }

  /// Adds what somebody has decided on.
  mutating func add(_ decisions: [QualityDecision], weight: Double, embedding: DefectEmbedding) {
    for (found, decision) in zip(Evidence.of(decisions.map(\.sample), embedding: embedding), decisions) {
      guard let found else { continue }
      let target = decision.isAccepted ? 0.97 : 0.03
      entries.append(Entry(evidence: found, target: target, photograph: nil, weight: weight))
    }
  }

  /// Samples of the families in turn, each sound, spoiled, and spoiled to some degree.
  private static func samples(
    _ count: Int, on item: DatasetItem, among photographs: [DatasetItem], by synthesizer: SampleSynthesizer,
    seed: UInt64
  ) throws -> [GradedSample] {
    let surface = try synthesizer.surface(of: item, among: photographs)
    let stream = RandomStream(seed: seed, key: "quality/sample \(item.id)")
    var order = stream.split("families")
    let families = order.shuffled(synthesizer.generator.families)
    return try (0..<count).flatMap { index -> [GradedSample] in
      var own = stream.split(index)
      let made: SyntheticSample
      do {
        made = try synthesizer.sample(
          of: families[index % families.count], on: surface, named: item.id, seed: own.next())
      } catch SynthesisError.nothingVisible {
        return []
      }
      let sound = ComparedSample(
        image: made.image, mask: made.mask, photograph: surface.image, foreground: surface.foreground)
      let spoiled = [true, false].compactMap { SpoilingLesson.spoiled(sound, gross: $0, using: &own) }
      return [SpoilingLesson.sound(sound)] + spoiled
    }
  }
}
