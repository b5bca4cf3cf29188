import Foundation
import Randomness

/// What can be wrong with a piece of denim.
enum DenimFlaw: Sendable {
  case tear(Tear)
  case stain(Stain)
  case snag(Snag)
  case brokenEnd(BrokenEnd)
  case slub(Slub)

  init(type: String, stream: inout RandomStream) {
    let place = Point(stream.float(44...212), stream.float(44...212))
    switch type {
    case "broken_end": self = .brokenEnd(BrokenEnd(at: place, stream: &stream))
    case "slub": self = .slub(Slub(at: place, stream: &stream))
    case "snag": self = .snag(Snag(at: place, stream: &stream))
    case "stain":
      self = .stain(
        Stain(at: place, tint: Colour(0.34, 0.27, 0.20), radius: 9...34, strength: 0.45...0.9, stream: &stream))
    case "tear": self = .tear(Tear(at: place, stream: &stream))
    default: preconditionFailure("denim has no flaw of type \(type)")
    }
  }

  /// Paints the cloth as it looks with the flaw.
  func show(on crossing: Denim.Crossing, of denim: Denim, at p: Point, in point: inout SurfacePoint) {
    switch self {
    case .tear(let tear): tear.show(on: crossing, of: denim, at: p, in: &point)
    case .brokenEnd(let broken): broken.show(on: crossing, of: denim, at: p, in: &point)
    case .slub(let slub): slub.show(on: crossing, of: denim, at: p, in: &point)
    case .stain(let stain):
      denim.show(crossing, in: &point)
      stain.soak(&point, at: p)
    case .snag(let snag):
      denim.show(crossing, in: &point)
      snag.lay(on: &point, at: p)
    }
  }
}

/// The warp is worn through; white picks still span the hole, sagging, until they too have gone.
struct Tear: Sendable {
  private let centre: Point
  private let size: Point
  private let survivors: Float
  private let edge, threads: Noise

  init(at centre: Point, stream: inout RandomStream) {
    self.centre = centre
    size = Point(stream.float(12...30), stream.float(7...20))
    survivors = stream.float(0.25...0.75)
    (edge, threads) = (stream.noise(), stream.noise())
  }

  func show(on crossing: Denim.Crossing, of denim: Denim, at p: Point, in point: inout SurfacePoint) {
    let q = (p - centre) / size
    guard q.length < 1.8 else { return denim.show(crossing, in: &point) }
    // Each end frays at a length of its own, so the rim is ragged along the yarns.
    let ragged = 0.16 * threads.value(q.y * 2, lane: crossing.end) + 0.22 * edge.value(q.x * 1.6, q.y * 1.6)
    let depth = 1 - q.length + ragged
    guard depth > 0 else { return denim.show(crossing, in: &point) }
    let kept = threads.cell(crossing.pick, 77) < survivors
    let thin = kept ? 0.5 + 0.2 * threads.value(crossing.cell.x * 0.5, lane: crossing.pick) : 0
    if thin > 0, abs(crossing.acrossWeft) < thin || depth < 0.12 {
      var bare = crossing
      bare.acrossWeft /= thin
      bare.weft = 2 * max(0, 1 - bare.acrossWeft * bare.acrossWeft).squareRoot() - 1
      denim.showWeft(bare, in: &point)
      point.albedo *= 1.1
    } else {
      denim.showGap(in: &point)
      point.albedo *= 2 + 1.2 * threads.value(p.x * 0.2, p.y * 0.7)
    }
  }
}

/// A pick pulled out of the cloth: a loop of bright yarn that lies on the surface and throws a shadow.
struct Snag: Sendable {
  private let path: Path
  private let width: Float
  private let shine: Colour
  private let twist: Noise

  init(at centre: Point, stream: inout RandomStream) {
    let heading = stream.float(-0.5...0.5) + (stream.bernoulli(0.5) ? .pi : 0)
    path = Path.wandering(
      from: .zero, heading: heading, length: stream.float(32...80), turning: stream.float(1.4...3), stream: &stream
    ).centred(at: centre)
    width = stream.float(1.1...1.8)
    shine = Colour(0.66, 0.64, 0.58) * stream.float(0.9...1.1)
    twist = stream.noise()
  }

  func lay(on point: inout SurfacePoint, at p: Point) {
    if let place = path.place(of: p, within: width) {
      let across = place.offset / width
      let ends = min(place.along, path.length - place.along)
      guard abs(across) < smoothstep(-1, 4, ends) else { return }
      let band = twist.value(place.along * 0.9 + across * 0.8, lane: 1)
      point.height = 4.5 + 1.4 * (1 - across * across).squareRoot() + 0.2 * band
      point.albedo = shine * (0.88 + 0.2 * band)
      (point.direct, point.ambient) = (1, 0.9)
    } else if let place = path.place(of: p - Point(2.2, 2.6), within: width + 0.8) {
      let dark = smoothstep(width + 0.8, width - 0.8, abs(place.offset))
      point.direct *= 1 - 0.8 * dark
      point.ambient *= 1 - 0.3 * dark
    }
  }
}

/// A warp end that broke in the loom: along its way only the white picks show, until it is tied in again.
struct BrokenEnd: Sendable {
  private let centre: Point
  private let reach: Float

  init(at centre: Point, stream: inout RandomStream) {
    self.centre = centre
    reach = stream.float(12...46)
  }

  func show(on crossing: Denim.Crossing, of denim: Denim, at p: Point, in point: inout SurfacePoint) {
    guard abs(p.y - centre.y) < reach, abs(p.x - centre.x) < 3 * Denim.pitch.x,
      crossing.end == Int32(denim.cell(at: centre).x.rounded(.down))
    else { return denim.show(crossing, in: &point) }
    var open = crossing
    open.warp = -.infinity
    // With no warp to press them down the picks rise half-way.
    open.weft += 0.5 * (1 - crossing.weft)
    if crossing.weft > -.infinity { denim.showWeft(open, in: &point) } else { denim.showGap(in: &point) }
  }
}

/// A thick place in a pick: loose fibre spun in, which swells the yarn and pushes the warp aside.
struct Slub: Sendable {
  private let centre: Point
  private let size: Point
  private let tone: Float
  private let lumps: Noise

  init(at centre: Point, stream: inout RandomStream) {
    self.centre = centre
    size = Point(stream.float(9...26), stream.float(2.8...5.2))
    tone = stream.float(0.85...1.15)
    lumps = stream.noise()
  }

  func show(on crossing: Denim.Crossing, of denim: Denim, at p: Point, in point: inout SurfacePoint) {
    denim.show(crossing, in: &point)
    let q = (p - centre) / size
    let along = 1 - q.x * q.x
    guard along > 0 else { return }
    let across = (q.y + 0.25 * lumps.value(q.x * 2.2, lane: 2)) / along.squareRoot()
    let rise = 1 - across * across
    guard rise > 0 else { return }
    let fibre = lumps.value(p.x * 0.25 + p.y * 0.1, p.y * 0.9)
    point.height = 1 + 3.4 * (rise * along).squareRoot() + 0.5 * fibre
    point.albedo = Colour(0.47, 0.45, 0.41) * (tone * (0.88 + 0.35 * fibre))
    (point.direct, point.ambient) = (1, 0.55 + 0.4 * rise)
  }
}
