import Foundation
import Imaging

/// What the skin has gone through: the temperature now and the reactions so far.
struct ThermalHistory {
  private let grid: HeatGrid
  private let sheet: HeatSheet<Float>
  private let browningLaw: Arrhenius
  private let charringLaw: Arrhenius
  private var heating: [Float]
  /// Ω of browning.
  private(set) var browning: [Float]
  /// Ω of charring.
  private(set) var charring: [Float]

  init(_ grid: HeatGrid, _ parameters: BurnParameters, pitch: Double) {
    self.grid = grid
    sheet = HeatSheet(
      width: grid.width, height: grid.height, spacing: grid.spacing * pitch / 1000,
      diffusivity: parameters.diffusivity_mm2ps, lossTime: parameters.loss_s)
    browningLaw = Arrhenius(energy: parameters.activation_kJpmol, onset: parameters.onset_C)
    charringLaw = Arrhenius(
      energy: parameters.activation_kJpmol, onset: parameters.onset_C + parameters.charring_K)
    heating = [Float](repeating: 0, count: grid.width * grid.height)
    (browning, charring) = (heating, heating)
  }

  /// One step of the source; `density` is the heating in K/s where a spot is strongest.
  mutating func heat(_ source: HeatSource, step: Int, density: Float, time: Double) {
    for i in heating.indices { heating[i] = 0 }
    source.add(step: step, density: density, to: &heating, grid)
    sheet.advance(by: time, heating: heating)
    react(Float(time))
  }

  /// One step without a source.
  mutating func cool(_ time: Double) {
    sheet.advance(by: time)
    react(Float(time))
  }

  /// Whether `time` s at the present temperature would still brown noticeably.
  func isHot(for time: Double) -> Bool {
    let hottest = sheet.temperature.reduce(0, max) + Float(Burn.surroundings)
    return Float(time) * browningLaw.rate(at: hottest) > 0.002 * browning.reduce(0, max)
  }

  private mutating func react(_ time: Float) {
    let lukewarm = Float(browningLaw.onset) * 0.6
    for (i, rise) in sheet.temperature.enumerated() {
      let temperature = rise + Float(Burn.surroundings)
      guard temperature > lukewarm else { continue }
      browning[i] += time * browningLaw.rate(at: temperature)
      charring[i] += time * charringLaw.rate(at: temperature)
    }
  }

  /// ln Ω at every pixel of `box`: it varies as smoothly as the temperature does.
  func damage(of reaction: KeyPath<ThermalHistory, [Float]>, over box: PixelBox) -> Plane {
    let logarithms = self[keyPath: reaction].map { logf(max(1e-6, $0)) }
    return SmoothGrid(width: grid.width, height: grid.height, values: logarithms, edges: .constant)
      .interpolating().plane(over: box, origin: grid.origin, spacing: grid.spacing)
  }
}
