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

/// Rearranges planes by a map from target to source pixels; nil takes `fill`.
private func gather(
  _ samples: [Float], _ width: Int, _ height: Int, to target: (width: Int, height: Int), fill: Float,
  columns: (Int) -> Int?, rows: (Int) -> Int?
) -> [Float] {
  let planes = samples.count / (width * height)
  let fromX = (0..<target.width).map { columns($0) ?? -1 }
  let fromY = (0..<target.height).map { rows($0) ?? -1 }
  return [Float](unsafeUninitializedCapacity: planes * target.width * target.height) { output, count in
    samples.withUnsafeBufferPointer { input in
      for row in 0..<planes * target.height {
        let (plane, y) = (row / target.height, fromY[row % target.height])
        let out = output.baseAddress! + row * target.width
        out.initialize(repeating: fill, count: target.width)
        if y < 0 { continue }
        let line = input.baseAddress! + (plane * height + y) * width
        for (x, source) in fromX.enumerated() where source >= 0 { out[x] = line[source] }
      }
    }
    count = output.count
  }
}

/// Exchanges rows and columns of each plane, in tiles that fit the cache.
private func transpose(_ samples: [Float], _ width: Int, _ height: Int) -> [Float] {
  let tile = 32
  return [Float](unsafeUninitializedCapacity: samples.count) { output, count in
    samples.withUnsafeBufferPointer { input in
      for start in stride(from: 0, to: samples.count, by: width * height) {
        let (from, to) = (input.baseAddress! + start, output.baseAddress! + start)
        for top in stride(from: 0, to: height, by: tile) {
          for left in stride(from: 0, to: width, by: tile) {
            for y in top..<min(top + tile, height) {
              for x in left..<min(left + tile, width) { to[x * height + y] = from[y * width + x] }
            }
          }
        }
      }
    }
    count = samples.count
  }
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
