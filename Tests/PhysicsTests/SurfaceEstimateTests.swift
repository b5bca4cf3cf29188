import Foundation
import Imaging
import Physics
import Randomness
import Testing

/// What the photograph tells about lamp, gloss and camera, against scenes in which they are known.
@Suite struct SurfaceEstimateTests {
  private func angle(_ a: Double, _ b: Double) -> Double { abs(atan2(sin(a - b), cos(a - b))) }

  @Test(arguments: [-2.9, -1.8, -0.6, 0.4, 1.5, 2.7], [0.6, 1.0])
  func theLampOverABallIsFound(azimuth: Double, elevation: Double) {
    let (image, foreground) = RenderedScenes.ball(Light(azimuth: azimuth, elevation: elevation, ambient: 0.3))
    let light = Light.estimate(image, foreground: foreground)
    #expect(light.confidence > 0.6)
    #expect(angle(light.azimuth, azimuth) < 0.15)
    #expect(light.elevationConfidence > 0.4)
    #expect(abs(light.elevation - elevation) < 0.25)
    #expect(abs(light.ambient - 0.3) < 0.2)
  }

  /// The axis is always found; low light casts shadows, which mostly tell its two ends apart, and are believed where right.
  @Test func lowLightOverGroundIsFound() {
    var sure = 0
    for seed in 0..<4 as Range<UInt64> {
      for azimuth in [-2.6, -1.0, 0.2, 1.9] {
        let truth = Light(azimuth: azimuth, elevation: 0.42, ambient: 0.3)
        let light = Light.estimate(RenderedScenes.ground(truth, seed: seed))
        #expect(light.confidence > 0.15)
        #expect(min(angle(light.azimuth, azimuth), angle(light.azimuth + .pi, azimuth)) < 0.26)
        guard light.confidence > 0.4 else { continue }
        sure += 1
        #expect(angle(light.azimuth, azimuth) < 0.26)
      }
    }
    #expect(sure >= 8)
  }

  /// High light leaves an axis, and the upper end is taken.
  @Test(arguments: [-2.4, -1.5, -0.7])
  func highLightOverGroundIsTakenFromAbove(azimuth: Double) {
    let image = RenderedScenes.ground(Light(azimuth: azimuth, elevation: 0.95, ambient: 0.3), steepness: 0.25)
    let light = Light.estimate(image)
    #expect(light.confidence > 0.1)
    #expect(angle(light.azimuth, azimuth) < 0.26)
  }

  @Test func nothingIsKnownOfPrintsGridsAndStripes() {
    var stream = RandomStream(seed: 5, key: "print")
    var speckle = Plane(width: 200, height: 200)
    speckle.values = speckle.values.map { _ in Float(0.5 + stream.normal(deviation: 0.5)) }
    speckle = speckle.blurred(sigma: 3)
    let stripes = Plane(width: 200, height: 200, values: (0..<40_000).map { 0.5 + 0.2 * sinf(Float($0 % 200) / 3) })
    let grid = Plane(
      width: 200, height: 200,
      values: (0..<40_000).map { 0.5 + 0.1 * sinf(Float($0 % 200) / 3) + 0.1 * sinf(Float($0 / 200) / 3) })
    for plane in [speckle, stripes, grid] { #expect(Light.estimate(plane.image()).confidence < 0.15) }
  }

  /// A disc without shading has an outline, but no light to tell.
  @Test func aFlatDiscTellsNothing() {
    var (image, foreground) = RenderedScenes.ball(Light())
    for i in foreground.values.indices { image.pixels[i] = foreground.values[i] != 0 ? 0.6 : 0.1 }
    #expect(Light.estimate(image, foreground: foreground).confidence < 0.15)
    #expect(Finish.estimate(image, foreground: foreground).confidence == 0)
  }

  @Test func roughnessOfGroundIsOrderedAndNear() {
    var last: Float = 0
    for roughness in [0.1, 0.16, 0.25] as [Float] {
      let image = RenderedScenes.ground(
        Light(azimuth: -2, elevation: 0.9, ambient: 0.3), finish: Finish(reflectance: 0.04, roughness: roughness),
        albedo: 0.12)
      let estimate = Finish.estimate(image)
      #expect(estimate.confidence > 0.2)
      #expect(estimate.finish.roughness > last)
      #expect(estimate.finish.roughness > roughness / 2 && estimate.finish.roughness < roughness * 2)
      #expect(estimate.finish.reflectance > 0.01 && estimate.finish.reflectance < 0.2)
      last = estimate.finish.roughness
    }
  }

  @Test func roughnessOfABallIsOrderedAndNear() {
    var last: Float = 0
    for roughness in [0.07, 0.11, 0.16] as [Float] {
      let (image, foreground) = RenderedScenes.ball(
        Light(azimuth: -2, elevation: 0.9, ambient: 0.3), finish: Finish(reflectance: 0.04, roughness: roughness),
        albedo: 0.12)
      let estimate = Finish.estimate(image, foreground: foreground)
      #expect(estimate.confidence > 0.2)
      #expect(estimate.finish.roughness > last)
      #expect(estimate.finish.roughness > roughness / 2.5 && estimate.finish.roughness < roughness * 2.5)
      last = estimate.finish.roughness
    }
  }

  @Test func mattSurfacesHaveNoGloss() {
    let light = Light(azimuth: -2, elevation: 0.9, ambient: 0.3)
    #expect(Finish.estimate(RenderedScenes.ground(light)).confidence == 0)
    let (image, foreground) = RenderedScenes.ball(light)
    #expect(Finish.estimate(image, foreground: foreground).confidence == 0)
    #expect(Finish.estimate(Image(width: 8, height: 8, channels: 3)).confidence == 0)
  }

  /// Variance 0.0001 + 0.0004 · sample, as photon noise has it, on a wedge of grey.
  @Test func noiseThatGrowsWithLightIsMeasured() {
    var stream = RandomStream(seed: 6, key: "photons")
    var image = Image(width: 512, height: 256, channels: 1)
    for y in 0..<256 {
      for x in 0..<512 {
        let level = 0.15 + 0.7 * Double(x) / 511
        image[0, y, x] = Float(level + stream.normal(deviation: (1e-4 + 4e-4 * level).squareRoot()))
      }
    }
    let camera = Camera.estimate(image)
    #expect(abs(camera.noiseSlope / 4e-4 - 1) < 0.3)
    for level in [0.3, 0.5, 0.8] {
      #expect(abs(Double(camera.deviation(at: Float(level))) / (1e-4 + 4e-4 * level).squareRoot() - 1) < 0.2)
    }
  }

  /// An opaque square of linear light 0.5 on a grey of 0.3, drawn for a camera.
  private func square(_ camera: Camera) throws -> Image {
    var image = Image(width: 200, height: 160, channels: 1, filledWith: 0.3)
    var stream = RandomStream(seed: 8, key: "square")
    for i in image.pixels.indices { image.pixels[i] += Float(stream.normal(deviation: camera.noise)) }
    let surface = try Surface(image: image, camera: camera)
    let box = PixelBox(x: 40, y: 20, width: 120, height: 120)
    var opacity = Plane(width: 120, height: 120)
    for y in 20..<100 { for x in 20..<100 { opacity[y, x] = 1 } }
    var defect = Defect(
      family: .foreignMatter, parameters: [:], box: box, coverage: Plane(width: 120, height: 120, filledWith: 1))
    defect.patch = Patch(light: [Plane(width: 120, height: 120, filledWith: 0.5)], opacity: opacity)
    return try #require(DefectRenderer().render([defect], on: surface, using: &stream)).image
  }

  /// What hides the surface has the noise of the photograph at its own brightness.
  @Test func opaqueMatterHasThePhotographsNoise() throws {
    let camera = Camera(noise: 0.01, noiseLevel: 0.3, noiseSlope: 4e-4, blur: 0.9)
    let seen = try square(camera)
    let matter = (50..<110).flatMap { y in (75..<125).map { x in Double(seen[0, y, x]) } }
    let mean = matter.reduce(0, +) / Double(matter.count)
    let deviation = (matter.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(matter.count)).squareRoot()
    #expect(abs(deviation / Double(camera.deviation(at: Float(mean))) - 1) < 0.1)
  }

  @Test(arguments: [0.8, 1.1, 1.5])
  func opaqueMatterHasThePhotographsSharpness(blur: Double) throws {
    let seen = try square(Camera(noise: 0.003, blur: blur))
    #expect(abs(Camera.estimate(seen).blur / blur - 1) < 0.15)
  }
}
