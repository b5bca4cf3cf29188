import Foundation
import Imaging

/// Which photographs of a set show the same thing: copies, bursts, exposures of one part, overlapping crops of one picture.
///
/// Photographs of aligned products, and repeating patterns, are alike without being the same; so pictures are compared by
/// what remains without the set's mean and its average spectrum (`WhitenedPictures`), at the shift where they agree best,
/// first coarsely (each with each), then, each with those most like it, finely. A pair belongs together where its
/// agreement stands apart from the others of the set by a gap (`limit`). Groups are what is linked by pairs.
///
/// Told are parts that overlap by a fifth at least; not turned, mirrored or rescaled copies. Crops of one picture that do
/// not overlap cannot be told.
public struct PhotographGroups: Sendable, Equatable {
  /// The group of each photograph, numbered from 0 in order of first appearance; most have one of their own.
  public let numbers: [Int]

  /// Positions of photographs that share a group with others, a list for each such group.
  public var shared: [[Int]] {
    Dictionary(grouping: numbers.indices) { numbers[$0] }.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }

  /// Groups among photographs.
  public static func find(_ photographs: [Image]) -> PhotographGroups { find(PhotographSketch.of(photographs)) }

  /// Groups among photographs of which there are sketches, made with one factor.
  public static func find(_ sketches: [PhotographSketch]) -> PhotographGroups {
    var links = Links(count: sketches.count)
    for copies in Dictionary(grouping: sketches.indices, by: { sketches[$0].grey.values }).values {
      for copy in copies.dropFirst() { links.join(copies[0], copy) }
    }
    for pair in alike(sketches.map(\.grey)) { links.join(pair.x, pair.y) }
    return PhotographGroups(numbers: links.numbers())
  }

  /// Pairs of pictures that show the same.
  private static func alike(_ pictures: [Plane]) -> [SIMD2<Int>] {
    let longest = pictures.map { max($0.width, $0.height) }
    // Of fewer than three nothing can be said about how alike pictures of the set are, nor from a handful of pixels.
    guard pictures.count > 2, let smallest = pictures.map({ min($0.width, $0.height) }).min(), smallest >= 16
    else { return [] }
    let many = pictures.count > 512
    let coarse = reduced(pictures, longest, to: many ? 32 : 64, band: WhitenedPictures.coarseBand)
    let pairs = nearest(in: coarse)
    let fine = reduced(pictures, longest, to: many ? 128 : 256, band: WhitenedPictures.band)
    let agreements = agreements(of: pairs, in: fine)
    let few = pictures.count < WhitenedPictures.enoughForMean
    let limit = few ? certain : limit(agreements, others: Self.agreements(of: apart(pictures.count), in: fine))
    return zip(pairs, agreements).filter { $1 >= limit }.map(\.0)
  }

  private static func agreements(of pairs: [SIMD2<Int>], in pictures: WhitenedPictures) -> [Float] {
    let piece = 32
    return concurrentMap((pairs.count + piece - 1) / piece) { number in
      let search = ShiftSearch(pictures)
      return pairs[number * piece..<min(pairs.count, (number + 1) * piece)].map { search.agreement($0.x, $0.y) }
    }.flatMap { $0 }
  }

  /// Each picture with one half the set away: pairs that say how alike pictures of the set are as a rule.
  private static func apart(_ count: Int) -> [SIMD2<Int>] { (0..<count).map { SIMD2($0, ($0 + count / 2) % count) } }

  private static func reduced(
    _ pictures: [Plane], _ longest: [Int], to side: Int, band: ClosedRange<Double>
  ) -> WhitenedPictures {
    let factor = PhotographSketch.factor(sizes: longest, to: side)
    let small = concurrentMap(pictures) { $0.reduced(by: factor).middle(side) }
    let frame = FourierLength.fast(atLeast: small.map { max($0.width, $0.height) }.max() ?? side)
    return WhitenedPictures(small, side: frame, band: band)
  }

  /// Each picture with the eight that agree with it best; in sets of more than 1,024 among those at most 512 places away,
  /// as bursts and crops lie beside one another.
  private static func nearest(in pictures: WhitenedPictures) -> [SIMD2<Int>] {
    let count = pictures.extents.count
    let reach = count > 1024 ? 512 : count
    let rows = concurrentMap(count) { i in
      let search = ShiftSearch(pictures)
      return (i + 1..<max(i + 1, min(count, i + 1 + reach))).map { search.agreement(i, $0) }
    }
    var best = [[(agreement: Float, other: Int)]](repeating: [], count: count)
    for (i, row) in rows.enumerated() {
      for (offset, agreement) in row.enumerated() {
        best[i].append((agreement, i + 1 + offset))
        best[i + 1 + offset].append((agreement, i))
      }
    }
    let pairs = best.enumerated().flatMap { i, others in
      others.sorted { $0.agreement > $1.agreement }.prefix(8).map { SIMD2(min(i, $0.other), max(i, $0.other)) }
    }
    return Set(pairs).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
  }

  /// Agreement from which a pair is one, whatever the others are like.
  static let certain: Float = 0.9

  /// Agreement from which a pair shows the same: the smallest from 0.4 on below which, for 0.15, there is next to nothing
  /// (at most a twentieth of the pairs above). What is alike because products are leaves no such gap. A few pairs alone may
  /// be parts that happen to lie alike; they have to reach 0.6. Where any two photographs agree, the gap is to lie above
  /// that.
  ///
  /// - Parameters:
  ///   - agreements: of pairs that may show the same.
  ///   - others: of one pair for each photograph, of which hardly any does.
  static func limit(_ agreements: [Float], others: [Float]) -> Float {
    let usual = others.sorted()[others.count * 9 / 10]
    for hundredths in 40..<90 where Float(hundredths) / 100 >= usual + 0.15 {
      let limit = Float(hundredths) / 100
      let above = agreements.count { $0 >= limit }
      let below = agreements.count { $0 >= limit - 0.15 && $0 < limit }
      let isPlain = limit >= 0.6 || above >= max(3, others.count / 20)
      if isPlain, below * 20 <= above { return limit }
    }
    return max(certain, 1 - (1 - usual) / 4)
  }
}

/// Sets that are joined pair by pair.
private struct Links {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (root(a), root(b))
    parents[max(a, b)] = min(a, b)
  }

  private mutating func root(_ index: Int) -> Int {
    var index = index
    while parents[index] != index {
      parents[index] = parents[parents[index]]
      index = parents[index]
    }
    return index
  }

  mutating func numbers() -> [Int] {
    var numbers: [Int: Int] = [:]
    return parents.indices.map { index in
      let root = root(index)
      let number = numbers[root] ?? numbers.count
      numbers[root] = number
      return number
    }
  }
}
