import Foundation
import Imaging
import Realism
import Testing

@Suite struct EdgeAndTextureTests {
  private let disc = Shapes.drawing(96, 96) { hypot($0 - 48, $1 - 48) < 16 }

  /// A disc darker by `step` than its noisy surroundings, as sharp as a blur makes it.
  private func picture(step: Float, blur: Double, seed: UInt64 = 1) -> Plane {
    let noise = Shapes.noise(96, 96, deviation: 0.02, seed: seed)
    let shade = Plane(width: 96, height: 96, values: disc.values.map(Float.init)).blurred(sigma: blur)
    return Plane(width: 96, height: 96, values: zip(noise.values, shade.values).map { $0 - step * $1 })
  }

  @Test func aMaskOnTextureAloneHasNoJump() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let jump = try #require(GradientJump.octaves(picture(step: 0, blur: 0, seed: seed), disc))
      #expect(abs(jump) < 0.35)
    }
  }

  @Test func jumpsGrowWithContrastAndFallWithBlur() throws {
    let sharp = try #require(GradientJump.octaves(picture(step: 0.2, blur: 0.5), disc))
    let soft = try #require(GradientJump.octaves(picture(step: 0.2, blur: 2), disc))
    let faint = try #require(GradientJump.octaves(picture(step: 0.1, blur: 0.5), disc))
    #expect(sharp > soft + 0.7 && soft > 0.5)
    // Half the contrast is an octave less, once the edge is well above the noise.
    #expect(abs(sharp - faint - 1) < 0.2)
  }

  @Test func theGradientIsTakenAcrossTheEdge() throws {
    // Stripes that cross a horizontal band at right angles have no gradient along its normal.
    let band = Shapes.drawing(96, 96) { _, y in abs(y - 48) <= 6 }
    let stripes = Plane(width: 96, height: 96, values: (0..<96 * 96).map { ($0 % 96) % 4 < 2 ? 0.4 : 0.6 })
    #expect(abs(try #require(GradientJump.octaves(stripes, band))) < 0.01)
  }

  @Test func whiteNoiseHasAFlatProfile() throws {
    let profile = try #require(WaveletProfile.octaves(Shapes.noise(96, 96, deviation: 0.05, seed: 3), disc))
    #expect(profile.count == WaveletProfile.names.count)
    for ratio in profile { #expect(abs(ratio) < 0.4) }
  }

  @Test func twiceTheNoiseIsAnOctaveInEveryBand() throws {
    var noise = Shapes.noise(96, 96, deviation: 0.03, seed: 4)
    for i in noise.values.indices where disc.values[i] != 0 { noise.values[i] = 0.5 + 4 * (noise.values[i] - 0.5) }
    let profile = try #require(WaveletProfile.octaves(noise, disc))
    for (name, ratio) in zip(WaveletProfile.names, profile) where name.hasSuffix("1") || name.hasSuffix("2") {
      #expect(abs(ratio - 2) < 0.3, "\(name)")
    }
  }

  @Test func stripesOfAMaskShowInTheirBandAlone() throws {
    // Columns that alternate: differences along x, none along y.
    var picture = Plane(width: 96, height: 96, filledWith: 0.5)
    for i in picture.values.indices where disc.values[i] != 0 { picture.values[i] += (i % 96) % 2 == 0 ? 0.1 : -0.1 }
    let profile = try #require(WaveletProfile.octaves(picture, disc))
    let bands = Dictionary(uniqueKeysWithValues: zip(WaveletProfile.names, profile))
    #expect(try #require(bands["HL1"]) > #require(bands["LH1"]) + 1.5)
    #expect(try #require(bands["HL1"]) > #require(bands["HL3"]) + 1.5)
  }

  @Test func tooLittleToSeeIsAbsent() {
    let plane = Plane(width: 32, height: 32, filledWith: 0.5)
    #expect(GradientJump.octaves(plane, Mask(width: 32, height: 32)) == nil)
    #expect(WaveletProfile.octaves(plane, Mask(width: 32, height: 32, filledWith: true)) == nil)
    #expect(WaveletProfile.octaves(plane, Shapes.drawing(32, 32) { x, y in x < 3 && y < 3 }) == nil)
  }
}
