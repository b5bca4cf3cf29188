import Foundation
import Imaging
import Physics
import Randomness
import Testing

/// Light on relief against closed forms.
@Suite struct ReliefOpticsTests {
  /// The projected area of all micro-facets is that of the surface.
  @Test(arguments: [0.05, 0.1, 0.3, 0.6, 1] as [Float])
  func facetsCoverTheSurface(roughness: Float) {
    let steps = 20_000
    var sum = 0.0
    for k in 0..<steps {
      // Steps that are even in tan θ/α resolve the lobe at any roughness.
      let u = (Double(k) + 0.5) / Double(steps)
      let tangent = Double(roughness) * (u / (1 - u)).squareRoot()
      let cosine = 1 / (1 + tangent * tangent).squareRoot()
      // dω cos θ = 2π sin θ cos θ dθ = π d(sin²θ), and sin²θ = t²/(1+t²) with t² = α² u/(1-u).
      let a2 = Double(roughness * roughness)
      let width = a2 / pow(1 - u + a2 * u, 2) / Double(steps)
      sum += Double.pi * Double(Microfacet.distribution(cosine: Float(cosine), roughness: roughness)) * width
    }
    #expect(abs(sum - 1) < 0.01)
  }

  /// Under light from everywhere a perfect mirror surface sends back no more than it gets, and nearly all where smooth.
  @Test(arguments: [0.1, 0.3, 0.6, 1] as [Double], [0.2, 0.6, 1.0])
  func whiteFurnace(roughness: Double, cosine: Double) {
    let camera = SIMD3((1 - cosine * cosine).squareRoot(), 0, cosine)
    let (rings, sectors) = (160, 160)
    var sum = 0.0
    for ring in 0..<rings {
      for sector in 0..<sectors {
        // Even in the distribution of facets: ω = reflection of the camera about a facet drawn from D cos θ.
        let u = (Double(ring) + 0.5) / Double(rings)
        let tangent = roughness * (u / (1 - u)).squareRoot()
        let (z, angle) = (1 / (1 + tangent * tangent).squareRoot(), 2 * Double.pi * Double(sector) / Double(sectors))
        let facet = SIMD3(z * tangent * cos(angle), z * tangent * sin(angle), z)
        let met = (camera * facet).sum()
        let lamp = 2 * met * facet - camera
        guard met > 0, lamp.z > 0 else { continue }
        let visibility = Microfacet.visibility(
          lamp: Float(lamp.z), camera: Float(cosine), roughness: Float(roughness))
        // f cos / density, with density = D z / (4 met).
        sum += Double(visibility) * lamp.z * 4 * met / z / Double(rings * sectors)
      }
    }
    #expect(sum <= 1.005)
    if roughness == 0.1 { #expect(sum > (cosine < 0.5 ? 0.88 : 0.97)) }
    // In closed form: what one reflection leaves of light that meets the roughest surface head-on.
    if roughness == 1, cosine == 1 { #expect(abs(sum - (1 - log(2))) < 0.003) }
  }

  @Test func fresnelGoesFromItsNormalValueToOne() {
    #expect(Microfacet.fresnel(cosine: 1, normalReflectance: 0.04) == 0.04)
    #expect(Microfacet.fresnel(cosine: 0, normalReflectance: 0.04) == 1)
    #expect(Microfacet.fresnel(cosine: 0.5, normalReflectance: 0.5) == 0.5 + 0.5 / 32)
  }

  /// A wall of 480 µm on pixels of 40 µm, across the light.
  private func wall() -> Plane {
    var relief = Plane(width: 120, height: 100)
    for y in 0..<100 { for x in 40..<60 { relief[y, x] = 480 } }
    return relief
  }

  @Test(arguments: [20.0, 30, 45, 60])
  func aShadowIsAsLongAsTheWallIsHigh(elevation: Double) throws {
    let tangent = tan(elevation * .pi / 180)
    for azimuth in [0, Double.pi] {
      let light = Light(azimuth: azimuth, elevation: elevation * .pi / 180, spread: 0)
      let lit = try #require(ReliefVisibility.lamp(wall(), pitch: 40, light: light))
      let beyond = azimuth == 0 ? 0..<40 : 60..<120
      let length = beyond.reduce(0.0) { $0 + Double(1 - lit[50, $1]) }
      #expect(abs(length - 12 / tangent) <= 1)
      let before = azimuth == 0 ? 60..<120 : 0..<40
      #expect(before.allSatisfy { lit[50, $0] == 1 })
    }
  }

  @Test(arguments: [-2.4, -1.2, -0.3, 0.5, 1.9, 2.9])
  func shadowsFallAwayFromTheLamp(azimuth: Double) throws {
    var post = Plane(width: 101, height: 101)
    for y in 47...53 { for x in 47...53 { post[y, x] = 800 } }
    let light = Light(azimuth: azimuth, elevation: .pi / 4)
    let lit = try #require(ReliefVisibility.lamp(post, pitch: 40, light: light))
    var centre = SIMD2<Double>.zero
    for y in 0..<101 {
      for x in 0..<101 where post[y, x] == 0 {
        centre += Double(1 - lit[y, x]) * SIMD2(Double(x) - 50, Double(y) - 50)
      }
    }
    let direction = atan2(-centre.y, -centre.x)
    #expect(abs(atan2(sin(direction - azimuth), cos(direction - azimuth))) < 0.06)
  }

  @Test func aLargeLampHasASoftShadow() throws {
    func penumbra(_ spread: Double) throws -> Int {
      let light = Light(azimuth: .pi, elevation: 0.6, spread: spread)
      let lit = try #require(ReliefVisibility.lamp(wall(), pitch: 40, light: light))
      return (60..<120).count { lit[50, $0] > 0.05 && lit[50, $0] < 0.95 }
    }
    #expect(try penumbra(0) <= 2)
    #expect(try penumbra(0.15) >= 5)
  }

  @Test func aShallowReliefThrowsNoShadow() {
    var relief = Plane(width: 30, height: 30)
    relief[15, 15] = 3
    #expect(ReliefVisibility.lamp(relief, pitch: 50, light: Light()) == nil)
  }

  /// The middle of a cylinder's floor sees sin² of half its opening: R² / (R² + H²).
  @Test(arguments: [(12.0, 6.0), (12, 12), (20, 30), (30, 15)])
  func skyOverACylinder(radius: Double, depth: Double) {
    let side = Int(2 * radius) + 21
    let middle = side / 2
    var relief = Plane(width: side, height: side)
    for y in 0..<side {
      for x in 0..<side where hypot(Double(x - middle), Double(y - middle)) < radius {
        relief[y, x] = Float(-depth * 25)
      }
    }
    let sky = ReliefVisibility.sky(relief, pitch: 25)
    let expected = radius * radius / (radius * radius + depth * depth)
    #expect(abs(Double(sky[middle, middle]) - expected) < 0.06)
    #expect(abs(sky[1, 1] - 1) < 0.02)
  }

  /// A facet of a long slope sees (1 + cos) / 2 of the sky's light.
  @Test(arguments: [0.2, 0.5, 1.0] as [Float])
  func skyOverASlope(slope: Float) {
    var relief = Plane(width: 240, height: 240)
    for y in 0..<240 { for x in 0..<240 { relief[y, x] = slope * Float(x) } }
    let sky = ReliefVisibility.sky(relief, pitch: 1)
    let expected = (1 + 1 / (1 + slope * slope).squareRoot()) / 2
    #expect(abs(sky[120, 120] - expected) < 0.02)
  }

  @Test func lightStaysSaneOnWildRelief() throws {
    var stream = RandomStream(seed: 4, key: "wild")
    for (level, reflectance) in [(0, 1), (1, 1), (0.5, 0.04), (0.5, 1)] as [(Float, Float)] {
      let surface = try Surface(
        image: Image(width: 64, height: 64, channels: 3, filledWith: level), camera: Camera(noise: 0, blur: 0.3))
      let box = PixelBox(x: 8, y: 8, width: 48, height: 48)
      var relief = GradientNoise(using: &stream).fractal(box, cell: 9, octaves: 4)
      relief.values = relief.values.map { $0 * 3000 }
      var defect = Defect(
        family: .surfaceWear, parameters: [:], box: box, coverage: Plane(width: 48, height: 48, filledWith: 1))
      defect.relief = relief
      defect.finish = Finish(reflectance: reflectance, roughness: 0.05)
      let rendering = DefectRenderer().render([defect], on: surface, using: &stream)
      for sample in rendering?.image.pixels ?? [] { #expect(sample >= 0 && sample <= 1) }
    }
  }

  /// What stands on the surface throws a shadow, which is part of the change and so of the mask.
  @Test func aParticleThrowsItsShadow() throws {
    let image = Image(width: 96, height: 96, channels: 1, filledWith: 180 / 255)
    let surface = try Surface(
      image: image, light: Light(azimuth: 0, elevation: 0.7, ambient: 0.3), camera: Camera(noise: 0, blur: 0.4))
    let box = PixelBox(x: 40, y: 40, width: 12, height: 12)
    var defect = Defect(
      family: .foreignMatter, parameters: [:], box: box, coverage: Plane(width: 12, height: 12, filledWith: 1))
    defect.relief = Plane(width: 12, height: 12, filledWith: 300)
    var stream = RandomStream(seed: 1, key: "particle")
    let rendering = try #require(DefectRenderer().render([defect], on: surface, using: &stream))
    #expect(rendering.mask[46, 36] && rendering.image[0, 46, 36] < 140 / 255)
    #expect(!rendering.mask[46, 60])
  }
}
