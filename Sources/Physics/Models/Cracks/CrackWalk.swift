import Foundation
import Randomness

/// A branching walk of crack frontiers: polylines with an opening at every node.
///
/// A frontier advances by steps of a fixed length; its direction is an Ornstein–Uhlenbeck process about a slowly
/// bending mean, so deflection and grain size set the tortuosity independently of the step. Branches leave at a
/// Poisson rate. The opening follows the arc length, w(s) = w₀ (1 - s/L)^g.
struct CrackWalk {
  /// What a frontier starts with; lengths in px, angles in rad.
  private struct Frontier {
    var position: SIMD2<Double>
    var heading: Double
    var length: Double
    var opening: Double
    var generation: Int
  }

  /// All stretches, from the root outwards.
  private(set) var segments: [CrackSegment] = []
  private var pending: [Frontier] = []
  private let parameters: FractureLineParameters
  private let pitch: Double
  private let step: Double

  /// Walks from `root` in two opposite directions.
  /// - Parameter heading: mean direction at the root, rad.
  init(
    _ parameters: FractureLineParameters, from root: SIMD2<Double>, heading: Double, pitch: Double,
    using stream: inout RandomStream
  ) {
    (self.parameters, self.pitch) = (parameters, pitch)
    step = max(0.75, parameters.opening_um / pitch / 4)
    let share = stream.uniform(0.25...0.75)
    let (length, opening) = (parameters.length_um / pitch, parameters.opening_um / pitch)
    pending = [(heading, share), (heading + .pi, 1 - share)].map {
      Frontier(position: root, heading: $0.0, length: length * $0.1, opening: opening, generation: 0)
    }
    // A limit on the number of frontiers bounds the work, whatever the parameters.
    var frontiers = 0
    while let frontier = pending.popLast(), frontiers < 64 {
      advance(frontier, using: &stream)
      frontiers += 1
    }
  }

  private mutating func advance(_ frontier: Frontier, using stream: inout RandomStream) {
    let memory = exp(-step / max(step, parameters.grain_um / pitch))
    let kick = parameters.deflection_deg * .pi / 180 * (1 - memory * memory).squareRoot()
    let bend = parameters.bend_deg * .pi / 180 / max(step, parameters.length_um / pitch)
    let branching = parameters.branching_per_mm * pitch / 1000 * step
    var (position, deviation, travelled, swelling) = (frontier.position, 0.0, 0.0, 0.0)
    var radius = openingRadius(frontier, 0, 0)
    var bridged = false
    while travelled < frontier.length {
      deviation = memory * deviation + stream.normal(deviation: kick)
      swelling = 0.9 * swelling + stream.normal(deviation: 0.2 * parameters.roughness)
      let direction = frontier.heading + bend * travelled + deviation
      let next = position + step * SIMD2(cos(direction), sin(direction))
      travelled += step
      let nextRadius = openingRadius(frontier, travelled, swelling)
      if !bridged {
        segments.append(CrackSegment(start: position, end: next, startRadius: radius, endRadius: nextRadius))
      }
      bridged = isBridged(bridged, using: &stream)
      (position, radius) = (next, nextRadius)
      if frontier.generation < 3, stream.bernoulli(branching) {
        pending.append(
          branch(of: frontier, at: position, direction, left: frontier.length - travelled, 2 * radius, &stream))
      }
    }
  }

  private func openingRadius(_ frontier: Frontier, _ travelled: Double, _ swelling: Double) -> Double {
    let left = max(0, 1 - travelled / frontier.length)
    return frontier.opening / 2 * pow(left, parameters.taper) * exp(swelling)
  }

  /// A two-state chain whose bridges are about eight steps long and cover the wanted share.
  private func isBridged(_ bridged: Bool, using stream: inout RandomStream) -> Bool {
    guard parameters.bridging > 0 else { return false }
    let closing = 0.125 * parameters.bridging / (1 - parameters.bridging)
    return bridged ? !stream.bernoulli(0.125) : stream.bernoulli(min(1, closing))
  }

  private func branch(
    of parent: Frontier, at position: SIMD2<Double>, _ direction: Double, left: Double, _ opening: Double,
    _ stream: inout RandomStream
  ) -> Frontier {
    let angle = stream.normal(mean: parameters.branchAngle_deg, deviation: 8) * .pi / 180
    return Frontier(
      position: position, heading: direction + (stream.bernoulli(0.5) ? angle : -angle),
      length: max(2 * step, left * stream.uniform(0.25...0.9)), opening: opening * stream.uniform(0.4...0.9),
      generation: parent.generation + 1)
  }
}
