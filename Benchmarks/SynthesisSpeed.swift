import Datasets
import Foundation
import Imaging
import Physics
import ProductLine
import Synthesis

/// Samples a second of each family: photographs read, defects made and drawn, pictures and masks written, all cores.
///
/// Beside it stands the same cores' time for encoding those pictures and masks as PNG and nothing else, which no
/// generator can beat.
struct SynthesisSpeed {
  /// Side of the pictures, px.
  static let side = 512
  /// Samples a second that procedural families must reach each, and those that solve equations on average.
  static let required: [(group: DefectFamily.Group, rate: Double)] = [(.procedural, 20), (.pde, 3)]

  private let families: [DefectFamily]
  private let folder: URL
  private let photographs: [DatasetItem]

  /// - Throws: `BenchmarkError` for a name that is no family; `ImagingError` where photographs cannot be written.
  init(families names: [String]) throws {
    families = try names.map { name in
      guard let family = DefectFamily(rawValue: name) else {
        let known = DefectFamily.allCases.map(\.rawValue).joined(separator: ", ")
        throw BenchmarkError("no family named \(name); there are \(known)")
      }
      return family
    }
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("blemish-bench-\(UUID().uuidString)")
    let counts = ProductLine.Counts(train: 4, testGood: 0, testDefective: 0)
    photographs = try Product.allCases.flatMap { product in
      let data = try ProductLine(product, seed: 1, size: Self.side).write(to: root, counts: counts)
      return try Dataset.open(data).train
    }
    folder = root
  }

  /// Measures and prints every family, then the means of the groups.
  /// - Parameter count: samples of each family.
  func run(count: Int = 32) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    print("\(Self.side) x \(Self.side) px, \(cores) cores      samples/s   core-ms a sample   of it PNG alone")
    var rates: [DefectFamily: Double] = [:]
    for family in families {
      let time = try measure(family, count)
      rates[family] = Double(count) / time.wall
      let numbers = String(
        format: "%12.1f %16.1f %16.0f %%", Double(count) / time.wall, 1000 * time.cores / Double(count),
        100 * time.encoding / time.cores)
      print(family.rawValue.padding(toLength: 26, withPad: " ", startingAt: 0) + numbers)
    }
    for (group, rate) in Self.required {
      let members = group.families.compactMap { rates[$0] }
      guard !members.isEmpty else { continue }
      // Samples are dealt evenly to families, so times are what adds up.
      let mean = Double(members.count) / members.reduce(0) { $0 + 1 / $1 }
      let verdict = mean >= rate ? "reaches" : "BELOW"
      print(String(format: "%@: %.1f samples/s on average, %@ %.0f", group.rawValue, mean, verdict, rate))
    }
  }

  /// Seconds for `count` samples: by the clock, of all cores together, and of these for PNG alone.
  private func measure(_ family: DefectFamily, _ count: Int) throws -> (wall: Double, cores: Double, encoding: Double) {
    var configuration = SynthesisConfiguration()
    configuration.families = [family]
    let synthesizer = try SampleSynthesizer(configuration)
    let target = folder.appendingPathComponent(family.rawValue)
    let (start, startOfCores) = (ContinuousClock.now, Self.coreSeconds)
    let set = try synthesizer.synthesize(photographs: photographs, count: count, seed: 1, to: target)
    let (wall, cores) = ((ContinuousClock.now - start) / .seconds(1), Self.coreSeconds - startOfCores)
    let pictures = try set.records.flatMap { [$0.image, $0.mask] }.map { try Image.read(set.url($0)) }
    let startOfEncoding = Self.coreSeconds
    for picture in pictures { _ = try picture.pngData() }
    return (wall, cores, Self.coreSeconds - startOfEncoding)
  }

  /// What this process has taken from all cores so far, s.
  private static var coreSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
