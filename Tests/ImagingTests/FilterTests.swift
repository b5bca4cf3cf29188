import Imaging
import Testing

@Suite struct FilterTests {
  @Test(arguments: GradientOperator.allCases)
  func gradientsOfARampAreExact(_ kind: GradientOperator) {
    var plane = Plane(width: 12, height: 9)
    for y in 0..<9 { for x in 0..<12 { plane[y, x] = 0.25 * Float(x) - 0.5 * Float(y) } }
    let gradient = plane.gradient(kind)
    for y in 1..<8 {
      for x in 1..<11 {
        #expect(abs(gradient.dx[y, x] - 0.25) < 1e-6 && abs(gradient.dy[y, x] + 0.5) < 1e-6)
        #expect(abs(gradient.magnitude[y, x] - (0.3125 as Float).squareRoot()) < 1e-6)
      }
    }
  }

  @Test func boxFilterOfAnImpulseIsASquare() {
    var plane = Plane(width: 15, height: 15)
    plane[7, 7] = 25
    let filtered = plane.boxFiltered(radius: 2)
    for y in 0..<15 {
      for x in 0..<15 {
        #expect(abs(filtered[y, x] - (abs(x - 7) <= 2 && abs(y - 7) <= 2 ? 1 : 0)) < 1e-6)
      }
    }
  }

  @Test func histogramCountsEveryNumberOnce() {
    let histogram = Histogram([-1, 0, 0.24, 0.25, 0.5, 0.99, 1, 7, .nan], bins: 4)
    #expect(histogram.counts == [3, 1, 1, 3])
    #expect(histogram.upperEdge(of: 0) == 0.25)
  }

  @Test func otsuOfTwoValuesSplitsThemInTheMiddle() throws {
    let otsu = try #require(Histogram([0.1, 0.1, 0.1, 0.9], bins: 100).otsu())
    #expect(otsu.threshold > 0.45 && otsu.threshold < 0.55)
    #expect(abs(otsu.explainedVariance - 1) < 1e-6)
    #expect(Histogram([0.5, 0.5]).otsu() == nil)
    #expect(Histogram([]).otsu() == nil)
  }
}
