import Foundation
import Imaging
import Randomness

/// Turns linear light into the picture that a camera would have saved: vignette, exposure, noise, sRGB, 8 bits.
struct Camera: Sendable {
  var exposure: Float
  var whiteBalance: Colour
  /// Light lost in the corners, as a share.
  var vignette: Float
  /// Noise of the sensor, standard deviation in 8-bit codes at mid grey.
  var noise: Float

  init(stream: inout RandomStream) {
    exposure = stream.float(0.95...1.05)
    whiteBalance = Colour(1 + stream.float(-0.012...0.012), 1, 1 + stream.float(-0.012...0.012))
    vignette = stream.float(0.14...0.2)
    noise = stream.float(0.9...1.3)
  }

  /// The picture without noise, sRGB-encoded, not yet rounded to codes.
  func developed(_ picture: LinearPicture) -> [Float] {
    let size = picture.size
    var samples = [Float]()
    samples.reserveCapacity(3 * size * size)
    for channel in 0..<3 {
      let gain = exposure * whiteBalance[channel]
      for y in 0..<size {
        for x in 0..<size {
          let centred = Point(Float(x) + 0.5, Float(y) + 0.5) / Float(size) - Point(0.5, 0.5)
          let light = picture.planes[channel][y * size + x] * gain * (1 - vignette * 2 * centred.dot(centred))
          samples.append(Self.encoded(light))
        }
      }
    }
    return samples
  }

  /// Sensor noise for every sample, in units of its standard deviation: Box–Muller, both of each pair.
  static func noise(count: Int, stream: RandomStream) -> [Float] {
    var stream = stream
    return [Float](unsafeUninitializedCapacity: count + 1) { buffer, initialized in
      for i in stride(from: 0, to: count, by: 2) {
        let bits = stream.next()
        let radius = (-2 * log((Float(bits >> 40) + 0.5) * 0x1p-24)).squareRoot()
        let angle = Float(bits & 0xFF_FFFF) * (2 * .pi * 0x1p-24)
        (buffer.baseAddress! + i).initialize(to: radius * cos(angle))
        (buffer.baseAddress! + i + 1).initialize(to: radius * sin(angle))
      }
      initialized = count
    }
  }

  /// The 8-bit code of a developed sample with its share of noise, as a sample in [0, 1].
  @inline(__always)
  func code(_ sample: Float, noise deviate: Float) -> Float {
    let code = sample * 255 + noise * (0.75 + 0.5 * sample) * deviate
    return clamp(code.rounded(), 0, 255) / 255
  }

  /// Linear light → sRGB, through a shoulder that keeps highlights from clipping hard.
  @inline(__always)
  private static func encoded(_ light: Float) -> Float {
    let soft = light < 0.7 ? max(light, 0) : 0.7 + 0.3 * (1 - exp(-(light - 0.7) / 0.3))
    return soft <= 0.0031308 ? 12.92 * soft : 1.055 * pow(soft, 1 / 2.4) - 0.055
  }
}
