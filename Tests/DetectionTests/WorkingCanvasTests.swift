import Detection
import Imaging
import Testing

@Suite struct WorkingCanvasTests {
  /// A product that fills the picture is seen at 256², a thin one larger, none larger than its photograph.
  @Test(arguments: [
    (256, 256, 1.0, 256, 256), (256, 256, 0.09, 256, 256), (512, 512, 0.092, 448, 448), (2000, 2000, 0.01, 448, 448),
    (160, 160, 1.0, 256, 256), (576, 384, 0.19, 416, 256), (2000, 2000, 1.0, 256, 256),
  ])
  func photographsDecideTheirCanvas(width: Int, height: Int, share: Double, columns: Int, rows: Int) {
    let canvas = WorkingCanvas(for: [(width: width, height: height)], side: 0, productShare: share)
    #expect((canvas.width, canvas.height) == (columns, rows))
  }

  @Test func aGivenSideIsThatOfTheArea() {
    let canvas = WorkingCanvas(for: [(width: 900, height: 400)], side: 256)
    #expect((canvas.width, canvas.height) == (384, 160))
  }

  /// Upright and lying photographs of one scale both fit, whatever their order.
  @Test func photographsOfSeveralShapesFitUndistorted() {
    let sizes = (0..<20).map { $0 % 2 == 0 ? (width: 200, height: 400) : (width: 400, height: 200) }
    let canvas = WorkingCanvas(for: sizes, side: 256)
    #expect(canvas.width == canvas.height && canvas.width >= 352)
    for (width, height) in sizes {
      let box = canvas.place(width: width, height: height)
      #expect(abs(Double(box.width) / Double(box.height) - Double(width) / Double(height)) < 0.02)
      #expect(box.x >= 0 && box.y >= 0 && box.maxX <= canvas.width && box.maxY <= canvas.height)
    }
  }

  @Test func whatAPhotographLeavesFreeIsItsMirrorImage() {
    var image = Image(width: 64, height: 32, channels: 1)
    for y in 0..<32 { for x in 0..<64 { image[0, y, x] = Float(y) / 32 } }
    let canvas = WorkingCanvas(width: 64, height: 64)
    let laid = canvas.lay(image)
    let box = canvas.place(width: 64, height: 32)
    #expect(box == PixelBox(x: 0, y: 16, width: 64, height: 32))
    for y in 0..<64 {
      let source = y < 16 ? 15 - y : y < 48 ? y - 16 : 79 - y
      #expect(laid[0, y, 5] == Float(source) / 32)
    }
    #expect(laid.cropped(to: box) == image)
  }

  /// A mask is laid as its photograph is, so that the mirror image of a defect counts as one.
  @Test func masksFollowTheirPhotographs() {
    var mask = Mask(width: 64, height: 32)
    for x in 20..<40 { mask[0, x] = true }
    let plane = Plane(width: 64, height: 32, values: mask.values.map(Float.init))
    let laid = WorkingCanvas(width: 64, height: 64).lay(plane)
    #expect(laid[15, 30] == 1 && laid[16, 30] == 1 && laid[17, 30] == 0 && laid[14, 30] == 0)
  }
}
