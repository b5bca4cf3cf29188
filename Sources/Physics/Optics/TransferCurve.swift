import Foundation

/// The sRGB transfer curve between encoded samples and linear light, both in 0…1. Source: IEC 61966-2-1.
enum TransferCurve {
  /// Linear light of an encoded sample.
  @inline(__always)
  static func linear(_ encoded: Float) -> Float {
    encoded <= 0.040_45 ? encoded / 12.92 : powf((encoded + 0.055) / 1.055, 2.4)
  }

  /// The encoded sample of linear light.
  @inline(__always)
  static func encoded(_ linear: Float) -> Float {
    let light = clamp01(linear)
    return light <= 0.003_130_8 ? light * 12.92 : 1.055 * powf(light, 1 / 2.4) - 0.055
  }

  /// Linear light of the 256 eight-bit codes.
  static let linearOfByte: [Float] = (0...255).map { linear(Float($0) / 255) }
}
