import Foundation
import Imaging
import Randomness
import Testing

@Suite struct ForegroundTests {
  /// A disc with a bore before a noisy, unevenly lit background.
  private func part(_ size: Int, seed: UInt64) -> Image {
    var stream = RandomStream(seed: seed, key: "part")
    var image = Image(width: size, height: size, channels: 3)
    let centre = Double(size) / 2
    for y in 0..<size {
      for x in 0..<size {
        let radius = hypot(Double(x) - centre, Double(y) - centre)
        let isPart = radius < 0.3 * Double(size) && radius > 0.1 * Double(size)
        let light = 0.9 + 0.1 * Double(x) / Double(size)
        let levels = isPart ? [0.55, 0.5, 0.45] : [0.8, 0.82, 0.85]
        for channel in 0..<3 {
          image[channel, y, x] = Float(levels[channel] * light + stream.normal(deviation: 0.02))
        }
      }
    }
    return image
  }

  @Test(arguments: [128, 256, 700])
  func anObjectIsFoundAndItsBoreFilled(_ size: Int) {
    let mask = Foreground.estimate(part(size, seed: 1))
    let expected = Double.pi * 0.09 * Double(size * size)
    #expect(mask.width == size && abs(Double(mask.area) - expected) < 0.05 * expected)
    #expect(mask[size / 2, size / 2] && !mask[2, 2])
  }

  /// A round part with a shadow of a third of the light to the right of it, on one background or another.
  private func partWithShadow(background: SIMD3<Float>, part: SIMD3<Float>) -> Image {
    var stream = RandomStream(seed: 3, key: "shadow")
    var image = Image(width: 200, height: 200, channels: 3)
    for y in 0..<200 {
      for x in 0..<200 {
        let isPart = hypot(Double(x) - 100, Double(y) - 100) < 50
        let isShaded = hypot(Double(x) - 125, Double(y) - 115) < 50
        let light = isPart ? part : background * (isShaded ? 0.35 : 1)
        for channel in 0..<3 {
          image[channel, y, x] = SRGB.encoded(fromLinear: light[channel]) + Float(stream.normal(deviation: 0.01))
        }
      }
    }
    return image
  }

  @Test func aShadowOnAColouredBackgroundIsNoPart() {
    let disc = Double.pi * 2500
    for part in [SIMD3<Float>(0.5, 0.35, 0.25), SIMD3(0.08, 0.08, 0.09), SIMD3(0.1, 0.2, 0.6)] {
      let mask = Foreground.estimate(partWithShadow(background: SIMD3(0.6, 0.5, 0.05), part: part))
      #expect(abs(Double(mask.area) / disc - 1) < 0.05)
      #expect(!mask[125, 168])
    }
  }

  /// A dark part of the background's own hue is still found, if only with its shadow.
  @Test func aPartOfTheBackgroundsHueIsFound() {
    let mask = Foreground.estimate(
      partWithShadow(background: SIMD3(0.6, 0.5, 0.05), part: SIMD3(0.22, 0.18, 0.02)))
    #expect(Double(mask.area) > 0.95 * Double.pi * 2500 && mask.area < 20_000)
  }

  @Test func texturesAreAllForeground() {
    let noise = Samples.plane(width: 200, height: 150)
    for sigma in [0.0, 2, 8] {
      let blurred = noise.blurred(sigma: sigma)
      let spread = blurred.values.max()! - blurred.values.min()!
      let texture = Plane(width: 200, height: 150, values: blurred.values.map { 0.3 + 0.4 * ($0 - 0.3) / spread })
      #expect(Foreground.estimate(texture.image()).area == 200 * 150, "sigma \(sigma)")
    }
    #expect(Foreground.estimate(Image(width: 50, height: 50, channels: 3, filledWith: 0.4)).area == 2500)
    #expect(Foreground.estimate(Samples.noise(width: 3, height: 2, channels: 3)).area == 6)
  }
}
