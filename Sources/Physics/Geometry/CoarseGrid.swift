import Imaging

/// A coarse grid of square cells laid over the picture, on which a model solves for geometry.
struct CoarseGrid {
  /// Cells.
  let width: Int
  let height: Int
  /// Side of a cell, px.
  let cell: Double
  /// The upper left corner of the first cell, px.
  let origin: SIMD2<Double>

  /// A grid around `extent` with at most `most` cells along the longer side, none finer than `finest` px, and a border
  /// of empty cells.
  init(around extent: PixelBox, most: Int, finest: Double, border: Int = 3) {
    let side = Double(max(extent.width, extent.height))
    cell = max(finest, side / Double(max(1, most - 2 * border)))
    width = Int((Double(extent.width) / cell).rounded(.up)) + 2 * border
    height = Int((Double(extent.height) / cell).rounded(.up)) + 2 * border
    let centre = SIMD2(Double(extent.x) + Double(extent.width) / 2, Double(extent.y) + Double(extent.height) / 2)
    origin = centre - SIMD2(Double(width), Double(height)) * cell / 2
  }

  /// The grid as a rectangle that starts at 0.
  var frame: PixelBox { PixelBox(x: 0, y: 0, width: width, height: height) }

  /// A point of the picture in cells; the first cell's centre is at 0.
  func cells(_ point: SIMD2<Double>) -> SIMD2<Double> { (point - origin) / cell - SIMD2(0.5, 0.5) }

  /// The pixels that the grid covers.
  var pixels: PixelBox {
    PixelBox(
      covering: origin.x...(origin.x + Double(width) * cell), origin.y...(origin.y + Double(height) * cell))
  }

  /// Values of the cells carried to the pixels of `box` by cubic B-splines: smooth to the second derivative, never
  /// beyond the range of the values, and of their mean.
  func enlarge(_ plane: Plane, onto box: PixelBox) -> Plane {
    precondition(plane.width == width && plane.height == height, "a value for every cell")
    return SmoothGrid(width: width, height: height, values: plane.values, edges: .constant)
      .plane(over: box, origin: origin + cell / 2, spacing: cell)
  }
}
