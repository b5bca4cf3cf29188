import Foundation
import Imaging
import Testing

/// What OpenCV's `fillPoly` makes of a closed line of whole pixels along rows, columns and diagonals: the pixels on the line,
/// and those inside by the even-odd rule. Compared with OpenCV itself in ``FilledLineTests``.
func filledLine(_ points: [SIMD2<Int>], width: Int, height: Int) -> Mask {
  var (mask, isInside) = (Mask(width: width, height: height), Mask(width: width, height: height))
  for (a, b) in zip(points, points.dropFirst() + points.prefix(1)) {
    let (span, length) = (b &- a, max(abs(b.x - a.x), abs(b.y - a.y)))
    let step = length == 0 ? SIMD2(0, 0) : SIMD2(span.x / length, span.y / length)
    for index in 0...length {
      let place = a &+ step &* SIMD2(index, index)
      mask[place.y, place.x] = true
      // A row belongs to a line from its upper end up to its lower one.
      guard step.y != 0, index != (step.y > 0 ? length : 0) else { continue }
      for x in place.x + 1..<max(width, place.x + 1) { isInside[place.y, x].toggle() }
    }
  }
  return mask.union(isInside)
}

@Suite struct FilledLineTests {
  @Test func linesAreFilledAsOpenCVFillsThem() throws {
    struct Case: Decodable {
      let points: [[Int]]
      let rows: [String]
    }
    let url = try #require(Bundle.module.url(forResource: "Golden/fill", withExtension: "json"))
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
    #expect(cases.count == 40)
    for (index, golden) in cases.enumerated() {
      let (width, height) = (golden.rows[0].count, golden.rows.count)
      let expected = Mask(width: width, height: height, values: golden.rows.joined().map { $0 == "1" ? 1 : 0 })
      let points = golden.points.map { SIMD2($0[0], $0[1]) }
      #expect(filledLine(points, width: width, height: height) == expected, "line \(index)")
    }
  }
}
