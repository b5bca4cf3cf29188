/// `Float` scores as unsigned integers that ascend while scores descend, so that sorting keys ranks scores.
enum ScoreKey {
  /// The key of a finite score; −0 and 0 have the same.
  @inline(__always)
  static func of(_ score: Float) -> UInt32 {
    let bits = (score + 0).bitPattern
    return bits >> 31 == 0 ? ~(bits | 0x8000_0000) : bits
  }

  /// The score of a key.
  static func score(_ key: UInt32) -> Float {
    Float(bitPattern: key >> 31 == 0 ? ~key & 0x7FFF_FFFF : key)
  }

  /// Whether a score is NaN or infinite.
  @inline(__always)
  static func isBroken(_ score: Float) -> Bool { score.bitPattern & 0x7F80_0000 == 0x7F80_0000 }
}

extension Array where Element: FixedWidthInteger & UnsignedInteger {
  /// Sorts in ascending order of the highest 32 bits, stably, in three passes over digits of 11 bits.
  mutating func radixSortByTop32Bits() {
    guard count > 1 else { return }
    let base = Element.bitWidth - 32
    var scratch = self
    for digit in 0..<3 {
      let shift = base + 11 * digit
      withUnsafeMutableBufferPointer { source in
        scratch.withUnsafeMutableBufferPointer { target in
          Self.distribute(UnsafeBufferPointer(source), into: target, shift: shift)
        }
      }
      swap(&self, &scratch)
    }
  }

  private static func distribute(
    _ source: UnsafeBufferPointer<Element>, into target: UnsafeMutableBufferPointer<Element>, shift: Int
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2048) { next in
      next.initialize(repeating: 0)
      for key in source { next[Int(truncatingIfNeeded: key >> Element(shift)) & 2047] += 1 }
      var total = 0
      for digit in 0..<2048 { (next[digit], total) = (total, total + next[digit]) }
      for key in source {
        let digit = Int(truncatingIfNeeded: key >> Element(shift)) & 2047
        target[next[digit]] = key
        next[digit] += 1
      }
    }
  }
}
