import Foundation
import Randomness

/// What can be wrong with a flange.
enum FlangeFlaw: Sendable {
  case scratch(Scratch)
  case dent(Dent)
  case chip(Chip)
  case stain(Stain)
  case missingHole(Int)

  init(type: String, stream: inout RandomStream) {
    let way = stream.direction()
    let onFace = way * stream.float(stream.bernoulli(0.3) ? 34...45 : 58...90)
    switch type {
    case "chip": self = .chip(Chip(at: way * (Flange.rim + stream.float(-2...3)), stream: &stream))
    case "dent": self = .dent(Dent(at: onFace, stream: &stream))
    case "missing_hole": self = .missingHole(stream.integer(0...(Flange.bolts - 1)))
    case "scratch": self = .scratch(Scratch(at: onFace, stream: &stream))
    case "stain":
      self = .stain(
        Stain(at: onFace, tint: Colour(0.36, 0.20, 0.09), radius: 7...24, strength: 0.6...1, stream: &stream))
    default: preconditionFailure("a flange has no flaw of type \(type)")
    }
  }

  /// Changes the outline: what was steel may be void, what was void may be steel.
  func reshape(_ place: inout Flange.Place, index: Int) {
    switch self {
    case .missingHole(index): place.fromBolt = .infinity
    case .chip(let chip): place.fromRim = min(place.fromRim, chip.distance(from: place.local))
    default: break
    }
  }

  /// Changes the surface.
  func mark(_ point: inout SurfacePoint, at place: Flange.Place) {
    switch self {
    case .scratch(let scratch) where !place.isVoid: scratch.cut(&point, at: place.local)
    case .dent(let dent) where !place.isVoid: dent.press(&point, at: place.local)
    case .chip(let chip) where !place.isVoid: chip.break(&point, at: place.local)
    case .stain(let stain) where !place.isVoid: stain.soak(&point, at: place.local)
    default: break
    }
  }
}

/// A V-shaped cut with a burr on both sides, of uneven depth, which runs out at both ends.
struct Scratch: Sendable {
  private let path: Path
  private let width: Float
  private let depth: Float
  private let pressure: Noise

  init(at centre: Point, stream: inout RandomStream) {
    path = Path.wandering(
      from: .zero, heading: stream.float(0...(2 * .pi)), length: stream.float(16...70), turning: stream.float(0...0.7),
      stream: &stream
    ).centred(at: centre)
    width = stream.float(0.7...1.7)
    depth = stream.float(0.8...2.2)
    pressure = stream.noise()
  }

  func cut(_ point: inout SurfacePoint, at p: Point) {
    guard let place = path.place(of: p, within: 2 * width) else { return }
    let ends = smoothstep(0, 6, min(place.along, path.length - place.along))
    let force = ends * (0.75 + 0.35 * pressure.value(place.along * 0.12, lane: 1))
    let across = abs(place.offset) / width
    let profile = across < 1 ? across - 1 : 0.35 * (1 - abs(2 * across - 3))
    point.height += depth * force * profile
    guard across < 1 else { return }
    // Fresh metal without the lathe's marks, and grime in the bottom.
    point.roughness = Point(repeating: 0.3)
    point.albedo *= mix(1.12, 0.55, force * (1 - across))
  }
}

/// A blow from something round: a smooth bowl with a low raised rim.
struct Dent: Sendable {
  private let centre: Point
  private let axis: Point
  private let size: Point
  private let depth: Float

  init(at centre: Point, stream: inout RandomStream) {
    self.centre = centre
    axis = stream.direction()
    let radius = stream.float(4.5...13)
    size = Point(radius, radius * stream.float(0.7...1))
    depth = radius * stream.float(0.14...0.3)
  }

  func press(_ point: inout SurfacePoint, at p: Point) {
    let r = ((p - centre).rotated(against: axis) / size).length
    guard r < 1.3 else { return }
    let bowl = r < 1 ? -(1 - r * r) : 0
    let rim = 0.14 * smoothstep(0.75, 1, r) * smoothstep(1.3, 1, r)
    point.height += depth * (bowl + rim)
    let pressed = smoothstep(1.05, 0.8, r)
    point.roughness += Point(0.14, -0.12) * pressed
    point.albedo *= 1 - 0.12 * pressed
  }
}

/// A piece broken out of the rim; the broken face is rough and slopes down.
struct Chip: Sendable {
  private let centre: Point
  private let axis: Point
  private let size: Point
  private let facets: Noise

  init(at centre: Point, stream: inout RandomStream) {
    self.centre = centre
    axis = centre / centre.length
    size = Point(stream.float(4...13), stream.float(6...18))
    facets = stream.noise()
  }

  /// Distance out of the missing piece, design px, negative inside it.
  func distance(from p: Point) -> Float {
    let q = (p - centre).rotated(against: axis) / size
    return (q.length - 1) * min(size.x, size.y) + 1.7 * facets.value(p.x * 0.22, p.y * 0.22)
  }

  /// The slope of the broken face around the gap.
  func `break`(_ point: inout SurfacePoint, at p: Point) {
    let face = distance(from: p)
    let width = 2.5 + 1.5 * facets.value(p.x * 0.13 + 20, p.y * 0.13)
    guard face < width else { return }
    point.height -= (width - face) * 1.3 + 1.2 * facets.value(p.x * 0.5, p.y * 0.5)
    point.roughness = Point(repeating: 0.42)
    point.albedo *= 0.8 + 0.3 * facets.value(p.x * 0.8, p.y * 0.8 + 7)
  }
}
