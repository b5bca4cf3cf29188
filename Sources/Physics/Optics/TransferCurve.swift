import Imaging

/// The sRGB transfer curve in tables, both ways: exact for 8-bit codes, within 10⁻⁶ from linear light.
struct TransferCurve: Sendable {
  static let shared = TransferCurve()

  private let linear: [Float]
  /// The encoded sample over the root of linear light, of which it is nearly a straight line.
  private let encoded: [Float]
  private static let steps: Float = 2048

  private init() {
    linear = (0...255).map { SRGB.linear(fromEncoded: Float($0) / 255) }
    encoded = (0...(Int(Self.steps) + 1)).map { step in
      let root = Float(step) / Self.steps
      return SRGB.encoded(fromLinear: min(1, root * root))
    }
  }

  /// Decodes samples to linear light; those of 8-bit pictures by their nearest code.
  func decode(_ samples: UnsafeBufferPointer<Float>, bitDepth: Int, to light: UnsafeMutablePointer<Float>) {
    guard bitDepth == 8 else {
      for i in samples.indices { light[i] = SRGB.linear(fromEncoded: samples[i]) }
      return
    }
    linear.withUnsafeBufferPointer { table in
      for i in samples.indices { light[i] = table[Int(clamp01(samples[i]) * 255 + 0.5)] }
    }
  }

  /// Encodes linear light in place; it is held within 0…1, NaN becomes 0.
  func encode(_ light: inout [Float]) {
    encoded.withUnsafeBufferPointer { table in
      light.apply { light in
        let place = min(1, max(0, light)).squareRoot() * Self.steps
        let step = Int(place)
        return table[step] + (place - Float(step)) * (table[step + 1] - table[step])
      }
    }
  }
}
