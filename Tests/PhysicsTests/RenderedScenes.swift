import Foundation
import Imaging
import Physics
import Randomness

/// Photographs of simple bodies under known light, rendered from first principles: Lambert's law, an even sky, GGX.
enum RenderedScenes {
  /// A ball of radius 90 px before a dark ground, 256 px wide, and where it is.
  static func ball(_ light: Light, finish: Finish = .matt, albedo: Float = 0.4) -> (image: Image, foreground: Mask) {
    var luminance = Plane(width: 256, height: 256, filledWith: 0.02)
    var foreground = Mask(width: 256, height: 256)
    for y in 0..<256 {
      for x in 0..<256 {
        let (nx, ny) = ((Float(x) - 127.5) / 90, (Float(y) - 127.5) / 90)
        let squared = 1 - nx * nx - ny * ny
        guard squared > 0 else { continue }
        foreground[y, x] = true
        luminance[y, x] = radiance(SIMD3(nx, ny, squared.squareRoot()), light, finish, albedo, lit: 1)
      }
    }
    return (photograph(luminance), foreground)
  }

  /// Rough ground of smooth bumps with cast shadows, 256 px wide.
  /// - Parameter steepness: root mean square slope, about.
  static func ground(
    _ light: Light, finish: Finish = .matt, albedo: Float = 0.4, steepness: Float = 0.35, seed: UInt64 = 1
  ) -> Image {
    var stream = RandomStream(seed: seed, key: "ground")
    let box = PixelBox(x: 0, y: 0, width: 256, height: 256)
    var height = GradientNoise(using: &stream).fractal(box, cell: 22, octaves: 2, gain: 0.3).blurred(sigma: 2)
    let slopes = height.gradient()
    let mean = slopes.magnitude.values.reduce(0) { $0 + $1 * $1 } / Float(height.values.count)
    let scale = steepness * Float(2).squareRoot() / mean.squareRoot()
    height.values = height.values.map { $0 * scale }
    let lit = ReliefVisibility.lamp(height, pitch: 1, light: light)
    var luminance = height
    for i in luminance.values.indices {
      let normal = SIMD3(-scale * slopes.dx.values[i], -scale * slopes.dy.values[i], 1)
      let unit = normal / (normal * normal).sum().squareRoot()
      luminance.values[i] = radiance(unit, light, finish, albedo, lit: lit?.values[i] ?? 1)
    }
    return photograph(luminance)
  }

  private static func radiance(
    _ normal: SIMD3<Float>, _ light: Light, _ finish: Finish, _ albedo: Float, lit: Float
  ) -> Float {
    let lamp = light.direction
    let sum = lamp + SIMD3(0, 0, 1)
    let halfway = sum / (sum * sum).sum().squareRoot()
    let ambient = Float(light.ambient)
    let facing = max(0, (normal * lamp).sum())
    let matt = albedo * (ambient * (1 + normal.z) / 2 + (1 - ambient) * lit * facing / lamp.z)
    let mirror =
      Microfacet.distribution(cosine: (normal * halfway).sum(), roughness: finish.roughness)
      * Microfacet.visibility(lamp: facing, camera: normal.z, roughness: finish.roughness)
      * Microfacet.fresnel(cosine: halfway.z, normalReflectance: finish.reflectance)
    return matt + (finish.reflectance > 0 ? .pi * (1 - ambient) / lamp.z * mirror * facing * lit : 0)
  }

  /// Through a lens, with noise, encoded in 8 bits.
  private static func photograph(_ luminance: Plane) -> Image {
    var stream = RandomStream(seed: 7, key: "camera")
    var seen = luminance.blurred(sigma: 0.7)
    seen.values = seen.values.map { light in
      let encoded = SRGB.encoded(fromLinear: min(1, max(0, light))) + Float(stream.normal(deviation: 0.004))
      return (min(1, max(0, encoded)) * 255).rounded() / 255
    }
    return seen.image()
  }
}
