import Detection
import Testing
import Torch

@Suite struct MemoryBankTests {
  private static let (images, grid, size) = (3, 4, 50)
  private static let channels = [6, 9]

  /// Random vectors of length 1 along a dimension.
  private static func unit(_ shape: [Int], along dim: Int, _ generator: Generator) -> Tensor {
    let x = Tensor.randn(shape, from: generator)
    return x / x.norm([dim], keepDim: true)
  }

  private static func levels(_ generator: Generator) -> (memory: [Tensor], queries: [Tensor]) {
    (
      channels.map { unit([size, $0], along: 1, generator) },
      channels.map { unit([images, $0, grid, grid], along: 1, generator) }
    )
  }

  /// The nearest row and its distance for every position of a level, by looking at all.
  private static func bruteForce(_ memory: Tensor, _ query: Tensor, allowed: (Int, Int) -> Bool) -> [(Int, Double)] {
    let channels = memory.shape[1]
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

  @Test(arguments: [false, true])
  func matchesEqualBruteForce(passesOverOwn: Bool) {
    setThreads(1)
    let (memory, queries) = Self.levels(Generator(seed: 5))
    let owners = (0..<Self.size).map { $0 % 4 }
    let bank = MemoryBank(levels: memory, owners: Tensor(owners))
    let inputs = [2, -1, 0]
    let match = bank.match(queries, passingOver: passesOverOwn ? inputs : nil)
    #expect(match.distances.shape == [Self.images, Self.channels.count, Self.grid, Self.grid])
    for level in Self.channels.indices {
      let expected = Self.bruteForce(memory[level], queries[level]) { image, row in
        !passesOverOwn || owners[row] != inputs[image]
      }
      let distances = match.distances.slice(1, level..<level + 1).contiguous().array(of: Float.self)
      #expect(match.rows[level].array(of: Int.self) == expected.map(\.0))
      #expect(zip(distances, expected).allSatisfy { abs(Double($0) - $1.1) < 1e-4 })
    }
  }

  @Test func aStoredVectorIsFoundAtNoDistance() {
    setThreads(1)
    let generator = Generator(seed: 6)
    let query = Self.unit([1, 7, 2, 2], along: 1, generator)
    let bank = MemoryBank(levels: [query.permute(0, 2, 3, 1).reshape(-1, 7).contiguous()])
    let match = bank.match([query])
    #expect(match.rows[0].array(of: Int.self) == [0, 1, 2, 3])
    #expect(match.distances.array(of: Float.self).allSatisfy { $0 < 2e-3 })
  }
}
