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
    (parameters.scatter, parameters.weakness, parameters.deflection_deg) = (0, 0, 0)
    (parameters.roughness, parameters.lip, parameters.whitening) = (0, 0, 0)
    parameters.separation_um = 3 * surface.pixelPitch
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

  /// In even toughness the crack is as straight as its flaw; in grains of scattered toughness it is longer than its chord.
  @Test func toughnessMakesTortuosity() throws {
    let surface = try flat(256)
    func coveredPerExtent(_ scatter: Double, _ weakness: Double) throws -> Double {
      var parameters = straight(surface)
      (parameters.scatter, parameters.weakness) = (scatter, weakness)
      parameters.grain_um = 0.06 * parameters.length_um
      return try (0..<6 as Range<UInt64>).reduce(0) { sum, seed in
        var stream = RandomStream(seed: seed, key: "tortuosity")
        let defect = try #require(Crack(parameters).defect(on: surface, at: SIMD2(128, 128), using: &stream))
        let centre = defect.coverage.values.count { $0 > 0.3 }
        return sum + Double(centre) / extent(defect)
      }
    }
    #expect(try coveredPerExtent(0.5, 0.6) > 1.05 * coveredPerExtent(0, 0))
  }

  @Test func aShorterShearLagMakesSmallerCells() throws {
    let surface = try flat(256)
    func covered(_ lag: Double) throws -> Double {
      var stream = RandomStream(seed: 3, key: "crazing")
      var parameters = CrazingParameters(severity: 0.8, fieldOfView: surface.fieldOfView, using: &stream)
      parameters.radius_um = 0.4 * surface.fieldOfView
      parameters.lag_um = lag * parameters.radius_um
      (parameters.shrinkage, parameters.isotropy, parameters.scatter) = (3, 1, 0.3)
      (parameters.lip, parameters.separation_um) = (0, 3 * surface.pixelPitch)
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
