import Foundation
import Randomness

/// A crack that has grown from a flaw under load, by phase-field fracture in a plate of random toughness.
///
/// The plate is solved on a coarse grid; its damage is a band some elements wide, of which only the crest is kept: the
/// course of the crack and the jump of the displacement across it. Lines of any fineness are drawn from that, so the
/// picture shows no trace of the grid. Where the texture has a lay (grinding marks, a rolling direction), cracks follow it
/// more often than not: it is where the notches are.
public struct Crack: DefectModel {
  /// The family of these defects.
  public static let family = DefectFamily.crack
  /// What this instance is made from.
  public let parameters: CrackParameters

  /// A model with the given parameters.
  public init(_ parameters: CrackParameters) { self.parameters = parameters }

  private var brittle: BrittleParameters { parameters.brittle }

  /// Length of the plate against that of the crack.
  private static let room = 1.25

  /// The fields of one defect around `seat`; nil where the surface leaves no room for it.
  public func defect(on surface: Surface, at seat: SIMD2<Double>, using stream: inout RandomStream) -> Defect? {
    let angle = surface.lay.heading(using: &stream)
    let side = Self.room * parameters.length_um / surface.pixelPitch
    let grid = Self.grid(pixels: side)
    let scale = side / Double(grid.columns)
    let geometry = geometry(grid, pitch: scale * surface.pixelPitch, using: &stream)
    let atEdge = parameters.edge >= 0.5
    let tracing = CrackTracing(
      anchor: SIMD2(atEdge ? 0 : Double(grid.columns) / 2, Double(grid.rows) / 2),
      origin: atEdge ? Self.rim(of: surface, from: seat, towards: angle + .pi) : seat, angle: angle, scale: scale,
      pitch: surface.pixelPitch, deflection: brittle.deflection_deg * .pi / 180, roughness: brittle.roughness)
    return brittle.appearance.defect(
      tracing.segments(geometry, using: &stream), family: Self.family, parameters: parameters.named, on: surface,
      using: &stream)
  }

  /// Elements of three pixels or more, up to 96 along the crack; sizes that can be halved often.
  private static func grid(pixels: Double) -> PlateGrid {
    let choices = [(16, 12), (24, 16), (32, 24), (48, 32), (64, 48), (80, 48), (96, 64)]
    let (columns, rows) = choices.last { Double($0.0) * 3 <= pixels } ?? choices[0]
    return PlateGrid(columns: columns, rows: rows, spacing: 1)
  }

  /// The last pixel of the foreground on the way from `seat`.
  private static func rim(of surface: Surface, from seat: SIMD2<Double>, towards angle: Double) -> SIMD2<Double> {
    let step = SIMD2(cos(angle), sin(angle))
    var place = seat
    while true {
      let next = place + step
      let (x, y) = (Int(next.x.rounded()), Int(next.y.rounded()))
      guard (0..<surface.image.width).contains(x), (0..<surface.image.height).contains(y), surface.foreground[y, x]
      else { return place }
      place = next
    }
  }

  /// Crack lines in elements, openings in µm.
  /// - Parameter pitch: side of an element, µm.
  private func geometry(_ grid: PlateGrid, pitch: Double, using stream: inout RandomStream) -> [CrackLine] {
    let toughness = ToughnessField(
      grid, scatter: brittle.scatter, grain: brittle.grain_um / pitch, weakness: parameters.weakness,
      using: &stream)
    let columns = Double(grid.columns)
    let conditions = CrackGrowth.Conditions(
      poissonsRatio: brittle.poissonsRatio,
      lengthScale: max(1.5, parameters.smearing * parameters.length_um / pitch),
      mode: parameters.mode_deg * .pi / 180, turn: parameters.turn_deg * .pi / 180,
      biaxiality: parameters.biaxiality, overload: parameters.overload, target: columns / Self.room)
    var growth = CrackGrowth(grid, toughness: toughness.values, flaws: flaws(grid, pitch, &stream), conditions)
    growth.run()
    var lines = CrackGeometry(growth.fracture).lines
    if parameters.edge >= 0.5 { lines = lines.map(Self.openedAtEdge) }
    return brittle.opening(spacing_um: pitch).opened(lines)
  }

  /// A line that begins at the plate's edge goes on beyond it: it has no tip there.
  private static func openedAtEdge(_ line: CrackLine) -> CrackLine {
    var line = line
    let beyond = SIMD2(-2.0, 0)
    if line.tips.first, let first = line.points.first, first.x < 2 {
      line.points.insert(SIMD2(0, first.y) + beyond, at: 0)
      line.openings.insert(line.openings[0], at: 0)
      line.tips.first = false
    } else if line.tips.last, let last = line.points.last, last.x < 2 {
      line.points.append(SIMD2(0, last.y) + beyond)
      line.openings.append(line.openings[line.openings.count - 1])
      line.tips.last = false
    }
    return line
  }

  private func flaws(_ grid: PlateGrid, _ pitch: Double, _ stream: inout RandomStream) -> [CrackGrowth.Flaw] {
    let (columns, rows) = (Double(grid.columns), Double(grid.rows))
    let length = max(3, parameters.flaw_um / pitch)
    func flaw(at place: SIMD2<Double>, _ length: Double, spread: Double) -> CrackGrowth.Flaw {
      let angle = stream.normal(deviation: spread)
      let half = length / 2 * SIMD2(cos(angle), sin(angle))
      return .init(start: place - half, end: place + half)
    }
    let root = SIMD2(parameters.edge >= 0.5 ? 0 : columns / 2, rows / 2)
    var flaws = [flaw(at: root, parameters.edge >= 0.5 ? 2 * length : length, spread: 0.25)]
    for _ in 0..<Int(parameters.flaws) {
      let place = SIMD2(stream.uniform(0.1...0.9) * columns, stream.normal(mean: 0.5, deviation: 0.16) * rows)
      flaws.append(flaw(at: place, length * stream.uniform(0.2...0.6), spread: 0.8))
    }
    return flaws
  }
}
