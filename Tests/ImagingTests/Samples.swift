import Foundation
import Imaging
import Randomness

/// Pictures and helpers that the tests share.
enum Samples {
  /// Independent uniform samples on the codes of `bitDepth`.
  static func noise(width: Int, height: Int, channels: Int, bitDepth: Int = 8, seed: UInt64 = 1) -> Image {
    var stream = RandomStream(seed: seed, key: "noise")
    let top = (1 << bitDepth) - 1
    let pixels = (0..<width * height * channels).map { _ in Float(stream.integer(0...top)) / Float(top) }
    return Image(width: width, height: height, channels: channels, bitDepth: bitDepth, pixels: pixels)
  }

  /// Red grows to the right, green downwards.
  static func ramp(width: Int, height: Int) -> Image {
    var image = Image(width: width, height: height, channels: 3, filledWith: 0.5)
    for y in 0..<height {
      for x in 0..<width {
        image[0, y, x] = Float(x) / Float(width)
        image[1, y, x] = Float(y) / Float(height)
      }
    }
    return image
  }

  /// Each pixel set with probability `density`.
  static func mask(width: Int, height: Int, density: Double, seed: UInt64 = 1) -> Mask {
    var stream = RandomStream(seed: seed, key: "mask")
    return Mask(
      width: width, height: height, values: (0..<width * height).map { _ in stream.bernoulli(density) ? 1 : 0 })
  }

  /// A smooth random plane.
  static func plane(width: Int, height: Int, seed: UInt64 = 1) -> Plane {
    noise(width: width, height: height, channels: 1, seed: seed).plane(0)
  }
}

/// Runs `body` with a folder that is gone afterwards.
func inTemporaryFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("imaging tests \(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}
