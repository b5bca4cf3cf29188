import Detection
import Imaging
import Testing

/// What of a mask is taught as defect.
struct VisibleExtentTests {
  private let side = 64
  private var photograph: Image { Image(width: side, height: side, channels: 3, filledWith: 0.4) }

  /// A picture changed by `change(r)` at r px from its middle, and the mask of all changed pixels.
  private func sample(_ change: (Double) -> Float) -> (Image, Mask) {
    var (image, mask) = (photograph, Mask(width: side, height: side))
    for y in 0..<side {
      for x in 0..<side {
        let amount = change(radius(x, y))
        for channel in 0..<3 where channel != 1 { image.pixels[channel * side * side + y * side + x] += amount }
        mask[y, x] = amount != 0
      }
    }
    return (image, mask)
  }

  private func radius(_ x: Int, _ y: Int) -> Double {
    let (dx, dy) = (Double(x) - 31.5, Double(y) - 31.5)
    return (dx * dx + dy * dy).squareRoot()
  }

  @Test func aFaintMarginIsLeftOut() {
    let (image, mask) = sample { $0 < 12 ? 0.3 : $0 < 24 ? 0.03 : 0 }
    let visible = VisibleExtent(share: 0.25)(mask, of: image, on: photograph)
    for y in 0..<side {
      for x in 0..<side {
        let r = radius(x, y)
        // The neighbourhood blurs the step by some pixels.
        if r < 12 { #expect(visible[y, x]) }
        if r > 16 { #expect(!visible[y, x]) }
      }
    }
  }

  @Test func gapsBetweenStrongPiecesAreClosedWithinTheMask() {
    // Rings 10 px apart, as on a wire mesh: one piece, but nothing beyond the mask.
    let (image, mask) = sample { $0 < 26 ? (Int($0) % 10 < 4 ? 0.3 : 0.02) : 0 }
    let visible = VisibleExtent(share: 0.25)(mask, of: image, on: photograph)
    for y in 0..<side {
      for x in 0..<side where radius(x, y) < 22 { #expect(visible[y, x]) }
    }
    #expect(visible.intersection(mask) == visible)
  }

  @Test func anEvenChangeIsKeptWhole() {
    let (image, mask) = sample { $0 < 20 ? -0.05 : 0 }
    #expect(VisibleExtent(share: 0.9)(mask, of: image, on: photograph) == mask)
  }

  @Test func aShareOfZeroKeepsTheMask() {
    let (image, mask) = sample { $0 < 5 ? 0.5 : $0 < 30 ? 0.001 : 0 }
    #expect(VisibleExtent(share: 0)(mask, of: image, on: photograph) == mask)
  }

  @Test(arguments: [0.1, 0.25, 0.5, 0.99]) func theExtentLiesInTheMaskAndIsNeverEmpty(share: Double) {
    let (image, mask) = sample { $0 < 28 ? Float(0.3 * (1 - $0 / 28)) : 0 }
    let visible = VisibleExtent(share: share)(mask, of: image, on: photograph)
    #expect(visible.area > 0)
    #expect(visible.intersection(mask) == visible)
  }

  @Test func aLargerPhotographIsResized() {
    let (image, mask) = sample { $0 < 12 ? 0.3 : $0 < 24 ? 0.03 : 0 }
    let large = Image(width: 2 * side, height: 2 * side, channels: 3, filledWith: 0.4)
    let extent = VisibleExtent(share: 0.25)
    #expect(extent(mask, of: image, on: large) == extent(mask, of: image, on: photograph))
  }
}
