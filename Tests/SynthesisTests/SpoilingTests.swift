import Datasets
import Foundation
import Imaging
import Randomness
import Synthesis
import Testing

@Suite struct SpoilingTests {
  /// A grainy disc before a bright background with a dark blot, or a texture where `isObject` is false.
  private static func sample(isObject: Bool = true, channels: Int = 3) -> ComparedSample {
    let side = 96
    var stream = RandomStream(seed: 3, key: "grain")
    var photograph = Image(width: side, height: side, channels: channels)
    var (foreground, mask) = (Mask(width: side, height: side), Mask(width: side, height: side))
    for y in 0..<side {
      for x in 0..<side {
        foreground[y, x] = !isObject || hypot(Double(x) - 40, Double(y) - 48) < 34
        mask[y, x] = hypot(Double(x) - 36, Double(y) - 50) < 11
        let grain = Float(stream.integer(0...6)) / 255
        for channel in 0..<channels { photograph[channel, y, x] = foreground[y, x] ? 110.0 / 255 + grain : 250.0 / 255 }
      }
    }
    var image = photograph
    for i in image.pixels.indices where mask.values[i % image.area] != 0 { image.pixels[i] -= 50.0 / 255 }
    for i in image.pixels.indices { image.pixels[i] = (image.pixels[i] * 255).rounded() / 255 }
    return ComparedSample(image: image, mask: mask, photograph: photograph, foreground: foreground)
  }

  @Test(arguments: Spoiling.allCases, [1, 3])
  func aPureFunctionThatLeavesTheRestAlone(kind: Spoiling, channels: Int) throws {
    let sample = Self.sample(channels: channels)
    for seed in 0..<4 {
      var (stream, again) = (RandomStream(seed: UInt64(seed), key: "a"), RandomStream(seed: UInt64(seed), key: "a"))
      let spoiled = try #require(kind.spoil(sample, using: &stream))
      #expect(kind.spoil(sample, using: &again) == spoiled)
      #expect(spoiled != sample && spoiled.mask.area > 0 && spoiled.photograph == sample.photograph)
      let change = spoiled.change()
      let pixels = zip(spoiled.mask.values, change.values)
      #expect(kind == .maskShifted || pixels.allSatisfy { $0 == 1 || $1 == 0 })
      #expect([.maskShifted, .invisible].contains(kind) || pixels.allSatisfy { $0 == 0 || $1 > 0 })
      let codes = spoiled.image.pixels.map { $0 * 255 }
      #expect(codes.allSatisfy { abs($0 - $0.rounded()) < 1e-3 })
    }
  }

  @Test(arguments: [0.8, 1.0]) func aWrongPlaceIsOffTheProduct(share: Double) throws {
    let sample = Self.sample()
    for seed in 0..<8 {
      var stream = RandomStream(seed: UInt64(seed), key: "place")
      let moved = try #require(Spoiling.wrongPlace.spoil(sample, amount: share, using: &stream))
      let off = moved.mask.subtracting(sample.foreground).area
      #expect(Double(off) >= share * Double(moved.mask.area))
      #expect(moved.contrast > 6 / 255)
    }
    var stream = RandomStream(seed: 1, key: "place")
    #expect(Spoiling.wrongPlace.spoil(Self.sample(isObject: false), using: &stream) == nil)
  }

  @Test func theInvisibleKeepsItsMaskAndLittleElse() throws {
    var stream = RandomStream(seed: 1, key: "faint")
    let sample = Self.sample()
    for amount in [0.25, 0.5, 1] {
      let faint = try #require(Spoiling.invisible.spoil(sample, amount: amount, using: &stream))
      #expect(faint.mask == sample.mask && faint.contrast <= (2 * amount + 0.6) / 255)
    }
    #expect(Spoiling.invisible.spoil(sample, amount: 1e6, using: &stream) == sample)
  }

  @Test func aCutTakesItsShareAndLeavesAStraightEdge() throws {
    let sample = Self.sample()
    for seed in 0..<8 {
      var stream = RandomStream(seed: UInt64(seed), key: "cut")
      let cut = try #require(Spoiling.cutEdges.spoil(sample, using: &stream))
      #expect(cut.mask.subtracting(sample.mask).area == 0)
      #expect((0.3...0.7).contains(Double(cut.mask.area) / Double(sample.mask.area)))
      #expect(
        cut.image.pixels.indices.allSatisfy {
          cut.mask.values[$0 % cut.image.area] == 0 || cut.image.pixels[$0] == sample.image.pixels[$0]
        })
    }
  }

  @Test func whatIsTooThinToCutGetsASeam() throws {
    let sample = Self.sample()
    var (image, mask) = (sample.photograph, Mask(width: 96, height: 96))
    for x in 20..<70 { mask[48, x] = true }
    for channel in 0..<3 { for x in 20..<70 { image[channel, 48, x] = 0.2 } }
    image = Image(width: 96, height: 96, channels: 3, pixels: image.pixels.map { ($0 * 255).rounded() / 255 })
    let hairline = ComparedSample(
      image: image, mask: mask, photograph: sample.photograph, foreground: sample.foreground)
    for seed in 0..<8 {
      var stream = RandomStream(seed: UInt64(seed), key: "seam")
      let seamed = try #require(Spoiling.cutEdges.spoil(hairline, using: &stream))
      let box = try #require(seamed.mask.boundingBox)
      #expect(seamed.mask.area > 3 * hairline.mask.area && 10 * seamed.mask.area > 7 * box.area)
    }
  }

  @Test(arguments: [4.0, 8, 16]) func theMaskMovesItsWay(way: Double) throws {
    let sample = Self.sample()
    for seed in 0..<8 {
      var stream = RandomStream(seed: UInt64(seed), key: "shift")
      let shifted = try #require(Spoiling.maskShifted.spoil(sample, amount: way, using: &stream))
      #expect(shifted.image == sample.image && shifted.mask.area == sample.mask.area)
      let (from, to) = (try #require(sample.mask.boundingBox), try #require(shifted.mask.boundingBox))
      #expect(abs(hypot(Double(to.x - from.x), Double(to.y - from.y)) - way) < 0.8)
    }
  }

  @Test func aResizedPhotographLiesBetweenCodes() throws {
    let sample = Self.sample()
    let photograph = sample.photograph.resized(width: 90, height: 90)
    var (image, mask) = (photograph, Mask(width: 90, height: 90))
    for y in 30..<60 {
      for x in 30..<60 {
        mask[y, x] = true
        for channel in 0..<3 { image[channel, y, x] = 0.1 }
      }
    }
    var stream = RandomStream(seed: 1, key: "codes")
    let resized = ComparedSample(image: image, mask: mask, photograph: photograph)
    let cut = try #require(Spoiling.cutEdges.spoil(resized, using: &stream))
    #expect(cut.mask.subtracting(mask).area == 0)
  }

  @Test func aShareOfASetIsSpoiledAndTheRestIsUntouched() throws {
    let folder = try TemporaryFolder()
    let photographs = try folder.photographs()
    func set(_ name: String, share: Double?) throws -> SampleSet {
      var configuration = SynthesisConfiguration()
      configuration.spoiledShare = share
      return try SampleSynthesizer(configuration)
        .synthesize(photographs: photographs, count: 40, seed: 7, to: folder.url.appendingPathComponent(name))
    }
    let (sound, mixed) = (try set("sound", share: nil), try set("mixed", share: 0.3))
    #expect(sound.records.allSatisfy { $0.spoiling == nil })
    let spoiled = mixed.records.filter { $0.spoiling != nil }
    #expect((5...19).contains(spoiled.count))
    // Textures have no wrong place.
    #expect(spoiled.allSatisfy { ["invisible", "cut-edges", "mask-shifted"].contains($0.spoiling) })
    for (a, b) in zip(sound.records, mixed.records) where b.spoiling == nil {
      #expect(a == b)
      #expect(try Data(contentsOf: sound.url(a.image)) == Data(contentsOf: mixed.url(b.image)))
    }
    let settings = try #require(try SynthesisSettings.read(mixed.folder))
    #expect(settings.configuration.spoiledShare == 0.3 && settings.kind == .mechanisms)
    var bad = SynthesisConfiguration()
    bad.spoiledShare = 1.5
    #expect(throws: SynthesisError.self) { try bad.validate() }
  }
}
