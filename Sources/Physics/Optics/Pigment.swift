import Foundation
import Imaging
import Randomness

/// The colour of a film or of foreign material.
enum Pigment {
  /// A random linear colour: half of them greys from soot to chalk, a third earths and oxides, the rest anything.
  static func random(using stream: inout RandomStream) -> SIMD3<Double> {
    let kind = stream.uniform()
    if kind < 0.45 { return SIMD3(repeating: stream.logUniform(0.01...0.85)) * tinge(0.06, &stream) }
    if kind < 0.75 {
      let light = stream.logUniform(0.03...0.6)
      return SIMD3(light, light * stream.uniform(0.4...0.9), light * stream.uniform(0.08...0.6))
    }
    return SIMD3(stream.logUniform(0.01...0.9), stream.logUniform(0.01...0.9), stream.logUniform(0.01...0.9))
  }

  private static func tinge(_ deviation: Double, _ stream: inout RandomStream) -> SIMD3<Double> {
    SIMD3(
      exp(stream.normal(deviation: deviation)), exp(stream.normal(deviation: deviation)),
      exp(stream.normal(deviation: deviation)))
  }

  /// A film of such a colour; `hiding` 0 makes it a clear dye, 1 a paint.
  static func film(_ colour: SIMD3<Double>, thickness: Plane, hiding: Double) -> Film {
    let scattering = SIMD3<Float>(repeating: Float(hiding))
    var absorption = SIMD3<Float>.zero
    for channel in 0..<3 {
      let reflectance = Float(min(0.95, max(0.004, colour[channel])))
      let paint = Float(hiding) * KubelkaMunk.ratio(forOpaqueReflectance: reflectance)
      // A dye of unit thickness passes twice and leaves its colour: exp(-2K) = colour.
      absorption[channel] = Float(hiding) * paint + Float(1 - hiding) * -logf(reflectance) / 2
    }
    return Film(thickness: thickness, absorption: absorption, scattering: scattering)
  }
}
