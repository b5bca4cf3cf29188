import Imaging
import Physics
import Randomness
import Synthesis
import Testing

/// Baselines that fill the masks of real defects.
@Suite struct RealMaskTests {
  private static let side = 64

  /// A grainy disc before white.
  private func surface() throws -> Surface {
    var stream = RandomStream(seed: 5, key: "masked")
    var image = Image(width: Self.side, height: Self.side, channels: 3)
    var product = Mask(width: Self.side, height: Self.side)
    for y in 0..<Self.side {
      for x in 0..<Self.side {
        product[y, x] = (x - 32) * (x - 32) + (y - 32) * (y - 32) < 26 * 26
        for channel in 0..<3 { image[channel, y, x] = product[y, x] ? Float(stream.integer(40...200)) / 255 : 1 }
      }
    }
    return try Surface(image: image, foreground: product)
  }

  /// A bar and a corner, which no turn makes alike.
  private var masks: RealMasks {
    var (bar, corner) = (Mask(width: Self.side, height: Self.side), Mask(width: Self.side, height: Self.side))
    for i in 0..<12 {
      bar[20, 20 + i] = true
      corner[30 + i, 34] = true
      corner[30, 34 + min(i, 5)] = true
    }
    return RealMasks(["bar": [bar], "corner": [corner], "empty": [Mask(width: Self.side, height: Self.side)]])
  }

  @Test(arguments: MaskedGenerator.Filling.allCases)
  func masksLieOnTheProductAndAreWhatChanged(filling: MaskedGenerator.Filling) throws {
    let (surface, generator) = (try surface(), MaskedGenerator(filling, masks: masks))
    #expect(generator.families == ["bar", "corner"])
    for (family, length) in [("bar", 12), ("corner", 17)] {
      var places: Set<PixelBox> = []
      for seed in 0..<12 as Range<UInt64> {
        var stream = RandomStream(seed: seed, key: family)
        let defect = try #require(
          generator.generate(family: family, on: surface, insistence: 0, using: &stream)?.rendering)
        #expect(defect.mask.subtracting(surface.foreground).area == 0)
        #expect(defect.mask.area <= length && defect.mask.area >= length * 2 / 3, "\(family) \(seed)")
        places.insert(try #require(defect.mask.boundingBox))
        for pixel in 0..<surface.image.area where defect.mask.values[pixel] == 0 {
          for channel in 0..<3 {
            let i = channel * surface.image.area + pixel
            #expect(surface.image.pixels[i] == defect.image.pixels[i])
          }
        }
      }
      #expect(places.count > 6, "turned and moved")
    }
  }

  @Test func equalStreamsGiveEqualSamples() throws {
    let (surface, generator) = (try surface(), MaskedGenerator(.cutPaste, masks: masks))
    let pictures = try (0..<2).map { _ in
      var stream = RandomStream(seed: 4, key: "s")
      return try generator.generate(family: "bar", on: surface, insistence: 0, using: &stream)?.rendering.image
    }
    #expect(pictures[0] != nil && pictures[0] == pictures[1])
  }

  @Test func whatNeverFitsIsGivenUp() throws {
    let whole = RealMasks(["whole": [Mask(width: Self.side, height: Self.side, filledWith: true)]])
    var stream = RandomStream(seed: 4, key: "s")
    #expect(
      try MaskedGenerator(.cutPaste, masks: whole)
        .generate(family: "whole", on: surface(), insistence: 0, using: &stream) == nil)
  }
}
