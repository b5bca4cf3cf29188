import Datasets
import Imaging
import Testing

@Suite struct OddPhotographTests {
  private static let odd: [(name: String, image: Image)] = [
    ("black", Image(width: 128, height: 128, channels: 1)),
    ("white", Image(width: 128, height: 128, channels: 1, filledWith: 1)),
    ("blank", Image(width: 128, height: 128, channels: 1, filledWith: 0.4)),
    ("overexposed", Scenes.photograph(Scenes.part(90), gain: 2.2)),
    ("of another shape", Scenes.photograph(Scenes.part(91).cropped(to: PixelBox(x: 0, y: 30, width: 128, height: 60)))),
    ("small", Scenes.photograph(Scenes.part(92, side: 48))),
    ("partly empty", brokenOff(Scenes.photograph(Scenes.part(93)))),
  ]

  private static func brokenOff(_ image: Image) -> Image {
    var image = image
    for i in image.area / 2..<image.area { image.pixels[i] = 0.5 }
    return image
  }

  @Test func eachIsNamedWithItsReason() {
    for (name, image) in Self.odd {
      let found = OddPhotograph.odd(among: Scenes.parts(20) + [image])
      #expect(found.map(\.index) == [20], "\(name)")
      #expect(found.first?.reason.hasPrefix(name + ":") == true, "\(name): \(found)")
    }
  }

  @Test func theReasonSaysWhatIsUsual() {
    let reason = OddPhotograph.odd(among: Scenes.parts(20) + [Self.odd[0].image])[0].reason
    #expect(reason.wholeMatch(of: /black: mean 0\.00 where the others have 0\.\d\d … 0\.\d\d/) != nil, "\(reason)")
  }

  @Test func photographsOfAnotherColourAreNamed() {
    let usual = Scenes.parts(20).map { $0.converted(toChannels: 3) }
    var red = usual[0]
    for i in 0..<red.area { red.pixels[i] = min(1, red.pixels[i] * 1.6) }
    let found = OddPhotograph.odd(among: usual + [red])
    #expect(found.map(\.index) == [20] && found[0].reason.hasPrefix("of another colour: red − green"))
  }

  @Test func ordinaryVariationIsNotOdd() {
    let gains: [Float] = [0.5, 0.7, 0.85, 1, 1.15, 1.3]
    let exposures = (0..<30).map { Scenes.photograph(Scenes.part(UInt64($0)), gain: gains[$0 % 6], shot: UInt64($0)) }
    #expect(OddPhotograph.odd(among: exposures).isEmpty)
    #expect(OddPhotograph.odd(among: Scenes.parts(40)).isEmpty)
  }

  /// Most are alike, a few spread far without a gap, as where lamps age.
  @Test func theEndOfALongTailIsNotOdd() {
    let tail = (0..<8).map { Scenes.photograph(Scenes.part(70 + $0), gain: 1 - 0.1 * Float($0), shot: $0) }
    #expect(OddPhotograph.odd(among: Scenes.parts(100) + tail).isEmpty)
  }

  @Test func whatIsFrequentBelongsToTheProduct() {
    let two = Scenes.parts(20) + (0..<5).map { Scenes.photograph(Scenes.part(95 + $0), gain: 2.2, shot: $0) }
    #expect(OddPhotograph.odd(among: two).isEmpty)
    #expect(OddPhotograph.odd(among: [Image](repeating: Self.odd[0].image, count: 9)).isEmpty)
  }
}
