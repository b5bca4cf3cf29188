import Foundation
import Physics
import Testing

@Suite struct ContactTests {
  private let side = 64

  /// Distances of the grid points from the grid's middle, µm.
  private func distances(spacing: Double) -> [Double] {
    let middle = Double(side - 1) / 2
    return (0..<(side * side)).map { i in
      let (x, y) = (Double(i % side) - middle, Double(i / side) - middle)
      return (x * x + y * y).squareRoot() * spacing
    }
  }

  private func contact(spacing: Double, modulus: Double) -> PressedContact {
    PressedContact(width: side, height: side, spacing: spacing, modulus: modulus)
  }

  /// A ball on an elastic half-space: contact radius, approach, pressure and the surface inside and outside the contact
  /// are Hertz's, for balls and loads of several sizes.
  @Test(arguments: [(1000.0, 5.0, 70_000.0), (200, 0.4, 3000), (25_000, 900, 210_000)])
  func anElasticBallPressesAsInHertzsTheory(radius: Double, force: Double, modulus: Double) {
    let hertz = HertzContact(radius: radius, force: force, modulus: modulus)
    let spacing = hertz.contactRadius / 18
    let r = distances(spacing: spacing)
    let state = contact(spacing: spacing, modulus: modulus).press(r.map { $0 * $0 / (2 * radius) }, force: force)
    let area = Double(state.pressure.count { $0 > 0 }) * spacing * spacing
    #expect(abs((area / .pi).squareRoot() / hertz.contactRadius - 1) < 0.02)
    #expect(abs(state.approach / hertz.approach - 1) < 0.005)
    #expect(abs(state.pressure.reduce(0, +) * spacing * spacing / 1e6 / force - 1) < 1e-9)
    #expect(state.flow.allSatisfy { $0 == 0 })
    for (i, r) in r.enumerated() {
      #expect(abs(state.sinking[i] - hertz.sinking(at: r)) < 0.005 * hertz.approach)
      if r < 0.9 * hertz.contactRadius {
        #expect(abs(state.pressure[i] - hertz.pressure(at: r)) < 0.02 * hertz.peakPressure)
      }
    }
  }

  /// A cone of the slope s: F = π a² E* s / 2, approach π a s / 2 (Sneddon 1965).
  @Test func anElasticConePressesAsInSneddonsTheory() {
    let (slope, modulus, a) = (0.08, 50_000.0, 100.0)
    let spacing = a / 18
    let force = .pi * a * a * modulus * slope / 2 / 1e6
    let r = distances(spacing: spacing)
    let state = contact(spacing: spacing, modulus: modulus).press(r.map { $0 * slope }, force: force)
    let area = Double(state.pressure.count { $0 > 0 }) * spacing * spacing
    #expect(abs((area / .pi).squareRoot() / a - 1) < 0.02)
    #expect(abs(state.approach / (.pi * a * slope / 2) - 1) < 0.02)
  }

  /// Nothing flows while Hertz's peak pressure stays below the hardness; far above it the contact carries the hardness
  /// everywhere, so its area is F / H.
  @Test func aSoftHalfSpaceYieldsAtItsHardness() {
    let (radius, modulus, hardness) = (1000.0, 70_000.0, 500.0)
    // Peak pressure 0.9 H.
    let first = pow(.pi * 0.9 * hardness, 3) * radius * radius / (6 * modulus * modulus) / 1e6
    let elastic = HertzContact(radius: radius, force: first, modulus: modulus)
    #expect(abs(elastic.peakPressure / (0.9 * hardness) - 1) < 1e-9)
    var r = distances(spacing: elastic.contactRadius / 12)
    var state = contact(spacing: elastic.contactRadius / 12, modulus: modulus)
      .press(r.map { $0 * $0 / 2000 }, force: first, hardness: hardness)
    #expect(state.flow.allSatisfy { $0 == 0 })

    let plastic = 3000 * first
    let a = (plastic * 1e6 / (.pi * hardness)).squareRoot()
    r = distances(spacing: a / 18)
    state = contact(spacing: a / 18, modulus: modulus)
      .press(r.map { $0 * $0 / 2000 }, force: plastic, hardness: hardness)
    let area = Double(state.pressure.count { $0 > 0 }) * pow(a / 18, 2)
    #expect(abs(area / (.pi * a * a) - 1) < 0.02)
    // The dent that stays is the ball's cap less the elastic part of the approach.
    let deepest = state.flow.reduce(0, max)
    #expect(deepest > 0.8 * a * a / 2000 && deepest < 1.05 * a * a / 2000)
    #expect(zip(state.pressure, state.flow).allSatisfy { $0 <= hardness && ($1 == 0 || $0 == hardness) })
  }

  /// D = E h³ / 12 (1 - ν²); Navier's centre deflection 0.00406 q a⁴ / D in physical units.
  @Test func aLoadedPlateBendsAsInNaviersSeries() {
    let plate = ThinPlate(youngs: 210_000, poisson: 0.3, thickness: 800)
    #expect(abs(plate.stiffness / (210_000 * 0.512 / 10.92) - 1) < 1e-12)
    let w = plate.deflection([Float](repeating: 0.02, count: 63 * 63), width: 63, height: 63, spacing: 100.0 / 64)
    let theory = 0.00406 * 0.02 * 1e8 / plate.stiffness
    #expect(abs(Double(w[31 * 63 + 31]) / theory - 1) < 0.005)
  }

  /// A point load on a large plate on an elastic bed: w = P l² / 8D below it, l = (D/κ)^¼ (Hertz 1884).
  @Test func aPlateOnABedGivesWayAsInHertzsTheory() {
    let plate = ThinPlate(youngs: 70_000, poisson: 0.33, thickness: 1000)
    let bed = plate.stiffness / pow(4, 4)
    let (count, spacing) = (127, 0.5)
    var load = [Float](repeating: 0, count: count * count)
    load[63 * count + 63] = Float(10 / (spacing * spacing))
    let w = plate.deflection(load, width: count, height: count, spacing: spacing, bed: bed)
    #expect(abs(Double(w[63 * count + 63]) / (10 * 16 / (8 * plate.stiffness)) - 1) < 0.01)
  }

  /// w₀ (1 - x²/a² - y²/b²)² solves D ΔΔw = q: fourth differences of the closed form.
  @Test func aBlisterSolvesThePlateEquation() {
    let plate = ThinPlate(youngs: 3000, poisson: 0.38, thickness: 120)
    let (axes, q, h) = (SIMD2(2.4, 1.1), 0.03, 0.05)
    let top = plate.blisterHeight(pressure: q, axes: axes)
    func w(_ x: Double, _ y: Double) -> Double {
      let fall = 1 - x * x / (axes.x * axes.x) - y * y / (axes.y * axes.y)
      return top * fall * fall
    }
    func laplacian(_ x: Double, _ y: Double) -> Double {
      (w(x + h, y) + w(x - h, y) + w(x, y + h) + w(x, y - h) - 4 * w(x, y)) / (h * h)
    }
    let (x, y) = (0.6, -0.2)
    let sides = laplacian(x + h, y) + laplacian(x - h, y) + laplacian(x, y + h) + laplacian(x, y - h)
    #expect(abs((sides - 4 * laplacian(x, y)) / (h * h) * plate.stiffness / q - 1) < 1e-6)
  }
}
