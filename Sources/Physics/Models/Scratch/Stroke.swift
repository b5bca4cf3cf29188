import Foundation
import Randomness

/// One sweep of a hard body over the surface: its way, and the load on each of its asperities along it.
struct Stroke {
  /// Points of the way at equal steps, px.
  private(set) var points: [SIMD2<Double>] = []
  /// Length of a step, px.
  let step: Double
  /// Load at each point, N.
  private(set) var load: [Double] = []

  /// A way of `length` px that begins at the origin.
  init(
    length: Double, heading: Double, load force: Double, _ parameters: ScratchParameters, pitch: Double,
    using stream: inout RandomStream
  ) {
    let steps = max(2, min(600, Int(length / 1.5)))
    step = length / Double(steps)
    layOut(steps, heading, parameters, &stream)
    press(force, steps, parameters, chatterPeriod: parameters.chatterPeriod_um / pitch, &stream)
  }

  /// Steps whose direction bends evenly and wanders about the bend, remembered over a fifth of the length.
  private mutating func layOut(
    _ steps: Int, _ heading: Double, _ parameters: ScratchParameters, _ stream: inout RandomStream
  ) {
    let memory = exp(-5 / Double(steps))
    let kick = parameters.wander_deg * .pi / 180 * (1 - memory * memory).squareRoot()
    let bend = parameters.bend_deg * .pi / 180 / Double(steps)
    var (position, deviation) = (SIMD2<Double>.zero, 0.0)
    points = [position]
    points.reserveCapacity(steps + 1)
    for index in 0..<steps {
      deviation = memory * deviation + stream.normal(deviation: kick)
      let direction = heading + bend * (Double(index) - Double(steps) / 2) + deviation
      position += step * SIMD2(cos(direction), sin(direction))
      points.append(position)
    }
  }

  /// The load comes on, holds with slow variation and stick-slip, and goes off.
  private mutating func press(
    _ force: Double, _ steps: Int, _ parameters: ScratchParameters, chatterPeriod: Double,
    _ stream: inout RandomStream
  ) {
    var variation = SlowVariation(deviation: parameters.unevenness / 2, memory: 0.1 * Double(steps), using: &stream)
    var phase = stream.uniform()
    load = (0...steps).map { index in
      let share = Double(index) / Double(steps)
      let on = parameters.runIn > 0 ? min(1, share / parameters.runIn) : 1
      let off = parameters.liftOff > 0 ? min(1, (1 - share) / parameters.liftOff) : 1
      phase += step / chatterPeriod * (parameters.chatter > 0 ? stream.uniform(0.7...1.3) : 1)
      // While it sticks the tip digs in; then it slips and rides up.
      let slip = 1 - parameters.chatter * (1 - (phase - phase.rounded(.down)))
      return force * on * off * slip * variation.next(using: &stream)
    }
  }

  /// The stroke moved by `offset` px.
  func moved(by offset: SIMD2<Double>) -> Stroke {
    var moved = self
    for index in moved.points.indices { moved.points[index] += offset }
    return moved
  }

  /// The point half of the way along.
  var middle: SIMD2<Double> { points[points.count / 2] }
}

extension ScratchParameters {
  /// The strokes of the whole scratch, around `seat`: `count` times `passes` of them, the first through the seat.
  func strokes(around seat: SIMD2<Double>, pitch: Double, using stream: inout RandomStream) -> [Stroke] {
    let heading = stream.uniform(0...(2 * Double.pi))
    let across = SIMD2(-sin(heading), cos(heading))
    return (0..<Int(count)).flatMap { index in
      var (centre, turn, share) = (seat, 0.0, (length: 1.0, load: 1.0))
      if index > 0 {
        let along = stream.normal(deviation: 0.2 * min(length_um, max(bundle_um, 0.3 * length_um)) / pitch)
        centre += across * stream.normal(deviation: bundle_um / pitch / 2)
        centre += SIMD2(across.y, -across.x) * along
        turn = stream.normal(deviation: spread_deg * .pi / 180)
        share = (stream.uniform(0.3...1), stream.logUniform(0.3...1))
      }
      return zigzag(centre, heading + turn, share, pitch, &stream)
    }
  }

  /// `passes` strokes to and fro, each from where the last ended, the first one's middle at `centre`.
  private func zigzag(
    _ centre: SIMD2<Double>, _ heading: Double, _ share: (length: Double, load: Double), _ pitch: Double,
    _ stream: inout RandomStream
  ) -> [Stroke] {
    var strokes: [Stroke] = []
    var direction = heading
    let swing = stream.uniform(0.04...0.22)
    for pass in 0..<Int(passes) {
      let shortening = pass == 0 ? 1 : stream.uniform(0.75...1.05)
      let stroke = Stroke(
        length: max(2, share.length * shortening * length_um / pitch), heading: direction,
        load: share.load * force_N, self, pitch: pitch, using: &stream)
      strokes.append(stroke.moved(by: strokes.last.map { $0.points[$0.points.count - 1] } ?? centre - stroke.middle))
      direction += .pi + (pass % 2 == 0 ? swing : -swing) + stream.normal(deviation: swing / 3)
      if pass % 2 == 1 { direction += 2 * swing * stream.uniform(-0.2...1) }
    }
    return strokes
  }
}
