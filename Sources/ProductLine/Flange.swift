import Foundation
import Randomness

/// A turned steel flange on a rubber mat: raised hub, bore with keyway, six countersunk bolt holes, chamfered edges.
struct Flange: Scene {
  /// Lengths in design px.
  static let rim: Float = 99
  static let hub: Float = 51
  static let bore: Float = 27
  static let boltCircle: Float = 73
  static let boltRadius: Float = 7
  static let sinkRadius: Float = 10.5
  static let bolts = 6
  static let faceHeight: Float = 12
  static let hubHeight: Float = 11

  var flaw: FlangeFlaw?
  let centre: Point
  let pose: Point
  private let steel: Colour
  private let finish: Float
  private let shadowRun: Point
  private let tool, grain, mat: Noise

  init(stream: inout RandomStream, shadowRun: Point) {
    centre = Point(stream.float(124.5...131.5), stream.float(124.5...131.5))
    pose = Point(angle: stream.float(0...(2 * .pi)))
    let tone = stream.float(-0.012...0.012)
    steel = Colour(0.60 + tone, 0.605, 0.61 - tone) * stream.float(0.95...1.05)
    finish = stream.float(0.8...1.2)
    (tool, grain, mat) = (stream.noise(), stream.noise(), stream.noise())
    self.shadowRun = shadowRun
  }

  func point(at p: Point) -> SurfacePoint {
    let place = place(of: p)
    var point = place.isVoid ? matPoint(at: p, place) : steelPoint(place)
    flaw?.mark(&point, at: place)
    return point
  }
}

extension Flange {
  /// Where a point lies on the part, in the part's own frame.
  struct Place {
    var local: Point
    var radius: Float
    /// Inward from the rim, outward from the bore and keyway, and out from the nearest bolt hole's axis.
    var fromRim: Float, fromBore: Float, fromBolt: Float
    var bolt: Point
    /// No steel here: one sees the mat.
    var isVoid: Bool { fromRim < 0 || fromBore < 0 || fromBolt < Flange.boltRadius }
  }

  func place(of p: Point) -> Place {
    let local = (p - centre).rotated(against: pose)
    let radius = local.length
    let sector = 2 * Float.pi / Float(Self.bolts)
    let index = (atan2(local.y, local.x) / sector).rounded()
    let bolt = Point(angle: index * sector) * Self.boltCircle
    let key = max(abs(local.y) - 5.5, max(-local.x, local.x - Self.bore - 8))
    var place = Place(
      local: local, radius: radius, fromRim: Self.rim - radius, fromBore: min(radius - Self.bore, key),
      fromBolt: (local - bolt).length, bolt: bolt)
    flaw?.reshape(&place, index: Int(index + Float(Self.bolts)) % Self.bolts)
    return place
  }

  private func steelPoint(_ place: Place) -> SurfacePoint {
    var point = SurfacePoint()
    point.metal = 1
    point.albedo = steel
    let inSink = place.fromBolt < Self.sinkRadius + 0.2
    let arm = inSink ? place.local - place.bolt : place.local
    point.groove = Point(-arm.y, arm.x).rotated(by: pose) / max(arm.length, 1e-3)
    let sink = max(0, Self.sinkRadius - place.fromBolt)
    point.height =
      Self.faceHeight + hubRise(place.radius) - sink - max(0, 3.5 - place.fromRim)
      - max(0, 2.5 - place.fromBore) - 0.8 * max(0, 1.1 - abs(place.radius - 88.5))
    if !inSink { cutMarks(place, in: &point) }
    castHubShadow(place, in: &point)
    return point
  }

  /// The hub's wall rises steeply from the face and ends in a chamfer.
  private func hubRise(_ radius: Float) -> Float {
    let inward = Self.hub - radius
    guard inward > 0 else { return 0 }
    return min(inward * 4, 7) + clamp(inward - 1.75, 0, Self.hubHeight - 7)
  }

  /// The lathe's fine spiral: ridges whose height varies from turn to turn, with a little chatter around.
  private func cutMarks(_ place: Place, in point: inout SurfacePoint) {
    let lane: Int32 = place.radius < Self.hub ? 1 : 2
    let ridges =
      0.16 * tool.value(place.radius * 1.25, lane: lane) + 0.07 * tool.value(place.radius * 0.31, lane: lane &+ 4)
    let chatter = 0.10 * grain.value(place.radius * 0.9, atan2(place.local.y, place.local.x) * 7)
    point.height += finish * (ridges + chatter)
    let streak = grain.value(place.radius * 1.4, atan2(place.local.y, place.local.x) * 4 + 30)
    point.albedo *= 1 + 0.06 * streak + 0.03 * tool.value(place.radius * 0.12, lane: 9)
  }

  /// The hub keeps the key light from the face behind it, and the ambient light from its foot.
  private func castHubShadow(_ place: Place, in point: inout SurfacePoint) {
    guard place.radius > Self.hub else { return }
    let behind = (place.local.rotated(by: pose) - shadowRun * (Self.hubHeight * 0.55)).length
    point.direct = 1 - 0.75 * smoothstep(Self.hub + 2.5, Self.hub - 2, behind)
    point.ambient = 1 - 0.35 * max(0, 1 - (place.radius - Self.hub) / 7)
  }

  /// Rubber with a fine pebbled grain, under the part's shadow; dark at the bottom of its holes.
  private func matPoint(at p: Point, _ place: Place) -> SurfacePoint {
    var point = SurfacePoint()
    let pebbles = mat.value(p.x * 0.42, p.y * 0.42) + 0.5 * mat.value(p.x * 0.95 + 9, p.y * 0.95)
    point.height = 0.55 * pebbles
    point.albedo = Colour(0.042, 0.050, 0.060) * (1 + 0.25 * pebbles + 0.12 * mat.value(p.x * 0.02, p.y * 0.02 + 40))
    guard place.fromRim < 0 else {
      shadeHole(place, in: &point)
      return point
    }
    let shift = (p - centre - shadowRun * 9).length - Self.rim
    point.direct = smoothstep(-5, 6, shift)
    point.ambient = 1 - 0.75 * clamp(1 + place.fromRim / 16) * clamp(1 + place.fromRim / 16)
    return point
  }

  /// Only the part of a hole's floor that the key light reaches over the rim is bright.
  private func shadeHole(_ place: Place, in point: inout SurfacePoint) {
    let depth = place.fromBore < 0 ? Self.faceHeight + Self.hubHeight : Self.faceHeight
    let lit = place.local - (shadowRun * depth).rotated(against: pose)
    let inside = place.fromBore < 0 ? Self.bore - lit.length : Self.boltRadius - (lit - place.bolt).length
    point.direct = 0.9 * smoothstep(-3, 4, inside)
    point.ambient = place.fromBore < 0 ? 0.22 + 0.3 * clamp(-place.fromBore / 20) : 0.14
  }
}
