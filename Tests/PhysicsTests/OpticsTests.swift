import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct OpticsTests {
  @Test func kubelkaMunkHasItsLimits() {
    let thin = KubelkaMunk.reflectance(substrate: 0.6, absorption: 1, scattering: 1, thickness: 0)
    #expect(thin == 0.6)
    let thick = KubelkaMunk.reflectance(substrate: 0.6, absorption: 1, scattering: 1, thickness: 50)
    #expect(abs(thick - KubelkaMunk.opaqueReflectance(absorption: 1, scattering: 1)) < 1e-5)
    #expect(abs(thick - (2 - Float(3).squareRoot())) < 1e-5)
    let dye = KubelkaMunk.reflectance(substrate: 0.6, absorption: 0.7, scattering: 0, thickness: 1.5)
    #expect(abs(dye - 0.6 * exp(-2.1)) < 1e-6)
  }

  /// dR/dX = S (1 - 2 a R + R²) with R(0) = R_g, integrated by the classical Runge–Kutta rule.
  @Test func kubelkaMunkSolvesItsEquation() {
    let (absorption, scattering, substrate) = (0.4, 1.3, 0.25)
    let a = 1 + absorption / scattering
    func slope(_ r: Double) -> Double { scattering * (1 - 2 * a * r + r * r) }
    var r = substrate
    let step = 1e-3
    for _ in 0..<800 {
      let k1 = slope(r)
      let k2 = slope(r + step / 2 * k1)
      let k3 = slope(r + step / 2 * k2)
      r += step / 6 * (k1 + 2 * k2 + 2 * k3 + slope(r + step * k3))
    }
    let closed = KubelkaMunk.reflectance(
      substrate: Float(substrate), absorption: Float(absorption), scattering: Float(scattering), thickness: 0.8)
    #expect(abs(Double(closed) - r) < 1e-5)
  }

  @Test func kubelkaMunkRatioIsTheInverse() {
    for reflectance in stride(from: Float(0.05), to: 0.95, by: 0.1) {
      let ratio = KubelkaMunk.ratio(forOpaqueReflectance: reflectance)
      #expect(abs(KubelkaMunk.opaqueReflectance(absorption: ratio, scattering: 1) - reflectance) < 1e-4)
    }
  }

  @Test func lightIsUnknownOnAFlatPicture() {
    let light = Light.estimate(Image(width: 64, height: 64, channels: 3, filledWith: 0.5))
    #expect(light.confidence == 0)
  }

  @Test func lightFollowsAShadedSphere() {
    let azimuth = -2.0
    var image = Image(width: 128, height: 128, channels: 1, filledWith: 0)
    let lamp = Light(azimuth: azimuth, elevation: 0.9).direction
    for y in 0..<128 {
      for x in 0..<128 {
        let (nx, ny) = ((Float(x) - 64) / 50, (Float(y) - 64) / 50)
        let inside = 1 - nx * nx - ny * ny
        guard inside > 0 else { continue }
        image[0, y, x] = max(0.05, 0.9 * (nx * lamp.x + ny * lamp.y + inside.squareRoot() * lamp.z))
      }
    }
    let light = Light.estimate(image)
    let error = abs(atan2(sin(light.azimuth - azimuth), cos(light.azimuth - azimuth)))
    #expect(light.confidence > 0.2)
    #expect(error < 0.35)
  }

  @Test(arguments: [0.005, 0.01, 0.02])
  func noiseIsMeasured(deviation: Double) {
    var stream = RandomStream(seed: 3, key: "noise")
    var image = Image(width: 128, height: 128, channels: 1, filledWith: 0.5)
    for i in image.pixels.indices { image.pixels[i] += Float(stream.normal(deviation: deviation)) }
    #expect(abs(Camera.estimate(image).noise / deviation - 1) < 0.2)
  }

  @Test(arguments: [0.8, 1.0, 1.25])
  func blurIsMeasured(deviation: Double) {
    var image = Image(width: 128, height: 64, channels: 1)
    for y in 0..<64 {
      for x in 0..<128 {
        let edge = erf((Double(x) - 64.3 - 0.1 * Double(y)) / (deviation * 2.0.squareRoot()))
        image[0, y, x] = Float(0.5 + 0.35 * edge)
      }
    }
    #expect(abs(Camera.estimate(image).blur / deviation - 1) < 0.2)
  }

  /// Grain and one-pixel lines are steep, but say nothing about how a lens blurs a step.
  @Test func grainAndHairlinesDoNotPassForASharpLens() {
    var stream = RandomStream(seed: 4, key: "grain")
    var image = Image(width: 160, height: 96, channels: 1)
    for y in 0..<96 {
      for x in 0..<160 {
        let edge = erf((40.3 - abs(Double(x) - 79.5)) / (1.2 * 2.0.squareRoot()))
        let hairline = x % 16 == 3 ? 0.15 : 0
        image[0, y, x] = Float(0.5 + 0.25 * edge + hairline + stream.normal(deviation: 0.01))
      }
    }
    #expect(abs(Camera.estimate(image).blur / 1.2 - 1) < 0.2)
  }

  /// A dome is brighter on the side of the lamp.
  @Test func reliefIsShadedByTheLamp() throws {
    let image = Image(width: 64, height: 64, channels: 1, filledWith: 128 / 255)
    let light = Light(azimuth: 0, elevation: .pi / 4, ambient: 0.3)
    let surface = try Surface(image: image, light: light, camera: Camera(noise: 0, blur: 0.3))
    let box = PixelBox(x: 12, y: 12, width: 40, height: 40)
    var (coverage, relief) = (Plane(width: 40, height: 40, filledWith: 1), Plane(width: 40, height: 40))
    for y in 0..<40 {
      for x in 0..<40 {
        let rho = Float((x - 20) * (x - 20) + (y - 20) * (y - 20)) / 324
        relief[y, x] = 300 * max(0, 1 - rho) * max(0, 1 - rho)
        coverage[y, x] = rho < 1 ? 1 : 0
      }
    }
    var defect = Defect(family: .plasticWarpage, parameters: [:], box: box, coverage: coverage)
    defect.relief = relief
    var stream = RandomStream(seed: 1, key: "dome")
    let rendering = try #require(DefectRenderer().render([defect], on: surface, using: &stream))
    #expect(rendering.image[0, 32, 40] > image[0, 32, 40] + 0.03)
    #expect(rendering.image[0, 32, 24] < image[0, 32, 24] - 0.03)
  }
}
