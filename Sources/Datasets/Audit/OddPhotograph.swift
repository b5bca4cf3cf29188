import Foundation
import Imaging

/// A photograph that is not like the others of its set: blank, black, overexposed, broken, of something else.
public struct OddPhotograph: Sendable, Equatable {
  /// The photograph's position in the set.
  public let index: Int
  /// What is odd about it, for a person: "black: mean 0.00 where the others have 0.31 … 0.45".
  public let reason: String

  /// Deviations from the median, in robust standard deviations of the set, from which a photograph is odd. Real sets of
  /// good photographs with sun and shade, paint and several exposures reach 8; other products mostly lie beyond 12.
  static let farOut = 12.0
  /// How many times as far as the farthest of the others: the end of a long tail is not odd.
  static let apart = 1.25
  /// Photographs from which on a set tells what is usual in it.
  static let enough = 8

  /// The odd ones among photographs of one product.
  public static func odd(among photographs: [Image]) -> [OddPhotograph] { odd(in: PhotographSketch.of(photographs)) }

  /// The odd ones among photographs of which there are sketches, in order.
  ///
  /// A photograph of one value is odd in any set whose others are not. The rest needs eight photographs, and concerns a
  /// tenth of them at most: what is as frequent belongs to the product.
  public static func odd(in sketches: [PhotographSketch]) -> [OddPhotograph] {
    let blank = blanks(sketches)
    let others = sketches.indices.filter { blank[$0] == nil }
    var reasons = blank
    if others.count >= enough {
      let outliers = misshapen(sketches, others).merging(strange(sketches, others)) { shape, _ in shape }
      if outliers.count <= max(1, others.count / 10) { reasons.merge(outliers) { first, _ in first } }
    }
    return reasons.sorted { $0.key < $1.key }.map { OddPhotograph(index: $0.key, reason: $0.value) }
  }

  /// Photographs of one value, unless most are.
  private static func blanks(_ sketches: [PhotographSketch]) -> [Int: String] {
    let least = PhotographStatistics.oneCode
    let (blank, others) = sketches.indices.parted { sketches[$0].statistics.contrast < least }
    guard blank.count < others.count else { return [:] }
    let usual = range(others.map { sketches[$0].statistics.brightness })
    return Dictionary(
      uniqueKeysWithValues: blank.map { index in
        let mean = sketches[index].statistics.brightness
        let name = mean < 0.05 ? "black" : mean > 0.95 ? "white" : "blank"
        return (index, "\(name): mean \(number(mean)) where the others have \(usual)")
      })
  }

  /// Photographs of another shape, or much smaller, where nine of ten are of one size.
  private static func misshapen(_ sketches: [PhotographSketch], _ indices: [Int]) -> [Int: String] {
    let bySize = Dictionary(grouping: indices) { SIMD2(sketches[$0].width, sketches[$0].height) }
    guard let (usual, members) = bySize.max(by: { $0.value.count < $1.value.count }),
      members.count * 10 >= indices.count * 9
    else { return [:] }
    var reasons: [Int: String] = [:]
    for (size, members) in bySize where size != usual {
      let shape = abs(log(Double(size.x * usual.y) / Double(size.y * usual.x)))
      let small = size.x * size.y * 4 <= usual.x * usual.y
      guard shape > log(1.25) || small else { continue }
      let kind = size == SIMD2(usual.y, usual.x) ? "turned" : small ? "small" : "of another shape"
      for member in members {
        reasons[member] = "\(kind): \(size.x) × \(size.y) px where the others have \(usual.x) × \(usual.y)"
      }
    }
    return reasons
  }

  /// Photographs one of whose statistics lies far out and apart from those of the others.
  private static func strange(_ sketches: [PhotographSketch], _ indices: [Int]) -> [Int: String] {
    var found: [Int: (distance: Double, reason: String)] = [:]
    for trait in Trait.all {
      let values = indices.map { trait.value(sketches[$0].statistics) }
      let distances = distances(values.map(trait.scaled), floor: trait.floor)
      let (far, near) = values.indices.parted { abs(distances[$0]) > farOut }
      let reach = (low: near.map { -distances[$0] }.max() ?? 0, high: near.map { distances[$0] }.max() ?? 0)
      for position in far {
        let distance = abs(distances[position])
        let isLow = distances[position] < 0
        guard distance > apart * (isLow ? reach.low : reach.high) else { continue }
        guard distance > found[indices[position]]?.distance ?? 0 else { continue }
        let usual = range(near.map { values[$0] })
        found[indices[position]] = (
          distance,
          "\(isLow ? trait.low : trait.high): \(trait.name) \(number(values[position])) where the others have \(usual)"
        )
      }
    }
    return found.mapValues(\.reason)
  }

  /// Deviations from the median in robust standard deviations, `floor` at least.
  private static func distances(_ values: [Double], floor: Double) -> [Double] {
    let median = median(values)
    let spread = max(1.4826 * Self.median(values.map { abs($0 - median) }), floor)
    return values.map { ($0 - median) / spread }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
  }

  private static func range(_ values: [Double]) -> String {
    "\(number(values.min() ?? 0)) … \(number(values.max() ?? 0))"
  }

  private static func number(_ value: Double) -> String {
    String(format: abs(value) < 0.095 && abs(value) >= 0.0005 ? "%.3f" : "%.2f", value)
  }
}

/// A statistic by which photographs are told apart.
private struct Trait: Sendable {
  let name: String
  let low, high: String
  /// The least that counts as a standard deviation, after `scaled`.
  let floor: Double
  let value: @Sendable (PhotographStatistics) -> Double
  /// The scale that deviations are measured on: logarithmic where factors count.
  var scaled: @Sendable (Double) -> Double = { $0 }

  static let all = [
    Trait(name: "mean", low: "dark", high: "bright", floor: 0.02, value: \.brightness),
    Trait(
      name: "deviation", low: "without contrast", high: "of strong contrast", floor: 0.1, value: \.contrast,
      scaled: { log($0 + PhotographStatistics.oneCode) }),
    Trait(
      name: "detail", low: "blurred or empty", high: "full of detail", floor: 0.1, value: \.detail,
      scaled: { log($0 + PhotographStatistics.oneCode / 4) }),
    Trait(name: "red − green", low: "of another colour", high: "of another colour", floor: 0.01, value: \.redness),
    Trait(name: "blue − green", low: "of another colour", high: "of another colour", floor: 0.01, value: \.blueness),
    Trait(name: "share of white", low: "not white", high: "overexposed", floor: 0.02, value: \.white),
    Trait(name: "share of even rows", low: "filled", high: "partly empty", floor: 0.02, value: \.flatRows),
  ]
}

extension Sequence {
  /// The elements that satisfy a condition, and the others.
  fileprivate func parted(_ condition: (Element) -> Bool) -> (yes: [Element], no: [Element]) {
    (filter(condition), filter { !condition($0) })
  }
}
