import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct FibreTests {
  /// ⟨R²⟩ = 4PL (1 - 2P/L (1 - exp(-L/2P))) from coils to rods, within the statistical error.
  @Test(arguments: [0.05, 0.3, 1, 5, 40])
  func meanSquareEndToEndDistanceIsKratkyPorods(persistence: Double) {
    let count = 4000
    let squares = (0..<count).map { index in
      var stream = RandomStream(seed: 5, key: "chain").split(index)
      let chain = WormLikeChain(length: 1, persistence: persistence, step: 0.004, heading: 0.3, using: &stream)
      let span = chain.nodes[chain.nodes.count - 1] - chain.nodes[0]
      return (span * span).sum()
    }
    let mean = squares.reduce(0, +) / Double(count)
    let variance = squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    let expected = WormLikeChain.meanSquareEndToEnd(length: 1, persistence: persistence)
    // The finite step shortens the memory of the direction by step/2 of 2P.
    let discretisation = 0.5 * 0.004 / persistence * expected
    #expect(abs(mean - expected) < 4 * (variance / Double(count)).squareRoot() + discretisation)
  }

  /// Limits of the closed form: a rod has R² = L², a long chain 4PL.
  @Test func closedFormHasItsLimits() {
    #expect(abs(WormLikeChain.meanSquareEndToEnd(length: 2, persistence: 1e4) - 4) < 1e-3)
    #expect(abs(WormLikeChain.meanSquareEndToEnd(length: 1e4, persistence: 1) / 4e4 - 1) < 1e-3)
  }

  /// ⟨cos(φ(s) - φ(0))⟩ = exp(-s/2P).
  @Test func directionIsForgottenExponentially() {
    let (persistence, step, lag, count) = (0.5, 0.02, 30, 3000)
    var sum = 0.0
    for index in 0..<count {
      var stream = RandomStream(seed: 6, key: "direction").split(index)
      let nodes = WormLikeChain(length: 1, persistence: persistence, step: step, heading: 0, using: &stream).nodes
      let (first, later) = (nodes[1] - nodes[0], nodes[lag + 1] - nodes[lag])
      sum += (first * later).sum() / (step * step)
    }
    #expect(abs(sum / Double(count) - exp(-Double(lag) * step / (2 * persistence))) < 0.04)
  }

  private func straight(thickness: Double, shadow: Double = 0) -> FibreParameters {
    var stream = RandomStream(seed: 7, key: "straight")
    var parameters = FibreParameters(severity: 0.5, fieldOfView: 128, using: &stream)
    (parameters.count, parameters.length_um, parameters.thickness_um) = (1, 60, thickness)
    (parameters.persistence_um, parameters.curl_deg, parameters.taper) = (1e7, 0, 0)
    (parameters.rise_um, parameters.fray, parameters.strands) = (0, 0, 1)
    parameters.shadow = shadow
    return parameters
  }

  private func flat(_ light: Light = Light()) throws -> Surface {
    try Surface(
      image: Image(width: 128, height: 128, channels: 1, filledWith: 0.5), pixelPitch: 1, light: light,
      camera: Camera(noise: 0, blur: 0.3))
  }

  /// The covered area of a straight fibre is length × thickness with round ends, also below a pixel's width.
  @Test(arguments: [0.7, 1.5, 3, 8])
  func coverageIsTheArea(thickness: Double) throws {
    for seed in 0..<6 as Range<UInt64> {
      var stream = RandomStream(seed: seed, key: "area")
      let model = Fibre(straight(thickness: thickness))
      let defect = try #require(model.defect(on: try flat(), at: SIMD2(64, 64), using: &stream))
      let covered = Double(defect.coverage.values.reduce(0, +))
      #expect(abs(covered / (60 * thickness + .pi * thickness * thickness / 4) - 1) < 0.08)
    }
  }

  /// The shadow lies on the side away from the lamp.
  @Test func shadowFallsAwayFromTheLamp() throws {
    let light = Light(azimuth: 0, elevation: .pi / 6, ambient: 0.3)
    var parameters = straight(thickness: 4, shadow: 0.8)
    parameters.rise_um = 3
    var sides = SIMD2<Double>.zero
    for seed in 0..<8 as Range<UInt64> {
      var stream = RandomStream(seed: seed, key: "shadow")
      let defect = try #require(Fibre(parameters).defect(on: flat(light), at: SIMD2(64, 64), using: &stream))
      let (occlusion, opacity) = (try #require(defect.occlusion), try #require(defect.patch).opacity)
      sides += SIMD2(centre(occlusion), centre(opacity))
    }
    #expect(sides.x < sides.y - 8)
  }

  /// Mean column, px.
  private func centre(_ plane: Plane) -> Double {
    var (sum, weight) = (0.0, 0.0)
    for y in 0..<plane.height {
      for x in 0..<plane.width {
        sum += Double(plane[y, x]) * Double(x)
        weight += Double(plane[y, x])
      }
    }
    return sum / weight
  }
}
