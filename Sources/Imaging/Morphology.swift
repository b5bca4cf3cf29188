// Morphology by discs: the pixels whose centres lie within `radius` px. All of it goes through the exact distance
// transform, so it takes the same time for any radius. What lies beyond the image's border never changes what is
// inside: it counts as unset for dilation and as set for erosion.
extension Mask {
  /// Every pixel within `radius` px of a set one.
  public func dilated(radius: Float) -> Mask {
    precondition(radius >= 0, "the radius is not negative")
    return Mask(width: width, height: height, values: distanceTransform().distance.values.map { $0 <= radius ? 1 : 0 })
  }

  /// Every pixel with no unset one within `radius` px.
  public func eroded(radius: Float) -> Mask { inverted().dilated(radius: radius).inverted() }

  /// Erosion, then dilation: what the disc fits into. Never more than the mask.
  public func opened(radius: Float) -> Mask { eroded(radius: radius).dilated(radius: radius) }

  /// Dilation, then erosion: gaps that the disc does not fit into are closed. Never less than the mask.
  public func closed(radius: Float) -> Mask { dilated(radius: radius).eroded(radius: radius) }

  /// The mask with every unset region set that does not reach the image's border (by edges, not by corners).
  public func holesFilled() -> Mask {
    let outside = inverted().connectedComponents(.four)
    let reachesBorder = outside.components.map { component in
      let box = component.box
      return box.x == 0 || box.y == 0 || box.maxX == width || box.maxY == height
    }
    return outside.mask { reachesBorder[$0 - 1] }.inverted()
  }

  /// The set pixels that share an edge with an unset one; the image's border makes no boundary.
  public func boundary() -> Mask {
    var result = self
    for y in 0..<height {
      for x in 0..<width where self[y, x] {
        let inside =
          (x == 0 || self[y, x - 1]) && (x == width - 1 || self[y, x + 1]) && (y == 0 || self[y - 1, x])
          && (y == height - 1 || self[y + 1, x])
        if inside { result[y, x] = false }
      }
    }
    return result
  }

  /// The pixels set in both masks.
  public func intersection(_ other: Mask) -> Mask { combined(other) { $0 & $1 } }

  /// The pixels set in either mask.
  public func union(_ other: Mask) -> Mask { combined(other) { $0 | $1 } }

  /// The pixels set here and not in `other`.
  public func subtracting(_ other: Mask) -> Mask { combined(other) { $0 & (1 - $1) } }

  private func combined(_ other: Mask, _ operation: (UInt8, UInt8) -> UInt8) -> Mask {
    precondition(width == other.width && height == other.height, "masks of one size")
    return Mask(width: width, height: height, values: zip(values, other.values).map(operation))
  }
}
