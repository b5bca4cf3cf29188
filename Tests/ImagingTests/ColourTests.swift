import Imaging
import Testing

@Suite struct ColourTests {
  @Test func transferCurveHasItsKnownValues() {
    // Middle grey: code 188 is half the light.
    #expect(abs(SRGB.linear(fromEncoded: 188.0 / 255) - 0.5029) < 1e-4)
    #expect(SRGB.linear(fromEncoded: 0) == 0 && abs(SRGB.linear(fromEncoded: 1) - 1) < 1e-6)
  }

  @Test func linearLightComesBackToEveryCode() throws {
    let codes = Image(width: 256, height: 1, channels: 1, pixels: (0..<256).map { Float($0) / 255 })
    let back = codes.linearized().encodedFromLinear()
    for (a, b) in zip(codes.pixels, back.pixels) { #expect(abs(a - b) < 1e-6) }
    #expect(zip(codes.linearized().pixels, codes.linearized().pixels.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func greyAndColourConvert() {
    let grey = Samples.noise(width: 4, height: 3, channels: 1)
    let colour = grey.converted(toChannels: 3)
    #expect(colour.plane(2) == grey.plane(0))
    for (a, b) in zip(colour.converted(toChannels: 1).pixels, grey.pixels) { #expect(abs(a - b) < 1e-6) }
    let green = Image(width: 1, height: 1, channels: 3, pixels: [0, 1, 0])
    #expect(green.luma().values == [0.7152])
  }
}
