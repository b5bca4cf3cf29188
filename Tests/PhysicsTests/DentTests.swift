import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct DentTests {
  private func relief(pileUp: Double, seed: UInt64 = 1) throws -> Plane {
    var stream = RandomStream(seed: 3, key: "parameters")
    var parameters = DentParameters(severity: 0.5, fieldOfView: 5000, using: &stream)
    (parameters.indenter, parameters.radius_um, parameters.length_um, parameters.tilt_deg) = (.ball, 1500, 0, 0)
    (parameters.hardness_MPa, parameters.youngs_MPa, parameters.poisson) = (500, 100_000, 0.3)
    // A contact of half a millimetre.
    parameters.force_N = 500 * .pi * 0.25
    (parameters.pileUp, parameters.span_um, parameters.pressure_MPa, parameters.count) = (pileUp, 0, 0, 1)
    let surface = try Surface(
      image: Image(width: 200, height: 200, channels: 1, filledWith: 0.5), pixelPitch: 25, light: Light(),
      camera: Camera(noise: 0, blur: 0.3))
    stream = RandomStream(seed: seed, key: "dent")
    let defect = try #require(Dent(parameters).defect(on: surface, at: SIMD2(100, 100), using: &stream))
    return try #require(defect.relief)
  }

  /// Without pile-up all is below the surface; with a share of it, that share of the dent's volume stands around it.
  @Test func pileUpHoldsItsShareOfTheVolume() throws {
    let sunk = try relief(pileUp: 0)
    let volume = sunk.values.reduce(0, +)
    #expect(sunk.values.allSatisfy { $0 <= 0 })
    for share in [0.3, 1] as [Float] {
      let piled = try relief(pileUp: Double(share))
      #expect(abs(piled.values.reduce(0, +) / volume - (1 - share)) < 0.02)
      #expect(piled.values.contains { $0 > 0 })
    }
  }

  /// The dent of a ball is a cap: its depth is that of the ball's where it touched, less what springs back.
  @Test func theDentOfABallIsACap() throws {
    let depth = -Double(try relief(pileUp: 0).values.reduce(0, min))
    // a² / 2R = 83 µm.
    #expect(depth > 60 && depth < 86)
  }
}
