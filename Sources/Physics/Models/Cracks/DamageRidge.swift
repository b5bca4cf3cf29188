/// The ridge lines of a damage field: chains of elements one element wide, which keep its connections and its tips.
///
/// Elements above a threshold are taken away from the outside, the least damaged first, as long as no connection, end or
/// hole changes (homotopic thinning ordered by the field; compare C. Pudney, CVIU 72 (1998)). What is left lies on the
/// crest. Between diagonal neighbours that also meet over an edge only the edge counts, so junctions make no triangles.
struct DamageRidge {
  /// Elements from end to end of a chain, by number; junctions and tips are shared.
  private(set) var chains: [[Int]] = []
  private let width: Int
  private let height: Int
  /// 1 on the ridge, with a margin of one element; row length `width + 2`.
  private var member: [UInt8]
  private let lane: Int

  /// - Parameter spur: side chains of fewer elements are dropped.
  init(_ damage: [Float], columns: Int, rows: Int, threshold: Float, spur: Int) {
    (width, height, lane) = (columns, rows, columns + 2)
    member = [UInt8](repeating: 0, count: (columns + 2) * (rows + 2))
    var inside: [Int] = []
    for i in damage.indices where damage[i] > threshold { inside.append(i) }
    for i in inside { member[padded(i)] = 1 }
    thin(inside.sorted { damage[$0] == damage[$1] ? $0 < $1 : damage[$0] < damage[$1] })
    // Dropping a spur may join two chains, which may leave another spur.
    for _ in 0..<3 {
      trace()
      guard dropSpurs(shorterThan: spur) else { break }
    }
    trace()
  }

  private func padded(_ i: Int) -> Int { (i / width + 1) * lane + i % width + 1 }

  private func plain(_ p: Int) -> Int { (p / lane - 1) * width + p % lane - 1 }

  private mutating func thin(_ order: [Int]) {
    var left = order.map(padded)
    var changed = true
    while changed {
      changed = false
      left.removeAll { p in
        guard isSimple(p) else { return false }
        member[p] = 0
        changed = true
        return true
      }
    }
  }

  /// The ring of eight neighbours, clockwise from the upper left.
  private var ring: [Int] { [-lane - 1, -lane, -lane + 1, 1, lane + 1, lane, lane - 1, -1] }

  /// Whether an element may go: it is no tip, and its neighbours stay connected without it.
  private func isSimple(_ p: Int) -> Bool {
    var code = 0
    for (bit, offset) in ring.enumerated() where member[p + offset] == 1 { code |= 1 << bit }
    return Self.removable[code]
  }

  /// For each pattern of neighbours: at least two, in one connected group, with ground next to the element (Yokoi's
  /// connectivity number for eight neighbours is 1).
  private static let removable: [Bool] = (0..<256).map { code in
    func open(_ k: Int) -> Int { code >> (k & 7) & 1 == 0 ? 1 : 0 }
    guard code.nonzeroBitCount >= 2 else { return false }
    let connectivity = [1, 3, 5, 7].reduce(0) { $0 + open($1) - open($1) * open($1 + 1) * open($1 + 2) }
    return connectivity == 1
  }

  /// Neighbours along the ridge: over an edge, or over a corner where no edge leads there.
  private func neighbours(_ p: Int) -> [Int] {
    var found: [Int] = []
    for (x, y) in [(1, 0), (-1, 0), (0, 1), (0, -1)] where member[p + x + y * lane] == 1 {
      found.append(p + x + y * lane)
    }
    for (x, y) in [(1, 1), (-1, 1), (1, -1), (-1, -1)] where member[p + x + y * lane] == 1 {
      if member[p + x] == 0, member[p + y * lane] == 0 { found.append(p + x + y * lane) }
    }
    return found
  }

  /// Follows every chain between tips and junctions, then what closed loops are left.
  private mutating func trace() {
    chains = []
    let ridge = member.indices.filter { member[$0] == 1 }
    var used = Set<SIMD2<Int>>()
    var visited = Set<Int>()
    for p in ridge {
      let around = neighbours(p)
      guard around.count != 2 else { continue }
      visited.insert(p)
      if around.isEmpty { chains.append([plain(p)]) }
      for next in around where !used.contains(SIMD2(p, next)) {
        follow(from: p, to: next, &used, &visited)
      }
    }
    for p in ridge where !visited.contains(p) {
      if let next = neighbours(p).first { follow(from: p, to: next, &used, &visited) }
    }
  }

  private mutating func follow(from start: Int, to next: Int, _ used: inout Set<SIMD2<Int>>, _ visited: inout Set<Int>)
  {
    var chain = [start]
    var (previous, current) = (start, next)
    used.insert(SIMD2(start, next))
    while true {
      chain.append(current)
      visited.insert(current)
      let around = neighbours(current)
      guard around.count == 2, current != start else { break }
      let onward = around[0] == previous ? around[1] : around[0]
      (previous, current) = (current, onward)
    }
    used.insert(SIMD2(current, previous))
    chains.append(chain.map(plain))
  }

  /// Takes away short chains that end in a tip on one side only; true where there were any.
  private mutating func dropSpurs(shorterThan least: Int) -> Bool {
    var dropped = false
    for chain in chains where chain.count <= least && chain.count > 1 {
      let (first, last) = (padded(chain[0]), padded(chain[chain.count - 1]))
      let (ends, others) = (neighbours(first).count, neighbours(last).count)
      guard (ends == 1) != (others == 1), max(ends, others) > 2 else { continue }
      for i in chain where padded(i) != (ends == 1 ? last : first) { member[padded(i)] = 0 }
      dropped = true
    }
    return dropped
  }
}
