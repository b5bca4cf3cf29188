import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct LayTests {
  /// Stripes that run at `angle`, with grain.
  private func ground(_ angle: Double, grain: Double) -> Image {
    var stream = RandomStream(seed: 2, key: "ground")
    var image = Image(width: 120, height: 96, channels: 1)
    for y in 0..<96 {
      for x in 0..<120 {
        let across = Double(y) * cos(angle) - Double(x) * sin(angle)
        image[0, y, x] = Float(0.5 + 0.1 * sin(across * 1.1) + stream.normal(deviation: grain))
      }
    }
    return image
  }

  @Test(arguments: [-1.2, -0.5, 0, 0.4, 1.1, 1.5])
  func directionOfStripesIsFound(angle: Double) throws {
    let lay = try Surface(image: ground(angle, grain: 0.02)).lay
    let error = abs(atan2(sin(2 * (lay.angle - angle)), cos(2 * (lay.angle - angle)))) / 2
    #expect(error < 0.07)
    #expect(lay.coherence > 0.5)
  }

  @Test func grainHasNoLay() throws {
    var stream = RandomStream(seed: 3, key: "grain")
    var image = Image(width: 120, height: 96, channels: 1)
    for i in image.pixels.indices { image.pixels[i] = Float(0.5 + stream.normal(deviation: 0.05)) }
    #expect(try Surface(image: image).lay.coherence < 0.05)
  }

  /// The outline of a part on a ground is no texture.
  @Test func outlinesOfAPartAreNoLay() throws {
    let (image, foreground) = TestSurfaces.disc()
    let inside = try Surface(image: image, foreground: foreground).lay
    let whole = try Surface(image: TestSurfaces.texture()).lay
    #expect(abs(inside.coherence - whole.coherence) < 0.15)
  }

  @Test func cracksFollowTheLay() throws {
    let surface = try Surface(image: ground(0, grain: 0.01))
    var (along, all) = (0, 0)
    for seed in 0..<40 as Range<UInt64> {
      var stream = RandomStream(seed: seed, key: "lay")
      guard let defect = try DefectFamily.crack.draw(severity: 0.5, on: surface, using: &stream) else { continue }
      all += 1
      if defect.box.width > 2 * defect.box.height { along += 1 }
    }
    // A quarter of random directions would do.
    #expect(Double(along) > 0.45 * Double(all))
  }
}
