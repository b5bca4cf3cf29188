import Imaging
import Randomness
import Testing

@Suite struct OutlineTests {
  private func mask(_ rows: [String]) -> Mask {
    Mask(width: rows[0].count, height: rows.count, values: rows.joined().map { $0 == "#" ? 1 : 0 })
  }

  @Test func onePixelHasFourCorners() {
    let outlines = mask(["...", ".#."]).outlines()
    #expect(outlines.map(\.corners) == [[SIMD2(1, 1), SIMD2(2, 1), SIMD2(2, 2), SIMD2(1, 2)]])
    #expect(!outlines[0].isHole)
  }

  @Test func holesAreLinesOfTheirOwn() {
    let outlines = mask(["####", "#..#", "####"]).outlines()
    #expect(outlines.map(\.isHole) == [false, true])
    #expect(Set(outlines[1].corners) == [SIMD2(1, 1), SIMD2(3, 1), SIMD2(3, 2), SIMD2(1, 2)])
  }

  /// Set pixels that meet at a corner are one region; unset ones are two.
  @Test func cornersConnect() {
    #expect(mask(["#.", ".#"]).outlines().count == 1)
    #expect(mask([".#.", "#.#", ".#."]).outlines().map(\.isHole) == [false, true])
  }

  @Test func nothingHasNoOutline() { #expect(Mask(width: 5, height: 4).outlines().isEmpty) }

  @Test(arguments: [0.1, 0.5, 0.9])
  func theEvenOddRuleGivesTheMaskBack(share: Double) {
    for seed in 0..<20 as Range<UInt64> {
      var stream = RandomStream(seed: seed, key: "outlines")
      let (width, height) = (stream.integer(1...24), stream.integer(1...24))
      let values = (0..<width * height).map { _ in UInt8(stream.bernoulli(share) ? 1 : 0) }
      let mask = Mask(width: width, height: height, values: values)
      let outlines = mask.outlines()
      #expect(filled(outlines, like: mask) == mask)
      let holes = outlines.filter(\.isHole).count
      #expect(outlines.count - holes == mask.connectedComponents(.eight).components.count)
    }
  }

  /// A pixel is inside where an odd number of vertical edges lies left of its centre.
  private func filled(_ outlines: [PixelOutline], like mask: Mask) -> Mask {
    var result = Mask(width: mask.width, height: mask.height)
    for outline in outlines {
      for (a, b) in zip(outline.corners, outline.corners.dropFirst() + outline.corners.prefix(1)) where a.x == b.x {
        for y in min(a.y, b.y)..<max(a.y, b.y) { for x in a.x..<mask.width { result[y, x].toggle() } }
      }
    }
    return result
  }
}
