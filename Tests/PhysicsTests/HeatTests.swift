import Foundation
import Imaging
import Physics
import Randomness
import Testing

@Suite struct HeatTests {
  /// A sheet of `count` × `count` cells with the places of its samples about its middle, mm.
  private func sheet(
    _ count: Int, spacing: Double, diffusivity: Double, lossTime: Double = .infinity
  ) -> (sheet: HeatSheet<Double>, places: [SIMD2<Double>]) {
    let middle = Double(count - 1) / 2
    let places = (0..<(count * count)).map { i in
      SIMD2(Double(i % count) - middle, Double(i / count) - middle) * spacing
    }
    let sheet = HeatSheet<Double>(
      width: count, height: count, spacing: spacing, diffusivity: diffusivity, lossTime: lossTime)
    return (sheet, places)
  }

  /// A Gaussian of variance σ² spreads to σ² + 2αt, and all of it is lost at the rate 1/τ.
  @Test func aHotSpotSpreadsAsInTheory() {
    let (alpha, tau, sigma, time) = (0.12, 4.0, 0.5, 1.5)
    let (sheet, places) = sheet(96, spacing: 0.1, diffusivity: alpha, lossTime: tau)
    sheet.set(temperature: places.map { 300 * exp(-($0 * $0).sum() / (2 * sigma * sigma)) })
    for _ in 0..<3 { sheet.advance(by: time / 3) }
    let variance = sigma * sigma + 2 * alpha * time
    let peak = 300 * sigma * sigma / variance * exp(-time / tau)
    for (value, place) in zip(sheet.temperature, places) {
      #expect(abs(value - peak * exp(-(place * place).sum() / (2 * variance))) < 1e-6)
    }
  }

  /// θ = (1 + t²) cos(πx) cos(2πy) on the unit square with the source that it needs: second order in time, and exact
  /// in space.
  @Test func convergesWithSecondOrderInTime() {
    let (alpha, tau, count) = (0.02, 3.0, 16)
    let waves = (0..<(count * count)).map { i in
      let (x, y) = ((Double(i % count) + 0.5) / Double(count), (Double(i / count) + 0.5) / Double(count))
      return cos(.pi * x) * cos(2 * .pi * y)
    }
    let rate = 5 * .pi * .pi * alpha + 1 / tau
    func error(_ steps: Int) -> Double {
      let sheet = HeatSheet<Double>(
        width: count, height: count, spacing: 1 / Double(count), diffusivity: alpha, lossTime: tau)
      sheet.set(temperature: waves)
      let step = 2 / Double(steps)
      for k in 0..<steps {
        let t = (Double(k) + 0.5) * step
        let source = 2 * t + rate * (1 + t * t)
        sheet.advance(by: step, heating: waves.map { $0 * source })
      }
      return zip(sheet.temperature, waves).reduce(0) { max($0, abs($1.0 - 5 * $1.1)) }
    }
    #expect(log2(error(8) / error(16)) > 1.95)
    #expect(log2(error(16) / error(32)) > 1.95)
    #expect(error(64) < 1e-3)
  }

  /// What came in is in the sheet, less what was lost: dE/dt = P - E/τ.
  @Test func energyIsBalanced() {
    let (alpha, tau, spacing, step) = (0.3, 2.0, 0.2, 0.05)
    let (sheet, places) = sheet(48, spacing: spacing, diffusivity: alpha, lossTime: tau)
    let heating = places.map { 500 * exp(-(($0 - 2) * ($0 - 2)).sum()) }
    let power = heating.reduce(0, +) * spacing * spacing
    for _ in 0..<40 { sheet.advance(by: step, heating: heating) }
    let energy = sheet.temperature.reduce(0, +) * spacing * spacing
    #expect(abs(energy / (power * tau * (1 - exp(-40 * step / tau))) - 1) < 1e-9)
  }

  /// The quasi-steady field of a source that moves with the speed v through a thin sheet,
  /// θ = P/(2πα C) exp(-vξ/2α) K₀(r √((v/2α)² + 1/ατ)) (Rosenthal 1946, with losses), ahead, beside and behind.
  @Test func aMovingSourceTrailsHeatLikeRosenthals() {
    let (alpha, tau, speed, spacing, count) = (0.5, 3.0, 2.0, 0.1, 144)
    let (sheet, places) = sheet(count, spacing: spacing, diffusivity: alpha, lossTime: tau)
    let (radius, start, way, steps) = (0.2, -5.0, 9.0, 200)
    let step = way / speed / Double(steps)
    let across = (0..<count).map { exp(-pow(places[$0 * count].y / radius, 2)) }
    for k in 0..<steps {
      let centre = SIMD2(start + way * (Double(k) + 0.5) / Double(steps), 0)
      let along = places.prefix(count).map { exp(-pow(($0.x - centre.x) / radius, 2)) / (.pi * radius * radius) }
      let heating = places.enumerated().map { i, place in
        abs(place.y) > 6 * radius ? 0 : along[i % count] * across[i / count]
      }
      sheet.advance(by: step, heating: heating)
    }
    let end = SIMD2(start + way, 0)
    var checked = 0
    for (value, place) in zip(sheet.temperature, places) {
      let offset = place - end
      let distance = (offset * offset).sum().squareRoot()
      guard distance > 0.7, distance < 3, offset.x > -2.5 else { continue }
      let (drift, decay) = (speed / (2 * alpha), (pow(speed / (2 * alpha), 2) + 1 / (alpha * tau)).squareRoot())
      let (k0, k1) = (bessel(0, distance * decay), bessel(1, distance * decay))
      let point = exp(-drift * offset.x) * k0 / (2 * .pi * alpha)
      guard point > 0.005 else { continue }
      // A Gaussian source is a point that has spread for the time r²/4α: exp(r²/4 Δ), and of a point's field
      // Δθ/θ = -(v/α) ∂ξ ln θ + 1/ατ.
      let laplacian = 2 * drift * (drift + decay * k1 / k0 * offset.x / distance) + 1 / (alpha * tau)
      #expect(abs(value / (point * exp(radius * radius / 4 * laplacian)) - 1) < 0.01)
      checked += 1
    }
    #expect(checked > 200)
  }

  /// K_ν(x) = ∫₀^∞ exp(-x cosh t) cosh νt dt.
  private func bessel(_ order: Double, _ x: Double) -> Double {
    (0..<400).reduce(0) { sum, k in
      let t = (Double(k) + 0.5) * 0.02
      return sum + exp(-x * cosh(t)) * cosh(order * t) * 0.02
    }
  }

  @Test func arrheniusHasItsOnsetAndActivation() {
    let reaction = Arrhenius(energy: 120, onset: 230)
    #expect(abs(reaction.rate(at: 503.15) - 1) < 1e-5)
    let slope = log(Double(reaction.rate(at: 520) / reaction.rate(at: 480))) / (1 / 480.0 - 1 / 520.0)
    #expect(abs(slope * 8.314_462_618 / 120_000 - 1) < 1e-4)
    #expect(abs(Double(reaction.rate(at: Float(reaction.temperature(forRate: 37)))) / 37 - 1) < 1e-3)
  }

  /// A quarter-wave film of index √n on a metal without absorption does not reflect; two quarter waves are invisible.
  @Test func aQuarterWaveFilmDoesNotReflect() {
    let film = ThinFilm(index: 2, metal: (4, 0))
    let quarter = film.ratio(thickness: 545 / 8)
    #expect(quarter.y < 0.01)
    #expect(abs(film.ratio(thickness: 545 / 4).y - 1) < 0.02)
    #expect(film.ratio(thickness: 0) == .one)
  }

  /// Steel is straw at about 45 nm of oxide, purple to blue at 65…75 nm.
  @Test func temperColoursComeInTheirOrder() {
    let straw = ThinFilm.oxideOnSteel.ratio(thickness: 30)
    #expect(straw.x > straw.y && straw.y > straw.z)
    let blue = ThinFilm.oxideOnSteel.ratio(thickness: 72)
    #expect(blue.z > blue.x)
  }
}
