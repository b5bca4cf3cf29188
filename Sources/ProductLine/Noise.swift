/// Gradient noise on a lattice of hashed numbers: any point can be asked for, in any order, without a table.
///
/// Source: Perlin, "Improving noise", SIGGRAPH 2002 (the quintic fade); the integer hash is MurmurHash3's finaliser.
struct Noise: Sendable {
  let key: UInt32

  init(_ key: UInt64) { self.key = UInt32(truncatingIfNeeded: key ^ key >> 32) }

  /// A reproducible number in [0, 1) for a whole-numbered place.
  @inline(__always)
  func cell(_ x: Int32, _ y: Int32 = 0) -> Float { Float(hash(x, y) >> 8) * 0x1p-24 }

  /// Noise about 0, within ±1, that varies over a distance of about 1.
  @inline(__always)
  func value(_ x: Float, _ y: Float) -> Float {
    let (fx, fy) = (x.rounded(.down), y.rounded(.down))
    let (ix, iy) = (Int32(fx), Int32(fy))
    let (dx, dy) = (x - fx, y - fy)
    let (u, v) = (Self.fade(dx), Self.fade(dy))
    let top = mix(slope(ix, iy, dx, dy), slope(ix &+ 1, iy, dx - 1, dy), u)
    let bottom = mix(slope(ix, iy &+ 1, dx, dy - 1), slope(ix &+ 1, iy &+ 1, dx - 1, dy - 1), u)
    return mix(top, bottom, v)
  }

  /// Noise along a line, within ±1.
  @inline(__always)
  func value(_ x: Float, lane: Int32 = 0) -> Float {
    let floor = x.rounded(.down)
    let i = Int32(floor)
    return 2 * mix(cell(i, lane), cell(i &+ 1, lane), Self.fade(x - floor)) - 1
  }

  /// Octaves of noise, each of twice the frequency and half the strength.
  @inline(__always)
  func fractal(_ x: Float, _ y: Float, octaves: Int) -> Float {
    var (sum, strength, scale) = (Float(0), Float(1), Float(1))
    for octave in 0..<octaves {
      let shift = Float(octave) * 17.3
      sum += strength * value(x * scale + shift, y * scale - shift)
      strength *= 0.5
      scale *= 2
    }
    return sum
  }

  @inline(__always)
  private func hash(_ x: Int32, _ y: Int32) -> UInt32 {
    var h = key ^ UInt32(bitPattern: x) &* 0x9E37_79B1 ^ UInt32(bitPattern: y) &* 0x85EB_CA77
    h = (h ^ h >> 16) &* 0x85EB_CA6B
    h = (h ^ h >> 13) &* 0xC2B2_AE35
    return h ^ h >> 16
  }

  /// The plane through a lattice point, tilted by a hashed gradient in [-2, 2]², seen at (dx, dy) from it.
  @inline(__always)
  private func slope(_ x: Int32, _ y: Int32, _ dx: Float, _ dy: Float) -> Float {
    let h = hash(x, y)
    let gx = Float(h & 0xFFFF) * (4 / 65535) - 2
    let gy = Float(h >> 16) * (4 / 65535) - 2
    return gx * dx + gy * dy
  }

  @inline(__always)
  private static func fade(_ t: Float) -> Float { t * t * t * (t * (t * 6 - 15) + 10) }
}
