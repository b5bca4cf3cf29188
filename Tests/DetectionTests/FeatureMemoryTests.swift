import Detection
import Testing
import Torch

@Suite struct FeatureMemoryTests {
  private static let (images, grid, size, channels) = (3, 4, 50, 9)

  /// The nearest row and its distance for every position, by looking at all.
  private static func bruteForce(
    _ memory: Tensor, _ query: Tensor, allowed: (Int, Int) -> Bool
  ) -> [(Int, Double)] {
    let rows = memory.array(of: Float.self)
    let vectors = query.permute(0, 2, 3, 1).contiguous().array(of: Float.self)
    return (0..<images * grid * grid).map { position in
      (0..<size).filter { allowed(position / (grid * grid), $0) }.map { row in
        let squares = (0..<channels).reduce(0.0) {
          let difference = Double(vectors[position * channels + $1] - rows[row * channels + $1])
          return $0 + difference * difference
        }
        return (row, squares.squareRoot())
      }.min { $0.1 < $1.1 }!
    }
  }

  private static func memory(_ vectors: Tensor, owners: [Int]? = nil, projection: Tensor? = nil) -> FeatureMemory {
    FeatureMemory(
      kind: .contrast, backbone: 0, projection: projection ?? .eye(vectors.shape[1]), originals: vectors,
      owners: owners.map { Tensor($0) })
  }

  @Test(arguments: [false, true])
  func matchesEqualBruteForce(passesOverOwn: Bool) {
    setThreads(1)
    let generator = Generator(seed: 5)
    let vectors = Tensor.randn([Self.size, Self.channels], from: generator)
    let query = Tensor.randn([Self.images, Self.channels, Self.grid, Self.grid], from: generator)
    let owners = (0..<Self.size).map { $0 % 4 }
    let inputs = [2, -1, 0]
    let match = Self.memory(vectors, owners: owners).match(query, passingOver: passesOverOwn ? inputs : nil)
    #expect(match.distances.shape == [Self.images, 1, Self.grid, Self.grid])
    let expected = Self.bruteForce(vectors, query) { image, row in
      !passesOverOwn || owners[row] != inputs[image]
    }
    #expect(match.rows.array(of: Int.self) == expected.map(\.0))
    let distances = match.distances.array(of: Float.self)
    #expect(zip(distances, expected).allSatisfy { abs(Double($0) - $1.1) < 1e-4 })
  }

  @Test func distancesAreThoseAfterTheProjection() {
    setThreads(1)
    let generator = Generator(seed: 7)
    let vectors = Tensor.randn([Self.size, Self.channels], from: generator)
    let query = Tensor.randn([Self.images, Self.channels, Self.grid, Self.grid], from: generator)
    let projection = Tensor.randn([Self.channels, Self.channels], from: generator)
    let match = Self.memory(vectors, projection: projection).match(query)
    let turned = query.permute(0, 2, 3, 1).matmul(projection).permute(0, 3, 1, 2).contiguous()
    let expected = Self.bruteForce(vectors.matmul(projection), turned) { _, _ in true }
    #expect(match.rows.array(of: Int.self) == expected.map(\.0))
    #expect(zip(match.distances.array(of: Float.self), expected).allSatisfy { abs(Double($0) - $1.1) < 1e-3 })
  }

  @Test func aStoredVectorIsFoundAtNoDistance() {
    setThreads(1)
    let query = Tensor.randn([1, 7, 2, 2], from: Generator(seed: 6))
    let match = Self.memory(query.permute(0, 2, 3, 1).reshape(-1, 7).contiguous()).match(query)
    #expect(match.rows.array(of: Int.self) == [0, 1, 2, 3])
    #expect(match.distances.array(of: Float.self).allSatisfy { $0 < 2e-3 })
  }
}

@Suite struct GreedyChoiceTests {
  /// Three tight heaps of very different sizes: a random choice of three would mostly miss the small ones.
  @Test func rareVectorsAreChosenBeforeFrequentOnesAreChosenTwice() {
    setThreads(1)
    let generator = Generator(seed: 3)
    let noise = Tensor.randn([500, 6], from: generator) * 0.01
    let centres = (0..<500).flatMap { index -> [Float] in
      let heap = index < 490 ? 0 : index < 497 ? 1 : 2
      return (0..<6).map { $0 == heap ? 5 : 0 }
    }
    let chosen = GreedyChoice(Tensor(centres, [500, 6]) + noise, count: 3, from: generator).rows()
    let heaps = Set(chosen.map { $0 < 490 ? 0 : $0 < 497 ? 1 : 2 })
    #expect(heaps == [0, 1, 2])
  }

  @Test func ofFewVectorsAllAreKept() {
    let vectors = Tensor.randn([5, 3], from: Generator(seed: 3))
    #expect(GreedyChoice(vectors, count: 8, from: Generator(seed: 1)).rows() == [0, 1, 2, 3, 4])
  }

  /// Putting off comparisons changes nothing: each next vector is the farthest from all before it.
  @Test func eachNextVectorIsTheFarthest() {
    setThreads(1)
    let vectors = Tensor.randn([300, 20], from: Generator(seed: 5))
    let chosen = GreedyChoice(vectors, count: 40, from: Generator(seed: 2)).rows()
    let values = vectors.array(of: Float.self)
    func distance(_ a: Int, _ b: Int) -> Float {
      zip(values[20 * a..<20 * a + 20], values[20 * b..<20 * b + 20]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    var nearest = (0..<300).map { distance($0, chosen[0]) }
    for row in chosen.dropFirst() {
      #expect(nearest[row] >= nearest.max()! * 0.99999)
      for other in 0..<300 { nearest[other] = min(nearest[other], distance(other, row)) }
    }
    #expect(Set(chosen).count == 40)
  }
}

@Suite struct WhiteningTests {
  /// Directions that vary a hundredfold are brought within what the shrinkage leaves.
  @Test func directionsThatVaryLessCountMore() {
    let generator = Generator(seed: 4)
    let scales = Tensor([10, 1, 0.1] as [Float], [1, 3])
    let vectors = Tensor.randn([4000, 3], from: generator) * scales
    let projected = vectors.matmul(Whitening.projection(of: vectors))
    let centred = projected - projected.mean([0], keepDim: true)
    let covariance = (centred.transpose(0, 1).matmul(centred) * (1.0 / 4000)).array(of: Float.self)
    // 0.3 of the mean variance is added to 0.7 of each: (10², 1, 0.1²) become 0.7 v + 0.3 · 33.7.
    for (place, variance) in [(8, 100.0), (4, 1.0), (0, 0.01)] {
      let expected = variance / (0.7 * variance + 0.3 * 33.67)
      #expect(abs(Double(covariance[place]) - expected) < 0.1 * expected)
    }
    #expect([1, 2, 5].allSatisfy { abs(covariance[$0]) < 0.05 })
  }
}
