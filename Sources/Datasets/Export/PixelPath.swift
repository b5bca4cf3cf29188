import Imaging

/// A closed line from centre to centre of pixels, as formats without holes draw a region.
///
/// Programs that read such formats fill it and draw its line (OpenCV's `fillPoly`), so it runs through the outermost pixels
/// of the region, not around them. Holes are joined to it by rows of set pixels that it runs along there and back. Filled by
/// the even-odd rule, its line included, it gives exactly the region.
struct PixelPath {
  /// Pixels of the line; the last is joined to the first.
  private var pixels: [SIMD2<Int>] = []
  /// The position in `pixels` that follows each.
  private var next: [Int] = []
  /// A position of each pixel that the line runs through.
  private var position: [SIMD2<Int>: Int] = [:]

  /// The line of one 8-connected region.
  init(around region: Mask) {
    let outlines = region.outlines()
    for outline in outlines where !outline.isHole { _ = addCycle(outline.pixels) }
    // From left to right: what lies to the left of a hole then belongs to the line already.
    let holes = outlines.filter(\.isHole).map(\.pixels).map { cycle in
      (cycle: cycle, leftmost: cycle.indices.min { cycle[$0].x < cycle[$1].x } ?? 0)
    }
    for (cycle, leftmost) in holes.sorted(by: { $0.cycle[$0.leftmost].x < $1.cycle[$1.leftmost].x }) {
      join(cycle, at: leftmost, in: region)
    }
  }

  /// The pixels at which the line turns, three at least.
  var corners: [SIMD2<Int>] {
    guard !pixels.isEmpty else { return [] }
    var line: [SIMD2<Int>] = []
    var place = 0
    repeat {
      line.append(pixels[place])
      place = next[place]
    } while place != 0
    let turns = line.indices.filter { index in
      let (before, after) = (line[(index + line.count - 1) % line.count], line[(index + 1) % line.count])
      return line[index] &- before != after &- line[index]
    }
    let kept = turns.map { line[$0] }
    return kept.count >= 3 ? kept : (0..<3).map { (kept.isEmpty ? line : kept)[min($0, max(kept.count, 1) - 1)] }
  }

  /// Adds a closed line; returns the position of its first pixel.
  private mutating func addCycle(_ cycle: [SIMD2<Int>]) -> Int {
    let start = pixels.count
    for (index, pixel) in cycle.enumerated() {
      pixels.append(pixel)
      next.append(index + 1 < cycle.count ? start + index + 1 : start)
      if position[pixel] == nil { position[pixel] = start + index }
    }
    return start
  }

  /// Joins the line of a hole by the row of set pixels on the left of its leftmost one.
  private mutating func join(_ cycle: [SIMD2<Int>], at leftmost: Int, in region: Mask) {
    let near = cycle[leftmost]
    var far = near
    while far.x > 0, region[far.y, far.x - 1] { far.x -= 1 }
    guard let way = position[far] else { preconditionFailure("an outline runs through the end of every row") }
    let start = addCycle(cycle)
    // There: far, near, once around. Back: near again, far again, and on.
    let (entry, ends) = (start + leftmost, pixels.count)
    pixels += [near, far]
    next += [ends + 1, next[way]]
    let last = start + (leftmost + cycle.count - 1) % cycle.count
    next[last] = ends
    next[way] = entry
  }
}
