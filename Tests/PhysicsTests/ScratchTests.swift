import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct ScratchTests {
  private func flat(_ side: Int = 256) throws -> Surface {
    try Surface(
      image: Image(width: side, height: side, channels: 1, filledWith: 128 / 255), pixelPitch: 10, light: Light(),
      camera: Camera(noise: 0, blur: 0.3))
  }

  /// One even stroke of 1 mm by a tip that makes a groove `width` µm wide.
  private func stroke(width: Double, cutting: Double = 0.6) -> ScratchParameters {
    var stream = RandomStream(seed: 0, key: "stroke")
    var parameters = ScratchParameters(severity: 0.5, fieldOfView: 2560, using: &stream)
    parameters.length_um = 1000
    (parameters.hardness_MPa, parameters.wear, parameters.cutting) = (1200, 0.05, cutting)
    parameters.force_N = parameters.hardness_MPa * .pi / 2 * pow(width / 2000, 2)
    (parameters.asperities, parameters.contact_um, parameters.passes, parameters.count) = (1, 0, 1, 1)
    (parameters.unevenness, parameters.runIn, parameters.liftOff, parameters.chatter) = (0, 0, 0, 0)
    (parameters.bend_deg, parameters.wander_deg) = (0, 0)
    return parameters
  }

  /// Volume above and below the surface, µm³.
  private func volumes(_ parameters: ScratchParameters, seed: UInt64) throws -> (raised: Double, missing: Double) {
    var stream = RandomStream(seed: seed, key: "scratch")
    let surface = try flat()
    let defect = try #require(Scratch(parameters).defect(on: surface, at: SIMD2(128, 128), using: &stream))
    let relief = try #require(defect.relief)
    let area = surface.pixelPitch * surface.pixelPitch
    return relief.values.reduce(into: (0, 0)) { sums, height in
      if height > 0 { sums.raised += area * Double(height) } else { sums.missing -= area * Double(height) }
    }
  }

  /// The volume missing from the relief is k F s / H, from hairlines of a pixel to wide grooves, in every direction.
  @Test(arguments: [10.0, 24, 70, 160])
  func wornVolumeObeysArchardsLaw(width: Double) throws {
    let parameters = stroke(width: width)
    // k F / H is in mm².
    let expected = parameters.wear * parameters.force_N / parameters.hardness_MPa * 1e6 * parameters.length_um
    for seed in 0..<6 as Range<UInt64> {
      let (raised, missing) = try volumes(parameters, seed: seed)
      #expect(abs((missing - raised) / expected - 1) < 0.02)
    }
  }

  /// Load that comes on and goes off linearly, in a bend, under many asperities, to and fro: still k ∫F ds / H.
  @Test func wornVolumeFollowsTheLoadAlongTheWay() throws {
    var parameters = stroke(width: 60)
    (parameters.runIn, parameters.liftOff) = (0.4, 0.2)
    parameters.bend_deg = 60
    (parameters.asperities, parameters.contact_um, parameters.unevenness) = (7, 260, 0)
    parameters.force_N *= 7
    parameters.passes = 3
    let ramps = 1 - (parameters.runIn + parameters.liftOff) / 2
    let each = parameters.wear * parameters.force_N / parameters.hardness_MPa * 1e6 * parameters.length_um * ramps
    for seed in 0..<6 as Range<UInt64> {
      let (raised, missing) = try volumes(parameters, seed: seed)
      // The second and third stroke have 0.75…1.05 of the first one's length.
      let strokes = (missing - raised) / each
      #expect(strokes > 2.5 * 0.98 && strokes < 3.1 * 1.02)
    }
    parameters.passes = 1
    let (raised, missing) = try volumes(parameters, seed: 3)
    #expect(abs((missing - raised) / each - 1) < 0.02)
  }

  /// What is not cut is ploughed: the ridges hold the share 1 - f_ab of the groove.
  @Test(arguments: [0.15, 0.5, 0.85, 1])
  func ridgesHoldWhatIsNotCarriedAway(cutting: Double) throws {
    let (raised, missing) = try volumes(stroke(width: 300, cutting: cutting), seed: 1)
    #expect(abs(raised / missing - (1 - cutting)) < 0.03)
  }

  /// Half-width √(2F/πH); a cone's flank has the attack angle's slope πk / 2f_ab (Rabinowicz).
  @Test func theGrooveOfAConeHasItsAttackAngle() {
    let wear = ArchardWear(coefficient: 0.08, hardness: 900, cutting: 0.5)
    let groove = wear.groove(force: 2, bluntness: 0)
    #expect(abs(Double(groove.halfWidth) - 1000 * (4 / (.pi * 900)).squareRoot()) < 1e-3)
    let slope = Double(groove.depth / groove.halfWidth)
    #expect(abs(slope - .pi * 0.08 / (2 * 0.5)) < 1e-5)
    // Half way up the flank the floor lies at half of the depth.
    let half = groove.mean(around: groove.halfWidth / 2, halfWindow: 0.5)
    #expect(abs(half / groove.depth + 0.5) < 1e-3)
  }

  /// A sphere's groove has the curvature of the sphere, d = a² / 2R for every load, if k grows like √F.
  @Test func aBluntGrooveIsParabolic() {
    let groove = ArchardWear(coefficient: 0.03, hardness: 500, cutting: 1).groove(force: 1, bluntness: 1)
    for u in stride(from: Float(-0.9), through: 0.9, by: 0.3) {
      let height = groove.mean(around: u * groove.halfWidth, halfWindow: 0.01 * groove.halfWidth)
      #expect(abs(height / groove.depth + 1 - u * u) < 2e-3)
    }
    #expect(abs(groove.mean(around: 0, halfWindow: 10 * groove.halfWidth) * 20 * groove.halfWidth + 60) < 0.01)
  }

  /// A skin thicker than the groove is deep hides the substrate; no skin shows it wherever there is a groove.
  @Test func aGrooveDeeperThanTheCoatingShowsTheSubstrate() throws {
    let surface = try flat()
    func bare(_ coating: Double) throws -> Float {
      var parameters = stroke(width: 160)
      parameters.coating_um = coating
      var stream = RandomStream(seed: 4, key: "scratch")
      let defect = Scratch(parameters).defect(on: surface, at: SIMD2(128, 128), using: &stream)
      return try #require(defect).patch?.opacity.values.reduce(0, +) ?? 0
    }
    let depth = try #require(groove(of: stroke(width: 160)))
    #expect(try bare(1.01 * depth) == 0)
    #expect(abs(try bare(0.5 * depth) / bare(0) - 0.5) < 0.03)
    // 1000 µm × 160 µm in pixels of 10 µm.
    #expect(abs(try bare(0) / 1600 - 1) < 0.02)
  }

  private func groove(of parameters: ScratchParameters) -> Double? {
    let wear = ArchardWear(
      coefficient: parameters.wear, hardness: parameters.hardness_MPa, cutting: parameters.cutting)
    return Double(wear.groove(force: parameters.force_N, bluntness: parameters.bluntness).depth)
  }
}
