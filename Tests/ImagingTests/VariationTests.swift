import Foundation
import Imaging
import Randomness
import Testing

/// Each change, against what arithmetic says of it.
@Suite struct VariationTests {
  private func varied(_ image: Image, _ variations: PhotographicVariation..., key: String = "a")
    throws -> Image
  {
    var stream = RandomStream(seed: 1, key: key)
    return try variations.applied(to: image, using: &stream)
  }

  private func worst(_ a: Image, _ b: Image) -> Float {
    zip(a.pixels, b.pixels).map { abs($0 - $1) }.max()!
  }

  /// All 256 codes in each channel.
  private static let codes = Image(
    width: 16, height: 16, channels: 3, pixels: (0..<768).map { Float($0 % 256) / 255 })

  /// A smooth pattern without straight edges, of fewer than a cycle in eight pixels.
  private static func waves(width: Int, height: Int) -> Image {
    var image = Image(width: width, height: height, channels: 3)
    for c in 0..<3 {
      for y in 0..<height {
        for x in 0..<width {
          image[c, y, x] =
            0.5 + 0.2 * sin(Float(x) / 3 + Float(c)) + 0.2 * cos(Float(y) / 4 - Float(x) / 9)
        }
      }
    }
    return image
  }

  @Test(arguments: [0.9, 1.1])
  func lightMultipliesTheCodesAndClipsThem(_ gain: Double) throws {
    let lit = try varied(Self.codes, .light(gain: gain))
    for (before, after) in zip(Self.codes.pixels, lit.pixels) {
      let expected = min((Double(before) * 255 * gain).rounded(), 255)
      #expect(abs(Double(after) * 255 - expected) < 1.01 && after <= 1)
    }
    #expect(lit.pixels[200] == Float((200 * gain).rounded()) / 255)
  }

  @Test func whiteBalanceLeavesGreenAndGrey() throws {
    let image = Image(width: 2, height: 1, channels: 3, pixels: [0.2, 0.4, 0.2, 0.4, 0.2, 0.4])
    let balanced = try varied(image, .whiteBalance(red: 1.5, blue: 0.5))
    for (value, expected) in zip(balanced.pixels, [0.3, 0.6, 0.2, 0.4, 0.1, 0.2] as [Float]) {
      #expect(abs(value - expected) <= 0.5 / 255 + 1e-6)
    }
    let grey = Samples.noise(width: 5, height: 4, channels: 1)
    #expect(try varied(grey, .whiteBalance(red: 1.5, blue: 0.5)) == grey)
  }

  @Test(arguments: [1, 3])
  func jpegChangesLittleAndAlwaysAlike(_ channels: Int) throws {
    let image = Self.waves(width: 50, height: 33).converted(toChannels: channels)
    let encoded = try varied(image, .jpeg(quality: 90))
    #expect(encoded.channels == channels && (encoded.width, encoded.height) == (50, 33))
    #expect(worst(encoded, image) < 0.04 && worst(encoded, image) > 0.5 / 255)
    #expect(try varied(image, .jpeg(quality: 90), key: "b") == encoded)
    #expect(try worst(varied(image, .jpeg(quality: 30)), image) > worst(encoded, image))
  }

  @Test func aLargeEvenPhotographIsNoSuspiciousFile() throws {
    let even = Image(width: 3000, height: 2000, channels: 3, filledWith: 128 / 255)
    #expect(try varied(even, .jpeg(quality: 90)) == even)
  }

  @Test func noiseHasItsDeviationAndNoMemory() throws {
    let image = Image(width: 256, height: 256, channels: 3, bitDepth: 16, filledWith: 0.5)
    let noise = try varied(image, .noise(deviation: 0.02)).pixels.map { (Double($0) - 0.5) / 0.02 }
    let count = Double(noise.count)
    func moment(_ power: Int) -> Double { noise.reduce(0) { $0 + pow($1, Double(power)) } / count }
    // Five standard errors each.
    #expect(abs(moment(1)) < 5 / count.squareRoot())
    #expect(abs(moment(2) - 1) < 5 * (2 / count).squareRoot())
    #expect(abs(moment(3)) < 5 * (15 / count).squareRoot())
    #expect(abs(moment(4) - 3) < 5 * (96 / count).squareRoot())
    for lag in [1, 4, 256, 65_536] {
      let products = zip(noise, noise.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(products / count) < 5 / count.squareRoot(), "lag \(lag)")
    }
  }

  @Test func noiseIsThatOfItsStream() throws {
    let image = Image(width: 9, height: 7, channels: 1, filledWith: 0.5)
    let noisy = try varied(image, .noise(deviation: 0.02))
    #expect(try varied(image, .noise(deviation: 0.02)) == noisy)
    #expect(try varied(image, .noise(deviation: 0.02), key: "b") != noisy)
  }

  @Test func blurHasItsWidth() throws {
    var image = Image(width: 21, height: 21, channels: 1, bitDepth: 16)
    image[0, 10, 10] = 1
    let blurred = try varied(image, .blur(sigma: 0.7))
    let total = blurred.pixels.reduce(0, +)
    var second: Float = 0
    for y in 0..<21 { for x in 0..<21 { second += Float((x - 10) * (x - 10)) * blurred[0, y, x] } }
    #expect(abs(total - 1) < 1e-3)
    #expect(abs((second / total).squareRoot() - 0.7) < 0.01)
  }

  @Test(arguments: [(6, 0), (-3, 2), (0, -5), (0, 0)])
  func shiftsMoveAPointAndMirrorTheEdge(_ x: Int, _ y: Int) throws {
    let image = Samples.noise(width: 20, height: 15, channels: 3)
    let moved = try varied(image, .shift(x: x, y: y))
    for row in max(0, y)..<min(15, 15 + y) {
      for column in max(0, x)..<min(20, 20 + x) {
        for c in 0..<3 { #expect(moved[c, row, column] == image[c, row - y, column - x]) }
      }
    }
    if x > 0 { for k in 0..<x { #expect(moved[1, 7, x - 1 - k] == image[1, 7, k]) } }
  }

  @Test func aRightAngleIsExact() throws {
    let image = Samples.noise(width: 17, height: 17, channels: 3)
    #expect(try worst(varied(image, .turn(degrees: 90)), image.rotated90()) < 1e-6)
    #expect(try varied(image, .turn(degrees: 0)) == image)
  }

  @Test(arguments: [2.0, -1.3])
  func aSmallTurnFollowsThePattern(_ degrees: Double) throws {
    let (side, angle) = (64, degrees * .pi / 180)
    let centre = Double(side - 1) / 2
    func pattern(_ x: Double, _ y: Double) -> Double { 0.5 + 0.3 * sin(x / 4) * cos(y / 5) }
    var image = Image(width: side, height: side, channels: 1)
    for y in 0..<side {
      for x in 0..<side { image[0, y, x] = Float(pattern(Double(x), Double(y))) }
    }
    let turned = try varied(image, .turn(degrees: degrees))
    for y in 4..<side - 4 {
      for x in 4..<side - 4 {
        // Counter-clockwise to a viewer, with rows counted downwards.
        let (dx, dy) = (Double(x) - centre, Double(y) - centre)
        let expected = pattern(
          centre + cos(angle) * dx - sin(angle) * dy, centre + sin(angle) * dx + cos(angle) * dy)
        #expect(abs(Double(turned[0, y, x]) - expected) < 0.5 / 255 + 2e-3)
      }
    }
  }

  @Test(arguments: PhotographicVariation.everyday)
  func aPhotographStaysAPhotograph(_ variation: PhotographicVariation) throws {
    for (channels, depth) in [(1, 8), (3, 8), (3, 16)] {
      let image = Samples.noise(width: 23, height: 31, channels: channels, bitDepth: depth)
      let changed = try varied(image, variation)
      #expect(
        (changed.width, changed.height) == (23, 31) && changed.bitDepth == depth && changed != image
      )
      #expect(try Image.decode(changed.pngData()) == changed, "every sample is a code")
    }
  }

  @Test func manyChangesAreRoundedOnce() throws {
    let image = Image(width: 8, height: 8, channels: 1, filledWith: 100 / 255)
    #expect(try varied(image, .light(gain: 0.503), .light(gain: 1.1)).pixels[0] == 55 / 255)
    #expect(try varied(varied(image, .light(gain: 0.503)), .light(gain: 1.1)).pixels[0] == 55 / 255)
    #expect(try varied(image, .light(gain: 1.004), .light(gain: 1.004)).pixels[0] == 101 / 255)
    #expect(
      try varied(varied(image, .light(gain: 1.004)), .light(gain: 1.004)).pixels[0] == 100 / 255)
    let untouched = Image(width: 1, height: 1, channels: 1, filledWith: 0.123456)
    #expect(try varied(untouched) == untouched)
  }
}
