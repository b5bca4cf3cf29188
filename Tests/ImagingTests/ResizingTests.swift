import Imaging
import Testing

@Suite struct ResizingTests {
  @Test(arguments: ResamplingFilter.allCases, [(50, 30), (7, 90), (13, 5), (1, 1)])
  func constantsStayConstant(_ filter: ResamplingFilter, _ size: (width: Int, height: Int)) {
    let plane = Plane(width: 23, height: 31, filledWith: 0.7).resized(
      width: size.width, height: size.height, filter: filter)
    #expect(plane.values.allSatisfy { abs($0 - 0.7) < 1e-6 })
  }

  @Test(arguments: [(8, 8), (10, 7), (64, 50)])
  func areaKeepsTheMean(_ size: (width: Int, height: Int)) {
    let plane = Samples.plane(width: 31, height: 40)
    let small = plane.resized(width: size.width, height: size.height, filter: .area)
    #expect(abs(mean(plane) - mean(small)) < 1e-5)
  }

  @Test func halvingByAreaAveragesFourPixels() {
    let plane = Plane(width: 4, height: 2, values: [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(plane.resized(width: 2, height: 1, filter: .area).values == [2.5, 4.5])
  }

  @Test func masksKeepThinLinesWhereAsked() {
    var mask = Mask(width: 100, height: 100)
    for y in 0..<100 { mask[y, 51] = true }
    #expect(mask.resized(width: 10, height: 10, rule: .nearest).area == 0)
    #expect(mask.resized(width: 10, height: 10, rule: .majority).area == 0)
    #expect(mask.resized(width: 10, height: 10, rule: .anyCovered).area == 10)
    #expect(mask.resized(width: 200, height: 200, rule: .nearest).area == 400)
  }

  private func mean(_ plane: Plane) -> Float { plane.values.reduce(0, +) / Float(plane.values.count) }
}
