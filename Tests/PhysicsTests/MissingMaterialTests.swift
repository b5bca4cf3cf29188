import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct MissingMaterialTests {
  /// Where a print is missing, an even gradient of light goes on below it, since a linear function is harmonic.
  @Test func continuationFollowsTheSurroundings() throws {
    var image = Image(width: 96, height: 96, channels: 1, bitDepth: 16)
    func ground(_ x: Int, _ y: Int) -> Float { 0.2 + 0.003 * Float(x) + 0.002 * Float(y) }
    for y in 0..<96 {
      for x in 0..<96 {
        let print: Float = abs(x - 48) < 5 && abs(y - 48) < 5 ? 0.3 : 0
        image[0, y, x] = SRGB.encoded(fromLinear: ground(x, y) + print)
      }
    }
    let surface = try Surface(image: image, pixelPitch: 1, light: Light(), camera: Camera(noise: 0, blur: 0.3))
    var stream = RandomStream(seed: 1, key: "print")
    var parameters = MissingMaterialParameters(severity: 0.5, fieldOfView: 96, using: &stream)
    parameters.outline = OutlineParameters(shape: .drop, radius_um: 14, elongation: 1, raggedness: 0)
    (parameters.continuation, parameters.shadow, parameters.face_um, parameters.pull_um) = (1, 0, 0, 0)
    let defect = try #require(MissingMaterial(parameters).defect(on: surface, at: SIMD2(48, 48), using: &stream))
    let light = try #require(defect.patch).light[0]
    for y in 36..<60 {
      for x in 36..<60 {
        #expect(abs(light[y - defect.box.y, x - defect.box.x] - ground(x, y)) < 0.004)
      }
    }
  }
}
