import Datasets
import Foundation
import Physics
import ProductLine
import Randomness
import Refinement
import Synthesis

/// What the fine stages cost, in time of cores, which other programs do not disturb: a sample of 256 × 256 px, and the
/// training of the network.
struct RefinementSpeed {
  /// Side of the pictures, px.
  private static let side = 256
  /// Greatest core time a sample may take, ms, and the training, s.
  private static let allowed = (sample: 60.0, training: 300.0)

  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "blemish-bench-\(UUID().uuidString)")

  /// Measures and prints.
  /// - Throws: what rendering, writing and reading photographs, making defects and training throw.
  func run() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let counts = ProductLine.Counts(train: 12, testGood: 0, testDefective: 0)
    let data = try ProductLine(.denim, seed: 1, size: Self.side).write(to: folder, counts: counts)
    let photographs = try Dataset.open(data).train
    let synthesizer = try SampleSynthesizer()
    let start = Self.coreSeconds
    let network = try FineNetwork.train(on: photographs, synthesizer: synthesizer, coherence: .init(), seed: 1)
    let training = Self.coreSeconds - start
    let pairs = try renderings(synthesizer.surface(of: photographs[0]), synthesizer.generator)
    print("\(Self.side) x \(Self.side) px, core time           median       greatest")
    for stage in [WaveletGate(), network] as [any FineStage] {
      let times = pairs.map { pair -> Double in
        let start = Self.coreSeconds
        _ = stage.refine(pair.coherent, pasted: pair.pasted, on: pair.surface)
        return 1000 * (Self.coreSeconds - start)
      }
      let verdict = median(times) <= Self.allowed.sample ? "within" : "ABOVE"
      let name = stage.name.padding(toLength: 26, withPad: " ", startingAt: 0)
      print(
        name
          + String(
            format: "%9.1f ms %9.1f ms   %@ %.0f ms", median(times), times.max() ?? 0, verdict, Self.allowed.sample))
    }
    let verdict = training <= Self.allowed.training ? "within" : "ABOVE"
    print(String(format: "training of the network   %9.1f s    %@ %.0f s", training, verdict, Self.allowed.training))
  }

  /// What this process has taken from all cores so far, s.
  private static var coreSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

  /// Defects of the standard families before and after the coarse stage.
  private func renderings(
    _ surface: Surface, _ generator: any SampleGenerator
  ) throws -> [(surface: Surface, pasted: Rendering, coherent: Rendering)] {
    let stage = CoarseStage()
    return try (0..<35).compactMap { index in
      var stream = RandomStream(seed: 1, key: "fine speed").split(index)
      let family = generator.families[index % generator.families.count]
      guard let drawn = try generator.generate(family: family, on: surface, insistence: 0.5, using: &stream),
        let coherent = stage.refine(drawn.rendering, on: surface)
      else { return nil }
      return (surface, drawn.rendering, coherent)
    }
  }
}
