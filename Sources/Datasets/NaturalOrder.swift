/// The order of names in which runs of digits compare as numbers: `2.png` before `10.png`.
public enum NaturalOrder {
  /// Whether `a` comes strictly before `b`; names equal as numbers (`1`, `01`) fall back to their bytes.
  public static func precedes(_ a: String, _ b: String) -> Bool {
    let (left, right) = (Array(a.utf8), Array(b.utf8))
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      if isDigit(left[i]), isDigit(right[j]) {
        let (p, q) = (digits(left, at: &i), digits(right, at: &j))
        if p.count != q.count { return p.count < q.count }
        if let (x, y) = zip(p, q).first(where: { $0 != $1 }) { return x < y }
      } else {
        if left[i] != right[j] { return left[i] < right[j] }
        (i, j) = (i + 1, j + 1)
      }
    }
    if (left.count - i) != (right.count - j) { return left.count - i < right.count - j }
    return left.lexicographicallyPrecedes(right)
  }

  static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// The run of digits at `i` without leading zeros; `i` moves past it.
  static func digits(_ bytes: [UInt8], at i: inout Int) -> ArraySlice<UInt8> {
    let start = i
    while i < bytes.count, isDigit(bytes[i]) { i += 1 }
    return bytes[start..<i].drop { $0 == 48 }
  }
}

extension Sequence {
  /// The elements in the natural order of a name.
  func naturallySorted(by name: (Element) -> String) -> [Element] {
    sorted { NaturalOrder.precedes(name($0), name($1)) }
  }
}
