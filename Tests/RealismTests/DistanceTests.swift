import Foundation
import Randomness
import Realism
import Testing

/// What scipy, scikit-learn and numpy computed, by `tools/golden/realism.py`.
private struct Golden: Decodable {
  struct Transport: Decodable {
    let a, b: [[Double]]
    let distance: Double
  }
  struct Features: Decodable {
    let a, b: [[Double]]
    let frechet, kernel: Double
  }
  let wasserstein: [Transport]
  let features: Features

  static func read() throws -> Golden {
    let url = try #require(Bundle.module.url(forResource: "Golden/realism", withExtension: "json"))
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
  }
}

@Suite struct DistanceTests {
  @Test func distancesEqualThoseOfScipy() throws {
    let golden = try Golden.read()
    for transport in golden.wasserstein {
      let (a, b) = (Distribution(transport.a), Distribution(transport.b))
      #expect(abs(try #require(a.wasserstein(to: b)) - transport.distance) < 1e-12)
      #expect(abs(try #require(b.wasserstein(to: a)) - transport.distance) < 1e-12)
    }
    let real = FeatureCloud(golden.features.a)
    let (u, v) = (real.standardised(by: real), FeatureCloud(golden.features.b).standardised(by: real))
    let frechet = FrechetDistance(from: u)(to: v)
    #expect(abs(frechet - golden.features.frechet) < 1e-9 * golden.features.frechet)
    let kernel = try #require(KernelDistance(from: u, to: v)())
    #expect(abs(kernel - golden.features.kernel) < 1e-9 * abs(golden.features.kernel))
  }

  @Test func drawingAPictureTwiceIsHavingItTwice() throws {
    let (a, b) = ([[1.0, 2], [4], [7, 8, 9]], [[2.0], [3, 5]])
    let drawn = try #require(Distribution(a).wasserstein(to: Distribution(b), counts: [2, 0, 1], otherCounts: [1, 2]))
    let had = Distribution([a[0], a[0], a[2]]).wasserstein(to: Distribution([b[0], b[1], b[1]]))
    #expect(abs(drawn - (try #require(had))) < 1e-12)
    #expect(Distribution(a).wasserstein(to: Distribution([[]])) == nil)
  }

  @Test func spreadIsTheDistanceToTheMedian() throws {
    let distribution = Distribution([[1], [2], [3], [10]])
    let median = try #require(distribution.quantile(0.5))
    #expect(median == 2)
    #expect(distribution.spread == distribution.wasserstein(to: Distribution([[median]])))
  }

  @Test func theFrechetDistanceOfNormalsIsTheClosedForm() {
    // Diagonal covariances: Σ (μ₁ − μ₂)² + (σ₁ − σ₂)².
    var stream = RandomStream(seed: 8, key: "normals")
    let deviations = [(1.0, 2.0), (3, 3), (0.5, 1.5)]
    let first = (0..<20_000).map { _ in deviations.map { stream.normal(deviation: $0.0) } }
    let second = (0..<20_000).map { _ in deviations.map { stream.normal(mean: 1, deviation: $0.1) } }
    let expected = deviations.reduce(0) { $0 + 1 + pow($1.0 - $1.1, 2) } / 3
    let found = FrechetDistance(from: FeatureCloud(first))(to: FeatureCloud(second))
    #expect(abs(found - expected) < 0.03 * expected)
  }

  @Test func varietyIsMeasuredAmongSamplesThatResembleOneDefect() throws {
    let distance = IntraClusterDistance(centres: [[0, 0], [10, 0], [50, 50]])
    // Around the first centre pairs at 1, 4 and 5; around the second one pair at 4; nothing near the third.
    let samples: [[Float]] = [[0, 0], [10, 1], [1, 0], [0, 2], [10, -1]]
    let found: Double = try #require(distance(of: samples))
    let expected: Double = (10.0 / 3 + 4) / 2
    #expect(abs(found - expected) < 1e-6)
    let (copies, strangers): ([[Float]], [[Float]]) = ([[0, 1], [0, 1], [0, 1]], [[0, 1], [10, 0]])
    #expect(distance(of: copies) == 0)
    #expect(distance(of: strangers) == nil, "no pair")
  }

  @Test func theKernelDistanceIsUnbiased() throws {
    var stream = RandomStream(seed: 9, key: "clouds")
    let distances = try (0..<200).map { _ in
      let clouds = (0..<2).map { _ in FeatureCloud((0..<12).map { _ in (0..<4).map { _ in stream.normal() } }) }
      return try #require(KernelDistance(from: clouds[0], to: clouds[1])())
    }
    let mean = distances.reduce(0, +) / 200
    let deviation = (distances.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 199).squareRoot()
    #expect(abs(mean) < 3 * deviation / 200.0.squareRoot())
    #expect(distances.contains { $0 < 0 })
  }

  @Test func repeatedVectorsAddNoBias() throws {
    // Drawing with repetition must not count a vector's likeness with itself.
    let cloud = FeatureCloud([[1, 0], [0, 1], [3, 3]])
    let distance = KernelDistance(from: cloud, to: cloud)
    let drawn = try #require(distance(counts: [2, 1, 0], referenceCounts: [1, 1, 1]))
    // (x·y/2 + 1)³ is 27/8 for the first two with themselves, 1 for one with the other, 125/8 for either with the third.
    let (own, other, third) = (3.375, 1.0, 15.625)
    let ofReference = (other + 2 * third) / 3
    let between = (2 * (own + other + third) + (other + own + third)) / 9
    #expect(abs(drawn - (other + ofReference - 2 * between)) < 1e-12)
    #expect(distance(counts: [3, 0, 0]) == nil)
  }
}
