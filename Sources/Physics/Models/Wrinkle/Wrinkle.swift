import Foundation
import Imaging
import Randomness

/// Wrinkles, orange peel and dimples: a skin that chose a wavelength, by the Swift–Hohenberg equation.
///
/// The pattern grows from noise on a periodic grid of some eight samples a wave and is read from there as a smooth
/// surface, a little distorted, so that it is sharp at any resolution and never repeats visibly. Our construction: it
/// fades out towards an irregular edge; crests may be narrower than valleys, as in films that fold.
public struct Wrinkle: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.wrinkle
  /// What this instance is made from.
  public let parameters: WrinkleParameters

  /// A model with the given parameters.
  public init(_ parameters: WrinkleParameters) { self.parameters = parameters }

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let softness = surface.pixels(parameters.softness_um)
    let outline = Region.Outline(
      parameters.outline, on: surface, angle: parameters.lay_deg * .pi / 180, reach: 2, using: &stream)
    guard let region = Region(outline, at: seat, on: surface, using: &stream) else { return nil }
    let window = window(region, softness: softness, using: &stream)
    let waves = waves(region.box, surface, using: &stream)
    var coverage = window
    coverage.apply { min(1, 8 * $0) }
    var defect = Defect(family: Self.family, parameters: parameters.named, box: region.box, coverage: coverage)
    let amplitude = Float(parameters.amplitude_um)
    var relief = waves.multiplied(by: window)
    // Valleys see less of the sky, the less the steeper their sides.
    let dark = Float(min(0.5, 2 * parameters.amplitude_um / parameters.wavelength_um))
    var occlusion = relief
    occlusion.apply { dark * clamp01(-$0) }
    relief.apply { amplitude * $0 }
    (defect.relief, defect.occlusion) = (relief, occlusion)
    if parameters.haze > 0 { defect.films = [haze(waves, window)] }
    if parameters.gloss > 0 {
      defect.finish = Finish(gloss: Float(parameters.gloss), exponent: Float(stream.logUniform(8...80)))
    }
    return defect
  }

  /// Where a skin stands off its ground there is air under it, which scatters white: most under the crests.
  private func haze(_ waves: Plane, _ window: Plane) -> Film {
    var thickness = waves
    let amount = Float(parameters.haze)
    thickness.combine(with: window) { amount * $1 * min(2, max(0.2, 1 + 0.6 * $0)) }
    return Film(thickness: thickness, absorption: SIMD3(repeating: 0.02), scattering: SIMD3(repeating: 1))
  }

  /// Strength of the wrinkles, 0…1: falls to zero at the edge, and varies inside.
  private func window(_ region: Region, softness: Double, using stream: inout RandomStream) -> Plane {
    // Narrow regions have less room to fade in.
    let deepest = region.margin.values.max() ?? 1
    let fade = max(1, min(Float(softness), 0.8 * deepest))
    let cell = max(6, 2 * softness)
    let noise = GradientNoise(using: &stream).fractal(region.box, cell: cell, octaves: 2)
    var window = region.margin
    window.combine(with: noise) { smoothStep(0, fade, $0) * min(1, 0.85 + 0.35 * $1) }
    return window
  }

  /// The pattern over the box, with the mean 0 and the root mean square of a wave of height 1.
  private func waves(_ box: PixelBox, _ surface: Surface, using stream: inout RandomStream) -> Plane {
    // Waves finer than three pixels would be lost in the photograph.
    let wavelength = max(3, surface.pixels(parameters.wavelength_um))
    let grid = Grid(box, wavelength: wavelength, largest: 192)
    let pattern = pattern(grid, using: &stream)
    let shift = parameters.distortion * grid.samplesPerWave
    let cell = max(4, 3 * wavelength)
    let (shiftX, shiftY) = (
      GradientNoise(using: &stream).fractal(box, cell: cell), GradientNoise(using: &stream).fractal(box, cell: cell)
    )
    let scale = Float(1 / grid.pixelsPerSample)
    return shiftX.values.withUnsafeBufferPointer { dx in
      shiftY.values.withUnsafeBufferPointer { dy in
        pattern.plane(width: box.width, height: box.height) { x, y in
          let i = y * box.width + x
          return SIMD2(Float(x) * scale, Float(y) * scale) + Float(shift) * SIMD2(dx[i], dy[i])
        }
      }
    }
  }

  private func pattern(_ grid: Grid, using stream: inout RandomStream) -> SmoothGrid {
    let root = parameters.drive.squareRoot()
    let start = (0..<(grid.width * grid.height)).map { _ in Float(stream.normal(deviation: 0.1 * root)) }
    let flow = SwiftHohenberg<Float>(
      width: grid.width, height: grid.height,
      .init(
        wavelength: grid.samplesPerWave, drive: parameters.drive, asymmetry: parameters.asymmetry * root,
        alignment: parameters.alignment, angle: parameters.lay_deg * .pi / 180),
      from: start)
    // The first few times of growth lift the noise to a pattern.
    flow.advance(by: (3 + parameters.duration) / parameters.drive, atMost: 300)
    return SmoothGrid(
      width: grid.width, height: grid.height, values: sharpened(flow.pattern), edges: .periodic)
  }

  /// Heights (e^{sh} - 1) / s of the pattern scaled to waves of height 1, and scaled so again.
  private func sharpened(_ pattern: [Float]) -> [Float] {
    let waves = standardised(pattern)
    let sharpness = Float(parameters.sharpness)
    guard abs(sharpness) > 0.01 else { return waves }
    return standardised(waves.map { (expf(sharpness * $0) - 1) / sharpness })
  }

  private func standardised(_ values: [Float]) -> [Float] {
    let count = Double(values.count)
    let mean = values.reduce(0.0) { $0 + Double($1) } / count
    let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
    let scale = 1 / (2 * max(variance, 1e-12)).squareRoot()
    return values.map { Float((Double($0) - mean) * scale) }
  }

  /// The grid on which the pattern grows.
  private struct Grid {
    let width: Int
    let height: Int
    let samplesPerWave: Double
    let pixelsPerSample: Double

    /// Eight samples a wave, six where the box has very many waves; what is larger still is tiled.
    init(_ box: PixelBox, wavelength: Double, largest: Int) {
      let waves = Double(max(box.width, box.height)) / wavelength
      samplesPerWave = min(8, max(6, Double(largest) / waves))
      pixelsPerSample = wavelength / samplesPerWave
      func samples(_ pixels: Int, _ scale: Double) -> Int {
        FourierLength.fast(atLeast: min(largest, max(16, Int(Double(pixels) / scale) + 4)))
      }
      (width, height) = (samples(box.width, pixelsPerSample), samples(box.height, pixelsPerSample))
    }
  }
}
