import Imaging
import Testing

/// Colour maps, overlays, outlines and contact sheets.
@Suite struct ShowingTests {
  @Test(arguments: [ColourMap.heat, .grey])
  func sequentialMapsGrowLighter(_ map: ColourMap) {
    let lightness = map.colours.map { colour in
      let linear = (0..<3).map { SRGB.linear(fromEncoded: colour[$0]) }
      return OKLab(linearRed: linear[0], green: linear[1], blue: linear[2]).lightness
    }
    let steps = zip(lightness.dropFirst(), lightness).map { $0 - $1 }
    #expect(steps.allSatisfy { $0 > 0.001 && $0 < 0.008 })
    #expect(map.colours.allSatisfy { $0.min() >= 0 && $0.max() <= 1 })
  }

  @Test func numbersOutOfRangeTakeTheEnds() {
    let map = ColourMap.heat
    #expect(map(-3) == map.colours[0] && map(.nan) == map.colours[0])
    #expect(map(2) == map.colours[255] && map(.infinity) == map.colours[255])
  }

  @Test func okLabComesBackAndKnowsWhite() {
    let white = OKLab(linearRed: 1, green: 1, blue: 1)
    #expect(abs(white.lightness - 1) < 1e-4 && abs(white.a) < 1e-4 && abs(white.b) < 1e-4)
    let rgb = OKLab(linearRed: 0.2, green: 0.7, blue: 0.05).linearRGB
    #expect(abs(rgb.x - 0.2) < 1e-4 && abs(rgb.y - 0.7) < 1e-4 && abs(rgb.z - 0.05) < 1e-4)
    let planes = Image(width: 2, height: 1, channels: 1, pixels: [0, 1]).okLab()
    #expect(planes.a.values.allSatisfy { abs($0) < 1e-4 } && abs(planes.lightness.values[1] - 1) < 1e-4)
  }

  @Test func overlayLeavesQuietPlacesAlone() {
    let image = Samples.ramp(width: 16, height: 16)
    var map = Plane(width: 16, height: 16)
    map[5, 5] = 1
    let shown = image.overlaid(with: map, opacity: 1)
    #expect(shown[0, 0, 0] == image[0, 0, 0] && shown[2, 9, 9] == image[2, 9, 9])
    #expect(abs(shown[1, 5, 5] - ColourMap.heat(1).y) < 1e-6)
    #expect(image.overlaid(with: Plane(width: 4, height: 4)) == image)
  }

  @Test func outlinesStayOutside() {
    let image = Image(width: 20, height: 20, channels: 1, filledWith: 0.5)
    var mask = Mask(width: 20, height: 20)
    for y in 8..<12 { for x in 8..<12 { mask[y, x] = true } }
    let shown = image.outlined(mask, colour: [1, 0, 0])
    #expect(shown[0, 9, 9] == 0.5 && shown[0, 9, 7] > 0.7 && shown[0, 9, 5] == 0.5)
  }

  @Test func contactSheetCentresImagesInCells() {
    let wide = Image(width: 20, height: 10, channels: 1, filledWith: 0)
    let square = Image(width: 5, height: 5, channels: 3, filledWith: 0.5)
    let sheet = Image.contactSheet([wide, square, wide], columns: 2, gap: 2)
    #expect(sheet.width == 2 * 20 + 3 * 2 && sheet.height == 2 * 10 + 3 * 2 && sheet.channels == 3)
    #expect(sheet[0, 0, 0] == 1 && sheet[0, 2, 2] == 0)
    #expect(sheet[1, 5, 25] == 1 && sheet[1, 5, 34] == 0.5)
  }
}
