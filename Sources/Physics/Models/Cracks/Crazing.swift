import Foundation
import Imaging
import Randomness

/// Crazing: the network of cracks in a layer that shrinks on a ground that does not.
///
/// Phase-field fracture of the layer under an eigenstrain; the ground holds it back by shear lag, k = E/L², so stress
/// builds up again over the length L beside each crack, which sets the size of the cells. Shrinkage rises by steps from
/// the first crack on: early cracks are long, later ones divide what is left and meet them at right angles.
public struct Crazing: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.crazing
  /// What this instance is made from.
  public let parameters: CrazingParameters

  /// A model with the given parameters.
  public init(_ parameters: CrazingParameters) { self.parameters = parameters }

  private var brittle: BrittleParameters { parameters.brittle }

  /// The side of the simulated square against the radius of the zone.
  private static let room = 2.3
  /// l, elements.
  private static let lengthScale = 1.4
  /// Steps in which the shrinkage rises.
  private static let steps = 7
  /// Flaws for each square of the shear lag.
  private static let flawDensity = 0.1

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let side = Self.room * parameters.radius_um / surface.pixelPitch
    let grid = grid(pixels: side)
    let scale = side / Double(grid.columns)
    let spacing = scale * surface.pixelPitch
    let lines = brittle.opening(spacing_um: spacing).opened(network(grid, spacing: spacing, using: &stream))
    let tracing = CrackTracing(
      anchor: SIMD2(repeating: Double(grid.columns) / 2), origin: seat, angle: stream.uniform(0...(2 * Double.pi)),
      scale: scale, pitch: surface.pixelPitch, deflection: brittle.deflection_deg * .pi / 180,
      roughness: brittle.roughness)
    return brittle.appearance.defect(
      tracing.segments(lines, using: &stream), family: Self.family, parameters: parameters.named, on: surface,
      using: &stream)
  }

  /// Elements of a pixel or more, and eight for the shear lag; up to 128 a side.
  private func grid(pixels: Double) -> PlateGrid {
    let wanted = min(pixels / 1.25, 8 * Self.room * parameters.radius_um / parameters.lag_um)
    let side = [32, 48, 64, 80, 96, 128].last { Double($0) <= wanted } ?? 32
    return PlateGrid(columns: side, rows: side, spacing: 1)
  }

  /// Crack lines in elements.
  private func network(_ grid: PlateGrid, spacing: Double, using stream: inout RandomStream) -> [CrackLine] {
    let toughness = ToughnessField(
      grid, scatter: brittle.scatter, grain: brittle.grain_um / spacing, weakness: 0, using: &stream)
    let material = SheetMaterial(youngsModulus: 1, poissonsRatio: brittle.poissonsRatio)
    let fracture = PhaseFieldFracture<Float>(
      grid, bulk: .init(repeating: Float(material.bulk), count: grid.elementCount),
      shear: .init(repeating: Float(material.shear), count: grid.elementCount), toughness: toughness.values,
      lengthScale: Self.lengthScale)
    // A shear lag of some l at least, or the layer goes soft everywhere before it cracks.
    let lag = max(5 * Self.lengthScale, parameters.lag_um / spacing)
    fracture.sheet.setFoundation(1 / (lag * lag))
    let window = window(grid, using: &stream)
    for _ in 0..<Int(Self.flawDensity * Double(grid.elementCount) / (lag * lag)) {
      breakFlaw(in: fracture, using: &stream)
    }
    // A long crack in a held layer lets go of σ²L/E, σ = E ε/(1 - ν), so Griffith's shrinkage is (1 - ν) √(G_c/E L).
    let first = (1 - brittle.poissonsRatio) / lag.squareRoot()
    var effort = PhaseFieldFracture<Float>.Effort()
    (effort.displacementSteps, effort.damageTolerance, effort.overrelaxation) = (2, 1e-2, 1.6)
    var lines: [CrackLine] = []
    for step in 0..<(Self.steps + 4) {
      let strain = first * (1.4 + (parameters.shrinkage - 1.4) * Double(step) / Double(Self.steps - 1))
      fracture.sheet.setEigenstrain(
        xx: window.map { $0 * Float(-strain) }, yy: window.map { $0 * Float(-strain * parameters.isotropy) },
        xy: .init(repeating: 0, count: grid.elementCount))
      fracture.relax(change: 2e-2, stepLimit: 50, effort: effort)
      fracture.remember()
      guard step >= Self.steps - 1 else { continue }
      // A small zone may need more than the shrinkage of a large one before anything runs.
      lines = Self.grown(fracture)
      if !lines.isEmpty { break }
    }
    return lines
  }

  /// The lines without flaws from which nothing has grown.
  private static func grown(_ fracture: PhaseFieldFracture<Float>) -> [CrackLine] {
    CrackGeometry(fracture, spur: 3).lines.filter { !($0.tips.first && $0.tips.last) || $0.points.count > 5 }
  }

  /// A short cut at a random place, where a crack may start.
  private func breakFlaw(in fracture: PhaseFieldFracture<Float>, using stream: inout RandomStream) {
    let grid = fracture.sheet.grid
    let (column, row) = (stream.integer(1...(grid.columns - 2)), stream.integer(1...(grid.rows - 2)))
    let direction = stream.pick([SIMD2(1, 0), SIMD2(0, 1), SIMD2(1, 1), SIMD2(1, -1)])
    for k in -1...1 { fracture.breakElement(column: column + k * direction.x, row: row + k * direction.y) }
  }

  /// 1 inside the zone, 0 outside: round with irregular bays.
  private func window(_ grid: PlateGrid, using stream: inout RandomStream) -> [Float] {
    let box = PixelBox(x: 0, y: 0, width: grid.columns, height: grid.rows)
    let noise = GradientNoise(using: &stream).fractal(box, cell: Double(grid.columns) / 3, octaves: 2)
    let radius = Float(Double(grid.columns) / Self.room)
    let (middleX, middleY) = (Float(grid.columns) / 2, Float(grid.rows) / 2)
    return (0..<grid.elementCount).map { i in
      let (x, y) = (Float(i % grid.columns) + 0.5 - middleX, Float(i / grid.columns) + 0.5 - middleY)
      let distance = (x * x + y * y).squareRoot() / radius
      return 1 - smoothStep(0.7, 1.1, distance + 0.25 * noise.values[i])
    }
  }
}
