import Diffusion
import Imaging
import Randomness
import Testing

@Suite struct DefectViewTests {
  private let photograph: Image = {
    var stream = RandomStream(seed: 4, key: "photograph")
    var image = Image(width: 80, height: 64, channels: 3)
    for i in image.pixels.indices { image.pixels[i] = Float(stream.integer(0...255)) / 255 }
    return image
  }()

  private func mask(_ box: PixelBox) -> Mask {
    Mask(width: 80, height: 64, filledWith: true).inside(box)
  }

  @Test(arguments: [PixelBox(x: 30, y: 20, width: 6, height: 4), PixelBox(x: 70, y: 2, width: 10, height: 60)])
  func aDefectFillsItsView(extent: PixelBox) {
    let view = DefectView(of: extent, zoom: 1.5, in: (80, 64), side: 32)
    let box = view.box
    #expect(box.width == box.height && box.x >= 0 && box.y >= 0 && box.maxX <= 80 && box.maxY <= 64)
    #expect(box.width == min(64, max(8, Int((1.5 * Double(max(extent.width, extent.height))).rounded()))))
    #expect(box.x <= extent.x && box.maxX >= extent.maxX && box.y <= extent.y && box.maxY >= extent.maxY)
    let cut = view.cut(mask(extent), side: 32)
    #expect(cut.width == 32 && cut.area > 0)
    #expect(view.cut(photograph, side: 32).width == 32)
  }

  @Test func shiftsKeepTheDefectInView() {
    let extent = PixelBox(x: 40, y: 30, width: 12, height: 9)
    var places: Set<PixelBox> = []
    for shift in [SIMD2(0, 0), SIMD2(1, 0), SIMD2(0, 1), SIMD2(1, 1), SIMD2(0.3, 0.6)] {
      let box = DefectView(of: extent, zoom: 2, shift: shift, in: (80, 64), side: 32).box
      #expect(box.x <= 40 && box.maxX >= 52 && box.y <= 30 && box.maxY >= 39)
      places.insert(box)
    }
    #expect(places.count == 5)
  }

  @Test(arguments: [8, 32, 48])
  func whatIsPutBackChangesTheMaskAlone(length: Int) {
    let view = DefectView(
      of: PixelBox(x: 20, y: 10, width: length, height: length), zoom: 1, in: (80, 64), side: 32)
    let inside = mask(PixelBox(x: 22, y: 12, width: 5, height: 4))
    var drawn = view.cut(photograph, side: 32)
    for i in drawn.pixels.indices { drawn.pixels[i] = 1 - drawn.pixels[i] }
    let made = view.put(drawn, into: photograph, where: inside)
    for i in made.pixels.indices where inside.values[i % made.area] == 0 {
      #expect(made.pixels[i] == photograph.pixels[i])
    }
    // At the network's own resolution nothing is resampled.
    guard length == 32 else { return }
    for i in made.pixels.indices where inside.values[i % made.area] == 1 {
      #expect(made.pixels[i] == 1 - photograph.pixels[i])
    }
  }

  @Test func piecesAreFoundApart() {
    let near = [PixelBox(x: 4, y: 4, width: 6, height: 6), PixelBox(x: 13, y: 4, width: 3, height: 6)]
    let far = PixelBox(x: 50, y: 40, width: 20, height: 10)
    let all = (near + [far]).map(mask).reduce(Mask(width: 80, height: 64)) { $0.union($1) }
    #expect(all.pieces(atMost: 6) == [far, PixelBox(x: 4, y: 4, width: 12, height: 6)])
    #expect(all.pieces(atMost: 1) == [far])
    #expect(all.pieces(leastArea: 100, atMost: 6) == [far])
  }
}
