import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct BurnTests {
  private func surface(_ side: Int = 128) throws -> Surface {
    try Surface(
      image: Image(width: side, height: side, channels: 3, filledWith: 200 / 255), pixelPitch: 20, light: Light(),
      camera: Camera(noise: 0, blur: 0.3))
  }

  /// A beam of 0.1 mm that rests on the middle of a brown-burning skin.
  private func spot(power: Double) -> BurnParameters {
    var stream = RandomStream(seed: 1, key: "spot")
    var parameters = BurnParameters(severity: 0.5, fieldOfView: 2560, using: &stream)
    (parameters.radius_um, parameters.elongation, parameters.flatness) = (150, 1, 0)
    (parameters.length_um, parameters.weave_um, parameters.count, parameters.flicker) = (0, 0, 1, 0)
    (parameters.diffusivity_mm2ps, parameters.capacity_JpK, parameters.power_W) = (0.1, 1e-3, power)
    (parameters.time_s, parameters.loss_s) = (1, 5)
    (parameters.onset_C, parameters.charring_K, parameters.activation_kJpmol) = (250, 120, 120)
    (parameters.oxide_nm, parameters.unevenness, parameters.depth) = (0, 0, 3)
    return parameters
  }

  private func films(_ parameters: BurnParameters) throws -> (brown: Plane, char: Plane) {
    var stream = RandomStream(seed: 2, key: "burn")
    let defect = try #require(try Burn(parameters).defect(on: surface(), at: SIMD2(64, 64), using: &stream))
    return (defect.films[0].thickness, defect.films[1].thickness)
  }

  /// The edge of the browned disc lies where the closed form for a Gaussian beam at rest reaches half of the reaction,
  /// ∫ k(T(r, t)) dt = ln 2.
  @Test func theBrownedDiscHasTheRadiusOfTheory() throws {
    let parameters = spot(power: 0.15)
    let (brown, _) = try films(parameters)
    let browned = Double(brown.values.count { $0 > 0.5 })
    let radius = (browned / .pi).squareRoot() * 20
    let reaction = Arrhenius(energy: 120, onset: 250)
    func damage(_ r: Double) -> Double {
      // The source heats until 1 s; at a time t the heat of the age s has spread to R² + 4αs.
      func rise(_ time: Double) -> Double {
        (0..<60).reduce(0) { sum, k in
          let from = max(0, time - 1)
          let age = from + (time - from) * (Double(k) + 0.5) / 60
          let spread = 0.15 * 0.15 + 0.4 * age
          return sum + exp(-r * r / spread - age / 5) / spread * (time - from) / 60
        } * 0.15 / (.pi * 1e-3)
      }
      return (0..<150).reduce(0) { sum, k in
        sum + Double(reaction.rate(at: Float(293.15 + rise((Double(k) + 0.5) / 100)))) / 100
      }
    }
    var (near, far) = (0.0, 2.0)
    for _ in 0..<30 {
      let middle = (near + far) / 2
      if damage(middle) > log(2) { near = middle } else { far = middle }
    }
    #expect(near > 0.1)
    #expect(abs(radius / 1000 / near - 1) < 0.03)
  }

  @Test func hotterSkinBrownsAndThenChars() throws {
    let (cool, warm, hot) = try (films(spot(power: 0.115)), films(spot(power: 0.15)), films(spot(power: 0.3)))
    func area(_ plane: Plane) -> Int { plane.values.count { $0 > 0.5 } }
    #expect(area(cool.brown) < area(warm.brown))
    #expect(area(warm.brown) < area(hot.brown))
    #expect(area(cool.char) == 0)
    #expect(area(hot.char) > 20 && area(hot.char) < area(hot.brown))
  }

  /// The closed form for the hottest point that the draw relies on, against the solver's own field through the damage.
  @Test func drawnBurnsAreNeitherInvisibleNorAllBlack() throws {
    var (light, dark) = (0, 0)
    for seed in 0..<40 as Range<UInt64> {
      var stream = RandomStream(seed: seed, key: "drawn")
      let defect = try DefectFamily.burn.draw(severity: 0.5, on: surface(), using: &stream)
      guard let films = defect?.films, films.count == 2 else { continue }
      let brown = films[0].thickness.values.reduce(0, max)
      let char = films[1].thickness.values.reduce(0, max)
      if brown < 0.1 { light += 1 }
      if char > 0.9 { dark += 1 }
    }
    #expect(light <= 4)
    #expect(dark <= 25)
  }
}
