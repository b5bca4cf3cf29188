import Foundation
import Imaging
import Randomness

/// Burns: heat from a source at rest or on its way spreads in the skin, and what is hot long enough browns, chars, or
/// grows an oxide that shines in temper colours.
///
/// Our construction: the heat equation (`HeatSheet`), Arrhenius kinetics (`Arrhenius`), browned and charred films by
/// Kubelka and Munk's law, oxide that grows like √Ω (Wagner's parabolic law) seen by interference (`ThinFilm`).
public struct Burn: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.burn
  /// What this instance is made from.
  public let parameters: BurnParameters
  /// Absolute temperature of the surroundings, K.
  static let surroundings = 293.15

  /// A model with the given parameters.
  public init(_ parameters: BurnParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let source = HeatSource(parameters, at: seat, pitch: surface.pixelPitch, using: &stream)
    let grid = grid(source, pitch: surface.pixelPitch)
    let history = history(source, grid, pitch: surface.pixelPitch)
    let (low, high) = (grid.origin, grid.origin + grid.spacing * SIMD2(Double(grid.width), Double(grid.height)))
    let box = PixelBox(covering: low.x...high.x, low.y...high.y).intersection(surface.frame)
    guard box.area > 0 else { return nil }
    var damage = history.damage(of: \.browning, over: box)
    var charring = history.damage(of: \.charring, over: box)
    if parameters.unevenness > 0 {
      let grain = GradientNoise(using: &stream).fractal(
        box, cell: max(2.5, surface.pixels(parameters.grain_um)), octaves: 4, gain: 0.6)
      let unevenness = 2 * Float(parameters.unevenness)
      damage.combine(with: grain) { $0 + unevenness * $1 }
      charring.combine(with: grain) { $0 + unevenness * $1 }
    }
    return parameters.oxide_nm > 0
      ? tempered(damage, box, surface, using: &stream) : browned(damage, charring, box, surface, using: &stream)
  }

  /// As far as the heat goes while the source is near.
  private func grid(_ source: HeatSource, pitch: Double) -> HeatGrid {
    let radius = parameters.radius_um / pitch
    let near = parameters.length_um > 0 ? min(1, 2 * parameters.radius_um / parameters.length_um) : 1
    let time = min(parameters.loss_s, parameters.time_s * near)
    let spread = (4 * parameters.diffusivity_mm2ps * time).squareRoot() * 1000 / pitch
    let (low, high) = source.bounds
    let margin = radius + 1.6 * spread
    return HeatGrid(from: low - margin, to: high + margin, spacing: radius / parameters.elongation.squareRoot() / 2)
  }

  /// Heats, then lets cool until nothing goes on.
  private func history(_ source: HeatSource, _ grid: HeatGrid, pitch: Double) -> ThermalHistory {
    let (steps, radius) = (source.centres.count, parameters.radius_um / 1000)
    let step = parameters.time_s / Double(steps)
    let density = parameters.power_W / (.pi * radius * radius * parameters.capacity_JpK)
    var history = ThermalHistory(grid, parameters, pitch: pitch)
    for index in 0..<steps { history.heat(source, step: index, density: Float(density), time: step) }
    let longest = 0.2 * parameters.time_s
    var (time, cooling) = (step, 0)
    while history.isHot(for: time), cooling < 24 {
      history.cool(time)
      time = min(longest, 1.4 * time)
      cooling += 1
    }
    return history
  }

  /// Browned, then black: a film that takes blue first, and char over it.
  private func browned(
    _ damage: Plane, _ charring: Plane, _ box: PixelBox, _ surface: Surface, using stream: inout RandomStream
  ) -> Defect {
    var (brown, char) = (damage, charring)
    brown.apply { 1 - expf(-expf(min(20, $0))) }
    char.apply { 1 - expf(-expf(min(20, $0))) }
    var coverage = brown
    coverage.apply { smoothStep(0.01, 0.06, $0) }
    var defect = Defect(family: Self.family, parameters: parameters.named, box: box, coverage: coverage)
    let (depth, redness) = (Float(parameters.depth) / 2, Float(parameters.redness))
    defect.films = [
      Film(
        thickness: brown, absorption: SIMD3(redness * redness, redness, 1) * depth,
        scattering: SIMD3(repeating: 0.02)),
      Film(thickness: char, absorption: SIMD3(repeating: 2.4), scattering: SIMD3(0.06, 0.055, 0.05)),
    ]
    if parameters.recession_um > 0 { defect.relief = relief(brown, char, box, surface, using: &stream) }
    if parameters.gloss > 0 { defect.finish = Finish(gloss: Float(parameters.gloss), exponent: 12) }
    return defect
  }

  /// Charred material is gone or cracked; what has softened around it swells a little.
  private func relief(
    _ brown: Plane, _ char: Plane, _ box: PixelBox, _ surface: Surface, using stream: inout RandomStream
  ) -> Plane {
    let crust = GradientNoise(using: &stream).fractal(
      box, cell: max(2, 0.5 * surface.pixels(parameters.grain_um)), octaves: 3, gain: 0.6)
    let depth = Float(parameters.recession_um)
    var relief = brown
    relief.combine(with: char) { $0 * (1 - $1) - $1 }
    relief.combine(with: crust.multiplied(by: char)) { depth * ($0 + 0.6 * $1) }
    return relief
  }

  /// Metal under a clear oxide: the photograph's own light times the film's colour.
  private func tempered(
    _ damage: Plane, _ box: PixelBox, _ surface: Surface, using stream: inout RandomStream
  ) -> Defect {
    var oxide = damage
    let first = Float(parameters.oxide_nm)
    oxide.apply { first * expf(min(10, 0.5 * $0)) }
    var coverage = oxide
    coverage.apply { smoothStep(3, 8, $0) }
    var defect = Defect(family: Self.family, parameters: parameters.named, box: box, coverage: coverage)
    let grey = surface.image.channels == 1
    // The rest is scattered by the rough oxide.
    let clear: Float = 0.8
    let light = (0..<surface.image.channels).map { channel in
      var light = surface.image.linearLight(channel: channel, box)
      light.combine(with: oxide) { light, thickness in
        let ratio = ThinFilm.oxideOnSteel.ratio(thickness: thickness)
        return min(1, light * (1 - clear + clear * (grey ? ratio.rec709 : ratio[channel])))
      }
      return light
    }
    defect.patch = Patch(light: light, opacity: coverage, isPhotographed: true)
    return defect
  }
}
