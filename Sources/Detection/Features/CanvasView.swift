import Imaging

/// Where a photograph lies on a canvas, and where on the photograph the product is.
struct CanvasView: Sendable {
  let box: PixelBox
  /// How much an alarm counts, 0…1, at an eighth of the photograph's size on the canvas; `nil` where all of it is product.
  let product: Plane?

  init(of image: Image, on canvas: WorkingCanvas, finder: ProductFinder) {
    box = canvas.place(width: image.width, height: image.height)
    guard finder.showsObject else {
      product = nil
      return
    }
    let weight = finder.weight(in: image.shrunk(to: ProductFinder.workingSide))
    product = weight.resized(width: max(1, box.width / 8), height: max(1, box.height / 8), filter: .area)
  }
}
