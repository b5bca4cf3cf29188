import Imaging

/// Where a photograph lies on a canvas, and where on the photograph the product is.
struct CanvasView: Sendable {
  let box: PixelBox
  /// How much an alarm counts, 0…1, at an eighth of the photograph's size on the canvas; `nil` where all of it is product.
  let product: Plane?

  /// The longer side at which the product is looked for, px: a soft weight needs no exact outline.
  private static let lookSide = 128

  /// - Parameter besideWeight: how much an alarm counts far away from the product, in (0, 1].
  init(of image: Image, on canvas: WorkingCanvas, finder: ProductFinder, besideWeight: Double) {
    box = canvas.place(width: image.width, height: image.height)
    guard finder.showsObject, besideWeight < 1 else {
      product = nil
      return
    }
    let weight = finder.weight(in: image.shrunk(to: Self.lookSide), floor: Float(besideWeight))
    product = weight.resized(width: max(1, box.width / 8), height: max(1, box.height / 8), filter: .area)
  }
}
