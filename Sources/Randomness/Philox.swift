/// The Philox4x32-10 block function: 128 random bits from a 128-bit counter and a 64-bit key.
///
/// Counter-based, so any draw of any sample can be made alone, on any thread and in any order.
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
@frozen
public enum Philox {
  /// Ten rounds of Philox4x32 on `counter` under `key`.
  @inlinable
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let p0 = UInt64(0xD251_1F53) * UInt64(c.x)
      let p1 = UInt64(0xCD9E_8D57) * UInt64(c.z)
      c = SIMD4(
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c.y ^ k.x, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c.w ^ k.y, UInt32(truncatingIfNeeded: p0))
      k = k &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return c
  }
}
