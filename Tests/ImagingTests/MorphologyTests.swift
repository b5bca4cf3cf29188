import Imaging
import Testing

@Suite struct MorphologyTests {
  @Test(arguments: [0.1, 0.5, 0.9], [Float(1), 1.5, 4])
  func openingShrinksAndClosingGrows(_ density: Double, _ radius: Float) {
    let mask = Samples.mask(width: 50, height: 30, density: density)
    let (opened, closed) = (mask.opened(radius: radius), mask.closed(radius: radius))
    #expect(opened.subtracting(mask).area == 0)
    #expect(mask.subtracting(closed).area == 0)
    #expect(opened.opened(radius: radius) == opened)
    #expect(closed.closed(radius: radius) == closed)
  }

  @Test func theBorderErodesNothing() {
    let full = Mask(width: 10, height: 10, filledWith: true)
    #expect(full.eroded(radius: 3) == full)
    #expect(full.boundary().area == 0)
  }

  @Test func holesAreFilledButBaysAreNot() {
    let ring = Mask(
      width: 5, height: 5,
      values: [
        1, 1, 1, 1, 0,
        1, 0, 0, 1, 0,
        1, 0, 1, 1, 0,
        1, 1, 1, 0, 1,
        0, 0, 0, 0, 0,
      ])
    let filled = ring.holesFilled()
    #expect(filled.area == ring.area + 3)
    #expect(filled[1, 1] && !filled[0, 4] && !filled[3, 3])
  }

  @Test func boundaryIsTheInnerEdge() {
    var mask = Mask(width: 7, height: 7)
    for y in 1..<6 { for x in 1..<6 { mask[y, x] = true } }
    #expect(mask.boundary().area == 16)
    #expect(mask.subtracting(mask.boundary()).area == 9)
    #expect(mask.boundary().union(mask) == mask && mask.intersection(mask.inverted()).area == 0)
  }
}
