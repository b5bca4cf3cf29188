import Torch

/// A few vectors that lie near all others: each next one is the farthest from those chosen (Sener and Savarese, ICLR 2018;
/// for patches Roth et al., "PatchCore", CVPR 2022).
///
/// Random vectors are mostly of what is frequent; a part that turns, or a rare but good patch, then has no neighbour.
/// Distances to what is chosen only ever fall, so a vector is compared with later choices only when its old distance
/// would make it the next one ("lazy greedy": Minoux, Optimization Techniques 1978): most are never looked at again.
package struct GreedyChoice: Sendable {
  /// Distances are taken in this many random projections.
  private static let projections = 48

  /// `[P, projections]`.
  private let points: [Float]
  private let total: Int
  private let count: Int
  private let first: Int

  /// - Parameters:
  ///   - vectors: `[P, C]`.
  ///   - count: how many are to be chosen.
  package init(_ vectors: Tensor, count: Int, from generator: Generator) {
    (total, self.count) = (vectors.shape[0], min(count, vectors.shape[0]))
    guard self.count < total else {
      (points, first) = ([], 0)
      return
    }
    // Vectors of fewer channels keep their distances.
    let channels = vectors.shape[1]
    let directions =
      channels > Self.projections
      ? Tensor.randn([channels, Self.projections], from: generator) * (1 / Double(Self.projections).squareRoot())
      : Tensor.eye(Self.projections).slice(0, 0..<channels)
    points = vectors.matmul(directions.to(vectors.device)).array(of: Float.self)
    first = Tensor.randint(0..<total, [1], from: generator).array(of: Int.self)[0]
  }

  /// The rows in the order of their choice; all where there are no more.
  package func rows() -> [Int] {
    guard count < total else { return Array(0..<total) }
    var chosen = [first]
    chosen.reserveCapacity(count)
    var queue = FarthestFirst(total)
    // Those chosen, side by side.
    var centres = [Float](repeating: 0, count: count * Self.projections)
    points.withUnsafeBufferPointer { points in
      centres.withUnsafeMutableBufferPointer { centres in
        func add(_ row: Int) {
          let (from, to) = (row * Self.projections, (chosen.count - 1) * Self.projections)
          for i in 0..<Self.projections { centres[to + i] = points[from + i] }
        }
        add(first)
        while chosen.count < count {
          let row = queue.farthest
          if queue.compared[row] == chosen.count {
            chosen.append(row)
            add(row)
          } else {
            queue.compare(row, with: chosen.count) { centre in
              Self.square(
                points.baseAddress! + row * Self.projections, centres.baseAddress! + centre * Self.projections)
            }
          }
        }
      }
    }
    return chosen
  }

  /// The square of the distance of two points.
  @inline(__always)
  private static func square(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Float {
    var sum = SIMD16<Float>.zero
    for i in stride(from: 0, to: projections, by: 16) {
      let difference =
        UnsafeRawPointer(a + i).loadUnaligned(as: SIMD16<Float>.self)
        - UnsafeRawPointer(b + i).loadUnaligned(as: SIMD16<Float>.self)
      sum += difference * difference
    }
    return sum.sum()
  }
}

/// Points by what is known of their distances to the centres, the greatest first, of equal ones the first.
private struct FarthestFirst {
  /// For each point, the centres that it has been compared with.
  private(set) var compared: [Int]
  /// For each point, the square of the distance to the nearest of those.
  private var nearest: [Float]
  /// The points as a binary heap.
  private var heap: [Int]

  init(_ count: Int) {
    compared = [Int](repeating: 0, count: count)
    nearest = [Float](repeating: .infinity, count: count)
    heap = Array(0..<count)
  }

  var farthest: Int { heap[0] }

  /// Compares the farthest point with centres that it has not been compared with, until another is farther.
  mutating func compare(_ row: Int, with centres: Int, square: (Int) -> Float) {
    precondition(row == heap[0], "the farthest point")
    var runnerUp = -Float.infinity
    for child in 1..<min(3, heap.count) { runnerUp = max(runnerUp, nearest[heap[child]]) }
    var (next, least) = (compared[row], nearest[row])
    while next < centres, least >= runnerUp {
      least = min(least, square(next))
      next += 1
    }
    (compared[row], nearest[row]) = (next, least)
    sink()
  }

  /// Whether a point is to be chosen before another.
  private func precedes(_ a: Int, _ b: Int) -> Bool { (nearest[a], b) > (nearest[b], a) }

  private mutating func sink() {
    let row = heap[0]
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, precedes(heap[child + 1], heap[child]) { child += 1 }
      guard precedes(heap[child], row) else { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = row
  }
}
