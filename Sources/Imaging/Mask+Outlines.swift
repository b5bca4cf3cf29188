/// A closed line along the edges of pixels, with the set pixels on its right (clockwise around them on the screen).
public struct PixelOutline: Sendable, Equatable {
  /// Its corners in order, counted in pixel edges: (0, 0) is the upper left corner of the picture. Two that follow each
  /// other, the last and the first too, differ in exactly one coordinate.
  public let corners: [SIMD2<Int>]

  /// Whether it runs around unset pixels that set ones enclose.
  public var isHole: Bool { doubleArea < 0 }

  /// The set pixels along the line, in its order: each is a neighbour of the next, the last one of the first, straight or
  /// diagonally. A pixel at a convex corner comes once, one that the line passes on two sides twice.
  public var pixels: [SIMD2<Int>] {
    var path: [SIMD2<Int>] = []
    for (from, to) in zip(corners, corners.dropFirst() + corners.prefix(1)) {
      let (span, length) = (to &- from, max(abs(to.x - from.x), abs(to.y - from.y)))
      let step = SIMD2(span.x / length, span.y / length)
      // The pixel on the right of the first edge; corners are counted in the pixels below and to the right of them.
      let first = from &+ SIMD2(step.x < 0 || step.y > 0 ? -1 : 0, step.x < 0 || step.y < 0 ? -1 : 0)
      for index in 0..<length {
        let pixel = first &+ step &* SIMD2(index, index)
        if path.last != pixel { path.append(pixel) }
      }
    }
    if path.count > 1, path.first == path.last { path.removeLast() }
    return path
  }

  /// Twice the enclosed area, px²; negative around holes.
  var doubleArea: Int {
    zip(corners, corners.dropFirst() + corners.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
  }
}

extension Mask {
  /// The outlines of the mask and of its holes, in raster order of their first edges. Set pixels that share a corner
  /// lie within one outline, as 8-connected components do. Filled by the even-odd rule they give the mask back.
  public func outlines() -> [PixelOutline] {
    var seen = [Bool](repeating: false, count: values.count)
    var outlines: [PixelOutline] = []
    for y in 0..<height {
      for x in 0..<width where isSet(x, y) && !isSet(x, y - 1) && !seen[y * width + x] {
        outlines.append(outline(fromTopOf: SIMD2(x, y), &seen))
      }
    }
    return outlines
  }

  /// The directions east, south, west, north.
  private static let steps = [SIMD2(1, 0), SIMD2(0, 1), SIMD2(-1, 0), SIMD2(0, -1)]

  /// Follows the outline whose first edge in raster order is the top of `pixel`; every top that it passes is marked in `seen`.
  private func outline(fromTopOf pixel: SIMD2<Int>, _ seen: inout [Bool]) -> PixelOutline {
    var corners = [pixel]
    var (place, heading) = (pixel, 0)
    while true {
      if heading == 0 { seen[place.y * width + place.x] = true }
      place &+= Self.steps[heading]
      // Left first: two pixels that meet at a corner are then within one line.
      let next = [3, 0, 1].map { (heading + $0) % 4 }.first { isEdge(from: place, $0) }
      guard let next else { preconditionFailure("an outline is closed") }
      if place == pixel, next == 0 { return PixelOutline(corners: corners) }
      if next != heading { corners.append(place) }
      heading = next
    }
  }

  /// Whether an edge with a set pixel on its right and an unset one on its left leaves a corner in a direction.
  private func isEdge(from corner: SIMD2<Int>, _ heading: Int) -> Bool {
    let (x, y) = (corner.x, corner.y)
    return switch heading {
    case 0: isSet(x, y) && !isSet(x, y - 1)
    case 1: isSet(x - 1, y) && !isSet(x, y)
    case 2: isSet(x - 1, y - 1) && !isSet(x - 1, y)
    default: isSet(x, y - 1) && !isSet(x - 1, y - 1)
    }
  }

  private func isSet(_ x: Int, _ y: Int) -> Bool {
    x >= 0 && y >= 0 && x < width && y < height && values[y * width + x] != 0
  }
}
