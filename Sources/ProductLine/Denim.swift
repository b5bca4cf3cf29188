import Foundation
import Randomness

/// A 3/1 twill of indigo warp (running down the picture) over ecru weft (running across), yarn by yarn.
struct Denim: Scene {
  /// Distance between yarns, design px: warp ends across, weft picks down.
  static let pitch = Point(5.0, 5.7)

  var flaw: DenimFlaw?
  private let tilt: Point
  private let origin: Point
  private let indigo: Colour
  private let ecru = Colour(0.50, 0.475, 0.42)
  private let fading: Float
  private let drape, yarns, fibres, dye: Noise

  init(stream: inout RandomStream) {
    tilt = Point(angle: stream.float(-0.02...0.02))
    origin = Point(stream.float(0...400), stream.float(0...400))
    let depth = stream.float(0.92...1.08)
    indigo = Colour(0.017, 0.034, 0.088) * depth
    fading = stream.float(0.8...1.2)
    (drape, yarns, fibres, dye) = (stream.noise(), stream.noise(), stream.noise(), stream.noise())
  }

  func point(at p: Point) -> SurfacePoint {
    let thread = weave(at: p)
    var point = SurfacePoint()
    if let flaw { flaw.show(on: thread, of: self, at: p, in: &point) } else { show(thread, in: &point) }
    return point
  }
}

extension Denim {
  /// The yarns that cross at a point.
  struct Crossing {
    /// Weave coordinates: yarns across and picks down, whole numbers between yarns.
    var cell: Point
    /// The index of the warp end and of the weft pick.
    var end: Int32, pick: Int32
    /// Where the point lies across each yarn, -1…1 from edge to edge.
    var acrossWarp: Float, acrossWeft: Float
    /// Height of each yarn's surface, design px; -∞ beside it.
    var warp: Float, weft: Float
  }

  /// Height of the yarns' axes above and below the middle of the cloth, and half their thickness.
  private static let crimp: Float = 1.0
  private static let radius: Float = 1.8

  /// Where a point of the picture lies in the cloth, in yarns and picks.
  func cell(at p: Point) -> Point {
    let q = (p - Point(repeating: designSize / 2)).rotated(by: tilt) + origin
    let bend = Point(drape.value(q.x * 0.011, q.y * 0.013), drape.value(q.x * 0.012 + 50, q.y * 0.01)) * 4
    let even = (q + bend) / Self.pitch
    // No two yarns are spun alike: each wanders sideways as it goes.
    return Point(
      even.x + 0.09 * yarns.value(even.y * 0.16, lane: Int32(even.x.rounded(.down))),
      even.y + 0.11 * yarns.value(even.x * 0.16, lane: Int32(even.y.rounded(.down)) &+ 7001))
  }

  func weave(at p: Point) -> Crossing {
    let cell = cell(at: p)
    let (i, j) = (cell.x.rounded(.down), cell.y.rounded(.down))
    let (end, pick) = (Int32(i), Int32(j))
    let acrossWarp = (2 * (cell.x - i) - 1) / (1.08 + 0.07 * yarns.value(cell.y * 0.09, lane: end &+ 300))
    let acrossWeft = (2 * (cell.y - j) - 1) / (0.86 + 0.12 * yarns.value(cell.x * 0.09, lane: pick &+ 900))
    let warpDips = Self.lift(cell.y - 0.5 + i)
    let weftRises = Self.lift(cell.x - 0.5 + j)
    return Crossing(
      cell: cell, end: end, pick: pick, acrossWarp: acrossWarp, acrossWeft: acrossWeft,
      warp: Self.crimp * (1.3 - 2 * warpDips) + Self.round(acrossWarp),
      weft: Self.crimp * (2 * weftRises - 1) + Self.round(acrossWeft))
  }

  /// 1 where every fourth crossing changes sides, 0 on the float between.
  @inline(__always)
  private static func lift(_ way: Float) -> Float {
    let t = abs(way - 4 * (way / 4).rounded())
    return t < 1 ? 1 - t * t * (3 - 2 * t) : 0
  }

  /// The upper half of a round yarn.
  @inline(__always)
  private static func round(_ across: Float) -> Float {
    let rest = 1 - across * across
    return rest > 0 ? radius * rest.squareRoot() : -.infinity
  }

  /// Paints the yarn that lies on top.
  func show(_ crossing: Crossing, in point: inout SurfacePoint) {
    if crossing.warp >= crossing.weft { showWarp(crossing, in: &point) } else { showWeft(crossing, in: &point) }
    if crossing.warp == -.infinity && crossing.weft == -.infinity { showGap(in: &point) }
  }

  func showWarp(_ crossing: Crossing, in point: inout SurfacePoint) {
    let (across, along) = (crossing.acrossWarp, crossing.cell.y)
    let lane = crossing.end
    let twist =
      fibre(along * 1.9 + across * 0.55, lane) * 0.6 + fibres.value(along * 5, across * 2 + Float(lane) * 9) * 0.4
    let crown = smoothstep(1.0, 3.1, crossing.warp)
    // Rope dyeing leaves the core white, so wear shows on the crowns, and no two ends take the dye alike.
    let wear = 0.13 * fading * crown * (0.7 + 0.6 * twist) + 0.035 * dye.value(along * 0.05, Float(lane) * 0.35)
    let shade = 1 + 0.34 * yarns.value(along * 0.03, lane: lane &+ 5000) + 0.4 * twist
    point.albedo = mix(indigo * shade, ecru, clamp(wear))
    point.height = crossing.warp + 0.32 * twist * (1 - across * across)
    shadeDepth(crossing.warp, across, in: &point)
  }

  func showWeft(_ crossing: Crossing, in point: inout SurfacePoint) {
    let (across, along) = (crossing.acrossWeft, crossing.cell.x)
    let lane = crossing.pick &+ 20_000
    let twist =
      fibre(along * 1.7 - across * 0.5, lane) * 0.6 + fibres.value(along * 5, across * 2 + Float(lane) * 9) * 0.4
    point.albedo = ecru * (0.82 + 0.16 * twist + 0.08 * yarns.value(along * 0.05, lane: lane))
    point.height = crossing.weft + 0.3 * twist * (1 - across * across)
    shadeDepth(crossing.weft, across, in: &point)
  }

  /// What shows between yarns: the table under the cloth, far down.
  func showGap(in point: inout SurfacePoint) {
    point.height = -2.2
    point.albedo = Colour(0.02, 0.022, 0.03)
    point.direct = 0.15
    point.ambient = 0.3
  }

  /// Fibres lie in a twist: bright and dark bands at a slant along the yarn, within ±1.
  @inline(__always)
  private func fibre(_ phase: Float, _ lane: Int32) -> Float { yarns.value(phase * 2.4, lane: lane &+ 40_000) }

  @inline(__always)
  private func shadeDepth(_ height: Float, _ across: Float, in point: inout SurfacePoint) {
    let side = across * across
    point.ambient = (smoothstep(-2.0, 2.2, height) * 0.75 + 0.25) * (1 - 0.6 * side * side)
    point.direct = (smoothstep(-1.8, 1.0, height) * 0.7 + 0.3) * (1 - 0.4 * side * side)
  }
}
