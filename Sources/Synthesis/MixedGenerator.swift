import Physics
import Randomness

/// Several generators that take turns by shares.
public struct MixedGenerator: SampleGenerator {
  /// The parts' names with their shares.
  public let name: String
  /// The parts' kinds, each as often as its part's share asks for.
  public let families: [String]
  private let parts: [any SampleGenerator]
  private let owners: [String: Int]
  /// Most cards in the pack that families are dealt from.
  private static let greatestPack = 2000

  /// A mixture.
  /// - Parameter parts: generators with their shares of the samples, above 0; they are divided by their sum.
  /// - Throws: `SynthesisError.invalidConfiguration` where a share has no meaning, or two parts have a kind in common.
  public init(_ parts: [(generator: any SampleGenerator, share: Double)]) throws {
    guard !parts.isEmpty, parts.allSatisfy({ $0.share > 0 && $0.share.isFinite }) else {
      throw SynthesisError.invalidConfiguration(name: "mix", reason: "every share is a number above 0")
    }
    let total = parts.reduce(0) { $0 + $1.share }
    var owners: [String: Int] = [:]
    for (index, part) in parts.enumerated() {
      for family in part.generator.families where owners.updateValue(index, forKey: family) != nil {
        throw SynthesisError.invalidConfiguration(name: "mix", reason: "\(family) is of two of the generators")
      }
    }
    let copies = Self.copies(parts.map { ($0.generator.families.count, $0.share / total) })
    families = (0..<(copies.max() ?? 1)).flatMap { round in
      zip(parts, copies).flatMap { part, count in round < count ? part.generator.families : [] }
    }
    (self.parts, self.owners) = (parts.map(\.generator), owners)
    name = parts.map { "\($0.generator.name):\($0.share / total)" }.joined(separator: ",")
  }

  /// One sample of a family by the generator whose family it is.
  public func generate(
    family: String, on surface: Surface, insistence: Double, using stream: inout RandomStream
  ) throws -> GeneratedDefect? {
    try owner(family).generate(family: family, on: surface, insistence: insistence, using: &stream)
  }

  /// What the family's generator calls it.
  public func label(of family: String) -> SampleLabel { owner(family).label(of: family) }

  /// What any of the parts has learned from.
  public var learnedFrom: [String] { Array(Set(parts.flatMap(\.learnedFrom))).sorted() }

  private func owner(_ family: String) -> any SampleGenerator {
    guard let index = owners[family] else { preconditionFailure("\(family) is of none of the generators") }
    return parts[index]
  }

  /// How often the families of each part are in the pack, so that the parts have their shares to a thousandth, or as
  /// near as can be.
  private static func copies(_ parts: [(families: Int, share: Double)]) -> [Int] {
    func error(_ copies: [Int]) -> Double {
      let counts = zip(copies, parts).map { Double($0 * $1.families) }
      let total = counts.reduce(0, +)
      return zip(counts, parts).map { abs($0 / total - $1.share) }.max() ?? 0
    }
    var best = parts.map { _ in 1 }
    for size in 1...greatestPack {
      let copies = parts.map { max(1, Int((Double(size) * $0.share / Double($0.families)).rounded())) }
      if error(copies) < error(best) { best = copies }
      if error(best) < 1e-3 { break }
    }
    return best
  }
}
