/// A rectangle of whole pixels: columns `x..<x + width`, rows `y..<y + height`.
public struct PixelBox: Sendable, Equatable, Hashable, Codable {
  /// First column, px.
  public var x: Int
  /// First row, px.
  public var y: Int
  /// Columns, px.
  public var width: Int
  /// Rows, px.
  public var height: Int

  /// The box of `width` × `height` pixels with its upper left pixel at (`x`, `y`).
  public init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// Pixels in the box.
  public var area: Int { width * height }
  /// The column after the last.
  public var maxX: Int { x + width }
  /// The row after the last.
  public var maxY: Int { y + height }

  /// The box with `margin` more pixels on each side, cut to an image of `width` × `height`.
  public func expanded(by margin: Int, within width: Int, _ height: Int) -> PixelBox {
    let (left, top) = (max(0, x - margin), max(0, y - margin))
    return PixelBox(x: left, y: top, width: min(width, maxX + margin) - left, height: min(height, maxY + margin) - top)
  }
}

/// What lies beyond the border of an image.
public enum Padding: Sendable {
  /// A constant.
  case constant(Float)
  /// The border pixel, repeated.
  case replicate
  /// The image mirrored at its edge: d c b a | a b c d | d c b a.
  case reflect

  /// The source index for index `i` of an axis of `count`; nil for the constant.
  func source(_ i: Int, _ count: Int) -> Int? {
    if i >= 0 && i < count { return i }
    switch self {
    case .constant: return nil
    case .replicate: return min(max(i, 0), count - 1)
    case .reflect: return reflected(i, count)
    }
  }

  var fill: Float { if case .constant(let value) = self { value } else { 0 } }
}

/// Index `i` folded into `0..<count` by mirrors at both edges.
func reflected(_ i: Int, _ count: Int) -> Int {
  let period = 2 * count
  let folded = ((i % period) + period) % period
  return folded < count ? folded : period - 1 - folded
}

/// Rearranges planes by a map from target to source pixels; nil takes the padding's constant.
private func gather<T>(
  _ samples: [T], _ width: Int, _ height: Int, to target: (width: Int, height: Int), fill: T,
  columns: (Int) -> Int?, rows: (Int) -> Int?
) -> [T] {
  let area = width * height
  let fromX = (0..<target.width).map { columns($0) ?? -1 }
  let fromY = (0..<target.height).map { rows($0) ?? -1 }
  var result = [T](repeating: fill, count: samples.count / area * target.width * target.height)
  var out = 0
  for plane in 0..<samples.count / area {
    for y in fromY {
      if y < 0 { out += target.width; continue }
      let row = plane * area + y * width
      for x in fromX {
        if x >= 0 { result[out] = samples[row + x] }
        out += 1
      }
    }
  }
  return result
}

private func transpose<T>(_ samples: [T], _ width: Int, _ height: Int) -> [T] {
  var result = samples
  for plane in 0..<samples.count / (width * height) {
    let start = plane * width * height
    for y in 0..<height {
      for x in 0..<width { result[start + x * height + y] = samples[start + y * width + x] }
    }
  }
  return result
}

extension Image {
  /// The part inside `box`, which lies inside the image.
  public func cropped(to box: PixelBox) -> Image {
    precondition(
      box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0 && box.maxX <= width && box.maxY <= height,
      "the box lies inside the image")
    return rearranged(box.width, box.height, columns: { $0 + box.x }, rows: { $0 + box.y })
  }

  /// The image with more pixels on its sides.
  public func padded(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0, with padding: Padding) -> Image {
    rearranged(
      width + left + right, height + top + bottom, fill: padding.fill,
      columns: { padding.source($0 - left, width) }, rows: { padding.source($0 - top, height) })
  }

  /// Left and right exchanged.
  public func flippedHorizontally() -> Image { rearranged(width, height, columns: { width - 1 - $0 }, rows: { $0 }) }

  /// Top and bottom exchanged.
  public func flippedVertically() -> Image { rearranged(width, height, columns: { $0 }, rows: { height - 1 - $0 }) }

  /// Rows and columns exchanged.
  public func transposed() -> Image {
    Image(
      width: height, height: width, channels: channels, bitDepth: bitDepth, pixels: transpose(pixels, width, height))
  }

  /// Turned counter-clockwise by `times` right angles.
  public func rotated90(times: Int = 1) -> Image {
    switch ((times % 4) + 4) % 4 {
    case 1: transposed().flippedVertically()
    case 2: rearranged(width, height, columns: { width - 1 - $0 }, rows: { height - 1 - $0 })
    case 3: transposed().flippedHorizontally()
    default: self
    }
  }

  private func rearranged(
    _ width: Int, _ height: Int, fill: Float = 0, columns: (Int) -> Int?, rows: (Int) -> Int?
  ) -> Image {
    let pixels = gather(
      pixels, self.width, self.height, to: (width, height), fill: fill, columns: columns, rows: rows)
    return Image(width: width, height: height, channels: channels, bitDepth: bitDepth, pixels: pixels)
  }
}

extension Plane {
  /// The part inside `box`, which lies inside the plane.
  public func cropped(to box: PixelBox) -> Plane { Plane(image().cropped(to: box)) }

  /// The plane with more pixels on its sides.
  public func padded(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0, with padding: Padding) -> Plane {
    Plane(image().padded(left: left, top: top, right: right, bottom: bottom, with: padding))
  }

  /// Left and right exchanged.
  public func flippedHorizontally() -> Plane { Plane(image().flippedHorizontally()) }

  /// Top and bottom exchanged.
  public func flippedVertically() -> Plane { Plane(image().flippedVertically()) }

  /// Turned counter-clockwise by `times` right angles.
  public func rotated90(times: Int = 1) -> Plane { Plane(image().rotated90(times: times)) }

  private init(_ grey: Image) { self.init(width: grey.width, height: grey.height, values: grey.pixels) }
}

extension Mask {
  /// The part inside `box`, which lies inside the mask.
  public func cropped(to box: PixelBox) -> Mask { Mask(image.cropped(to: box)) }

  /// The mask with more pixels on its sides.
  public func padded(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0, with padding: Padding) -> Mask {
    Mask(image.padded(left: left, top: top, right: right, bottom: bottom, with: padding))
  }

  /// Left and right exchanged.
  public func flippedHorizontally() -> Mask { Mask(image.flippedHorizontally()) }

  /// Top and bottom exchanged.
  public func flippedVertically() -> Mask { Mask(image.flippedVertically()) }

  /// Turned counter-clockwise by `times` right angles.
  public func rotated90(times: Int = 1) -> Mask { Mask(image.rotated90(times: times)) }
}
