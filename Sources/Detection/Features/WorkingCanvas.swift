import Foundation
import Imaging

/// The size that a detector sees photographs at, and how a photograph of any shape is laid on it undistorted.
///
/// A photograph is scaled by one factor along both axes until it fits and lies in the middle; what it leaves free shows
/// its mirror image, as good parts do on, and is cut off every map.
package struct WorkingCanvas: Codable, Sendable, Equatable {
  /// Columns, px; a multiple of 32.
  package let width: Int
  /// Rows, px; a multiple of 32.
  package let height: Int

  package init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  /// Whether a detector may have this canvas, as it may have been read from a damaged file: not so large that it cannot be
  /// allocated.
  package var isPlausible: Bool {
    [width, height].allSatisfy { (32...65_536).contains($0) && $0 % 32 == 0 } && width * height <= 1 << 25
  }

  /// The side of the square of this area, px: what lengths that are stated at 256 px are scaled by.
  package var side: Double { (Double(width) * Double(height)).squareRoot() }

  /// The canvas for photographs of these sizes.
  ///
  /// Every photograph is thought of at an area of `side` × `side`; the canvas holds nine tenths of them along each axis.
  /// Photographs of one shape so have a canvas of that shape.
  ///
  /// By itself it is so large that the product, not the photograph, is given `productSide`² pixels, within `ownSides` and
  /// not beyond the photographs' own size: thin parts in wide pictures are looked at closely; of parts that fill the
  /// picture a patch still sees enough to know its place.
  /// - Parameters:
  ///   - sizes: of the photographs, px.
  ///   - side: side of the square whose area a photograph is given, px; 0 lets the photographs decide.
  ///   - productShare: the share of a photograph that shows the product, in (0, 1].
  package init(for sizes: [(width: Int, height: Int)], side: Int, productShare: Double = 1) {
    precondition(!sizes.isEmpty && productShare > 0 && productShare <= 1, "photographs that show a product")
    let side = side > 0 ? Double(side) : Self.ownSide(sizes, productShare: productShare)
    func length(_ ratio: ((width: Int, height: Int)) -> Double) -> Int {
      let lengths = sizes.map { side * ratio($0).squareRoot() }.sorted()
      return max(64, Int((lengths[(lengths.count - 1) * 9 / 10] / 32).rounded()) * 32)
    }
    width = length { Double($0.width) / Double($0.height) }
    height = length { Double($0.height) / Double($0.width) }
  }

  /// The side of the square whose area a product is given, px.
  private static let productSide = 144.0
  /// The sides that photographs are seen at by themselves, px: below, patches would show less than the backbone was
  /// trained to see; above, time is spent on detail that few defects need.
  package static let ownSides = 256.0...448.0

  private static func ownSide(_ sizes: [(width: Int, height: Int)], productShare: Double) -> Double {
    let sides = sizes.map { (Double($0.width) * Double($0.height)).squareRoot() }.sorted()
    let wanted = min(productSide / productShare.squareRoot(), sides[sides.count / 2])
    return min(max(wanted, ownSides.lowerBound), ownSides.upperBound)
  }

  /// Where a photograph of a size lies on the canvas.
  package func place(width: Int, height: Int) -> PixelBox {
    let scale = min(Double(self.width) / Double(width), Double(self.height) / Double(height))
    // Up to a thirty-second part is given away to a photograph that fills the canvas but for rounding.
    func fitted(_ length: Int, _ whole: Int) -> Int {
      let exact = Double(length) * scale
      return exact > Double(whole) * 31 / 32 ? whole : max(1, Int(exact.rounded()))
    }
    let (w, h) = (fitted(width, self.width), fitted(height, self.height))
    return PixelBox(x: (self.width - w) / 2, y: (self.height - h) / 2, width: w, height: h)
  }

  /// The photograph on the canvas, mirrored at its edges where it leaves room.
  package func lay(_ image: Image) -> Image {
    let box = place(width: image.width, height: image.height)
    let fitted = image.scaled(width: box.width, height: box.height)
    guard box.width < width || box.height < height else { return fitted }
    let columns = Self.mirrored(width, box.x, box.width)
    let rows = Self.mirrored(height, box.y, box.height)
    var canvas = Image(width: width, height: height, channels: fitted.channels, bitDepth: fitted.bitDepth)
    for channel in 0..<fitted.channels {
      for (y, row) in rows.enumerated() {
        for (x, column) in columns.enumerated() { canvas[channel, y, x] = fitted[channel, row, column] }
      }
    }
    return canvas
  }

  /// Values of a photograph's pixels on the canvas, averaged or interpolated and mirrored as the photograph is.
  package func lay(_ plane: Plane) -> Plane {
    let box = place(width: plane.width, height: plane.height)
    let fitted = plane.resized(
      width: box.width, height: box.height, filter: box.width < plane.width ? .area : .bilinear)
    guard box.width < width || box.height < height else { return fitted }
    let columns = Self.mirrored(width, box.x, box.width)
    let rows = Self.mirrored(height, box.y, box.height)
    return Plane(
      width: width, height: height, values: rows.flatMap { row in columns.map { fitted[row, $0] } })
  }

  /// For each place along an axis, the place in a photograph of `length` that begins at `start`: back and forth.
  private static func mirrored(_ whole: Int, _ start: Int, _ length: Int) -> [Int] {
    (0..<whole).map { position in
      let period = 2 * length
      let offset = ((position - start) % period + period) % period
      return offset < length ? offset : period - 1 - offset
    }
  }
}

extension Image {
  /// At another size: averaged where it shrinks, interpolated where it grows.
  func scaled(width: Int, height: Int) -> Image {
    resized(width: width, height: height, filter: width < self.width ? .area : .bilinear)
  }
}
