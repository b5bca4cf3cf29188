import Foundation
import Imaging
import Testing

@Suite struct BlurTests {
  @Test(arguments: [0.5, 1.3, 4.0, 30.0])
  func keepsConstantsAndMeans(_ sigma: Double) {
    #expect(
      Plane(width: 20, height: 9, filledWith: 0.4).blurred(sigma: sigma).values.allSatisfy { abs($0 - 0.4) < 1e-6 })
    let plane = Samples.plane(width: 33, height: 20)
    let (before, after) = (plane.values.reduce(0, +), plane.blurred(sigma: sigma).values.reduce(0, +))
    #expect(abs(before - after) < 1e-3 * before)
  }

  @Test func anImpulseBecomesTheGaussian() {
    var plane = Plane(width: 41, height: 41)
    plane[20, 20] = 1
    let blurred = plane.blurred(sigma: 2.5)
    for (x, y) in [(20, 20), (23, 20), (20, 15), (17, 25)] {
      let squared = Double((x - 20) * (x - 20) + (y - 20) * (y - 20))
      let expected = exp(-squared / (2 * 2.5 * 2.5)) / (2 * .pi * 2.5 * 2.5)
      #expect(abs(Double(blurred[y, x]) - expected) < 1e-5)
    }
  }
}
