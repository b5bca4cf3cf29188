/// A stream of random numbers named by a run seed and a key; equal names give equal numbers, everywhere.
///
/// Streams are values: a copy repeats what the original will draw. Give each sample, image and purpose a stream of its
/// own (`RandomStream(seed: run, key: "sample/17")`, `stream.split("texture")`) and results do not depend on the
/// number of threads, on the order of the work or on how it is sharded.
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// The 64-bit run seed.
  public let seed: UInt64
  /// The hash of the path of keys that led to this stream.
  public let path: UInt64
  var counter: UInt64 = 0
  var spare: UInt64?

  /// The stream `key` of the run `seed`.
  public init(seed: UInt64, key: String) {
    self.init(seed: seed, path: Self.hash(key, from: 0xCBF2_9CE4_8422_2325))
  }

  init(seed: UInt64, path: UInt64) {
    self.seed = seed
    self.path = path
  }

  /// An independent stream below this one; it does not depend on how many numbers were drawn from this one.
  public func split(_ key: String) -> RandomStream {
    RandomStream(seed: seed, path: Self.hash(key, from: path ^ 0x9E37_79B9_7F4A_7C15))
  }

  /// The `index`-th of a family of independent streams below this one.
  public func split(_ index: Int) -> RandomStream { split("#\(index)") }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    if let value = spare {
      spare = nil
      return value
    }
    let block = Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
        UInt32(truncatingIfNeeded: path), UInt32(truncatingIfNeeded: path >> 32)),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    counter &+= 1
    spare = UInt64(block.z) | UInt64(block.w) << 32
    return UInt64(block.x) | UInt64(block.y) << 32
  }

  /// FNV-1a over the UTF-8 bytes, continued from `start` and finished by the SplitMix64 mixer.
  static func hash(_ key: String, from start: UInt64) -> UInt64 {
    var h = start
    for byte in key.utf8 { h = (h ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    h = (h ^ (h >> 30)) &* 0xBF58_476D_1CE4_E5B9
    h = (h ^ (h >> 27)) &* 0x94D0_49BB_1331_11EB
    return h ^ (h >> 31)
  }
}
