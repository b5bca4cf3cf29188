import Foundation
import Imaging
import Physics
import Randomness
import Testing

/// What the models of grown cracks and of warps owe to their equations.
@Suite struct CrackModelTests {
  private func flat(_ side: Int) throws -> Surface {
    try Surface(
      image: Image(width: side, height: side, channels: 1, filledWith: 128 / 255), light: Light(),
      camera: Camera(noise: 0, blur: 0.3))
  }

  private func straight(_ surface: Surface) -> CrackParameters {
    var stream = RandomStream(seed: 0, key: "straight")
    var parameters = CrackParameters(severity: 0.5, fieldOfView: surface.fieldOfView, using: &stream)
    parameters.length_um = 0.6 * surface.fieldOfView
    parameters.flaw_um = 0.15 * parameters.length_um
    (parameters.edge, parameters.flaws, parameters.biaxiality) = (0, 0, 0)
    (parameters.mode_deg, parameters.turn_deg, parameters.overload) = (0, 0, 1)
    (parameters.brittle.scatter, parameters.weakness, parameters.brittle.deflection_deg) = (0, 0, 0)
    (parameters.brittle.roughness, parameters.brittle.lip, parameters.brittle.whitening) = (0, 0, 0)
    parameters.brittle.separation_um = 3 * surface.pixelPitch
    return parameters
  }

  private func extent(_ defect: Defect) -> Double {
    let (width, height) = (Double(defect.box.width), Double(defect.box.height))
    return (width * width + height * height).squareRoot()
  }

  @Test func aCrackGrowsToItsLength() throws {
    let surface = try flat(256)
    var stream = RandomStream(seed: 1, key: "length")
    let defect = try #require(Crack(straight(surface)).defect(on: surface, at: SIMD2(128, 128), using: &stream))
    let expected = 0.6 * 256
    #expect(abs(extent(defect) / expected - 1) < 0.25)
  }

  /// Root mean square distance of a crack's pixels from the straight line that fits them best, against its length.
  private func waviness(_ defect: Defect) -> Double {
    var (count, sum, squares, mixed) = (0.0, SIMD2<Double>.zero, SIMD2<Double>.zero, 0.0)
    for y in 0..<defect.box.height {
      for x in 0..<defect.box.width where defect.coverage[y, x] > 0.3 {
        let place = SIMD2(Double(x), Double(y))
        count += 1
        sum += place
        squares += place * place
        mixed += place.x * place.y
      }
    }
    let mean = sum / count
    let variance = squares / count - mean * mean
    let covariance = mixed / count - mean.x * mean.y
    let half = (variance.x - variance.y) / 2
    let smallest = variance.sum() / 2 - (half * half + covariance * covariance).squareRoot()
    return max(0, smallest).squareRoot() / extent(defect)
  }

  /// In even toughness a crack is straight but for its flaw's tilt; grains of scattered toughness make it wander.
  @Test func toughnessMakesTortuosity() throws {
    let surface = try flat(256)
    func wandering(_ scatter: Double, _ weakness: Double) throws -> Double {
      var parameters = straight(surface)
      (parameters.brittle.scatter, parameters.weakness) = (scatter, weakness)
      parameters.brittle.grain_um = 0.06 * parameters.length_um
      return try (0..<6 as Range<UInt64>).reduce(0) { sum, seed in
        var stream = RandomStream(seed: seed, key: "tortuosity")
        return sum
          + waviness(try #require(Crack(parameters).defect(on: surface, at: SIMD2(128, 128), using: &stream)))
      }
    }
    #expect(try wandering(0.5, 0.6) > 1.3 * wandering(0, 0))
  }

  @Test func aShorterShearLagMakesSmallerCells() throws {
    let surface = try flat(256)
    func covered(_ lag: Double) throws -> Double {
      var stream = RandomStream(seed: 3, key: "crazing")
      var parameters = CrazingParameters(severity: 0.8, fieldOfView: surface.fieldOfView, using: &stream)
      parameters.radius_um = 0.4 * surface.fieldOfView
      parameters.lag_um = lag * parameters.radius_um
      (parameters.shrinkage, parameters.isotropy, parameters.brittle.scatter) = (3, 1, 0.3)
      (parameters.brittle.lip, parameters.brittle.separation_um) = (0, 3 * surface.pixelPitch)
      let defect = try #require(Crazing(parameters).defect(on: surface, at: SIMD2(128, 128), using: &stream))
      return Double(defect.coverage.values.reduce(0, +))
    }
    #expect(try covered(0.16) > 1.3 * covered(0.4))
  }

  @Test func warpsNeverFold() throws {
    let surface = try Surface(image: TestSurfaces.texture())
    for seed in 0..<100 as Range<UInt64> {
      var stream = RandomStream(seed: seed, key: "fold")
      let defect = try DefectFamily.warp.draw(severity: 1, on: surface, using: &stream)
      if let field = defect?.displacement { #expect(field.smallestJacobian > 0.2) }
    }
  }

  /// The most compressed material loses about the share that was asked for.
  @Test func compressionIsWhatWasAskedFor() throws {
    let surface = try flat(256)
    var stream = RandomStream(seed: 2, key: "warp")
    var parameters = WarpParameters(severity: 0.5, fieldOfView: surface.fieldOfView, using: &stream)
    (parameters.radius_um, parameters.tool_um) = (0.3 * surface.fieldOfView, 0.1 * surface.fieldOfView)
    (parameters.push, parameters.pinch, parameters.twist) = (0, 1, 0)
    (parameters.swelling, parameters.crumple, parameters.compression) = (0, 0, 0.5)
    let defect = try #require(Warp(parameters).defect(on: surface, at: SIMD2(128, 128), using: &stream))
    let smallest = try #require(defect.displacement).smallestJacobian
    #expect(smallest > 0.4 && smallest < 0.65)
  }
}
