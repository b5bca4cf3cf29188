import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct PrintSmearTests {
  private func total(_ plane: Plane) -> Double { plane.values.reduce(0) { $0 + Double($1) } }

  /// What is missing on the surface is on the tool, for every direction and ink of either sign.
  @Test(arguments: Array(stride(from: -3.1, to: 3.2, by: 0.45)))
  func inkIsConserved(direction: Double) {
    var stream = RandomStream(seed: 1, key: "ink")
    var (ink, pickup) = (Plane(width: 50, height: 37), Plane(width: 50, height: 37))
    for i in ink.values.indices {
      ink.values[i] = Float(stream.normal())
      pickup.values[i] = Float(stream.uniform())
    }
    let result = InkDrag(direction: direction, distance: 6).applied(to: ink, pickup: pickup)
    let scale = ink.values.reduce(0) { $0 + abs(Double($1)) }
    #expect(abs(total(result.ink) + result.carried - total(ink)) < 1e-6 * scale)
    #expect(result.ink != ink)
  }

  /// A line of ink that is picked up whole is put down as exp(-s/ℓ)/ℓ.
  @Test(arguments: [3.0, 10])
  func loadIsPutDownExponentially(distance: Double) {
    var (ink, pickup) = (Plane(width: 120, height: 5), Plane(width: 120, height: 5))
    for y in 0..<5 { (ink[y, 20], pickup[y, 20]) = (1, 1) }
    let smeared = InkDrag(direction: 0, distance: distance).applied(to: ink, pickup: pickup).ink
    for s in 0..<60 {
      let share = exp(-Double(s) / distance) - exp(-Double(s + 1) / distance)
      #expect(abs(Double(smeared[2, 20 + s]) - share) < 1e-5)
    }
    for x in 0..<20 { #expect(smeared[2, x] == 0) }
  }

  /// Ink moves along the stroke, by ℓ on average.
  @Test(arguments: [0.3, 1.1, 2.0, -0.7, -2.6])
  func inkMovesAlongTheStroke(direction: Double) {
    var (ink, pickup) = (Plane(width: 161, height: 161), Plane(width: 161, height: 161))
    (ink[80, 80], pickup[80, 80]) = (1, 1)
    let smeared = InkDrag(direction: direction, distance: 8).applied(to: ink, pickup: pickup).ink
    var mean = SIMD2<Double>.zero
    for y in 0..<161 {
      for x in 0..<161 { mean += Double(smeared[y, x]) * SIMD2(Double(x - 80), Double(y - 80)) }
    }
    // Pixels count from their centres, so half a step of the path is missing.
    let half = 0.5 / max(abs(cos(direction)), abs(sin(direction)))
    let expected = (8 - half) * SIMD2(cos(direction), sin(direction))
    #expect(((mean - expected) * (mean - expected)).sum().squareRoot() < 0.15)
  }

  /// A smear of a dark bar on a light ground darkens the ground beyond the bar and lightens the bar; away from both
  /// nothing changes.
  @Test func aSmearCarriesTheInkOfTheBar() throws {
    var image = Image(width: 96, height: 96, channels: 1, filledWith: 0.8)
    for y in 0..<96 { for x in 40..<46 { image[0, y, x] = 0.2 } }
    let surface = try Surface(image: image, pixelPitch: 1, light: Light(), camera: Camera(noise: 0, blur: 0.3))
    var stream = RandomStream(seed: 4, key: "bar")
    var parameters = PrintSmearParameters(severity: 0.5, fieldOfView: 96, using: &stream)
    parameters.outline = OutlineParameters(shape: .drop, radius_um: 22, elongation: 1, raggedness: 0)
    (parameters.direction_deg, parameters.pickup, parameters.drag_um) = (0, 0.7, 8)
    (parameters.streaks, parameters.doubling, parameters.bleed_um) = (0, 0, 0)
    let defect = try #require(PrintSmear(parameters).defect(on: surface, at: SIMD2(44, 48), using: &stream))
    let light = try #require(defect.patch).light[0]
    // The stroke is laid over one of several places along the bar: the row that changed most goes through its middle.
    let changes = (0..<light.height).map { y in (0..<light.width).reduce(0) { $0 + defect.coverage[y, $1] } }
    let row = try #require(changes.indices.max { changes[$0] < changes[$1] })
    func now(_ x: Int) -> Float { light[row, x - defect.box.x] }
    let (ground, bar) = (SRGB.linear(fromEncoded: 0.8), SRGB.linear(fromEncoded: 0.2))
    #expect(now(48) < 0.85 * ground && now(52) < ground - 0.01)
    #expect(now(42) > 1.2 * bar)
    #expect(abs(now(36) - ground) < 0.01)
  }
}
