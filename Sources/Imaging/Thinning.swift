extension Mask {
  /// The mask thinned to lines one pixel wide that keep its connectivity (by edges and corners) and its ends.
  ///
  /// Pixels are peeled off in two alternating parallel passes until none can go. What lies beyond the image's border
  /// counts as unset. Source: Guo and Hall, "Parallel thinning with two-subiteration algorithms", CACM 32(3), 1989.
  public func thinned() -> Mask {
    // A frame of unset pixels spares every test for the border.
    let stride = width + 2
    var cells = [UInt8](repeating: 0, count: stride * (height + 2))
    for y in 0..<height {
      for x in 0..<width { cells[(y + 1) * stride + x + 1] = values[y * width + x] }
    }
    var live = cells.indices.filter { cells[$0] != 0 }
    var doomed: [Int] = []
    var isChanged = true
    while isChanged {
      isChanged = false
      for table in [GuoHall.first, GuoHall.second] {
        doomed.removeAll(keepingCapacity: true)
        for i in live where table[GuoHall.neighbourhood(cells, i, stride)] { doomed.append(i) }
        for i in doomed { cells[i] = 0 }
        if !doomed.isEmpty {
          isChanged = true
          live.removeAll { cells[$0] == 0 }
        }
      }
    }
    var result = Mask(width: width, height: height)
    for i in live { result.values[(i / stride - 1) * width + i % stride - 1] = 1 }
    return result
  }
}

/// Which neighbourhoods let a pixel go, in each of the two passes.
private enum GuoHall {
  static let first = table { x in !((x(2) || x(3) || !x(8)) && x(1)) }
  static let second = table { x in !((x(6) || x(7) || !x(4)) && x(5)) }

  /// The eight neighbours as bits, counter-clockwise from the right.
  @inline(__always)
  static func neighbourhood(_ cells: [UInt8], _ i: Int, _ stride: Int) -> Int {
    cells.withUnsafeBufferPointer { c in
      let above = Int(c[i - stride + 1]) << 1 | Int(c[i - stride]) << 2 | Int(c[i - stride - 1]) << 3
      let below = Int(c[i + stride - 1]) << 5 | Int(c[i + stride]) << 6 | Int(c[i + stride + 1]) << 7
      return Int(c[i + 1]) | above | Int(c[i - 1]) << 4 | below
    }
  }

  /// - Parameter side: the pass's own condition; `x(1)` … `x(8)` are the neighbours.
  private static func table(_ side: ((Int) -> Bool) -> Bool) -> [Bool] {
    (0..<256).map { bits in
      func x(_ k: Int) -> Bool { bits >> ((k - 1) & 7) & 1 == 1 }
      func pairs(from k: Int) -> Int { (0..<4).count { x(k + 2 * $0) || x(k + 2 * $0 + 1) } }
      let crossings = (1...4).count { !x(2 * $0 - 1) && (x(2 * $0) || x(2 * $0 + 1)) }
      let thickness = min(pairs(from: 1), pairs(from: 2))
      return crossings == 1 && (2...3).contains(thickness) && side(x)
    }
  }
}
