import Foundation
import Randomness

/// The grooves of all asperities of one stroke, point by point along it; lengths across in px, heights in µm.
struct AsperityTrack {
  /// One groove at one point of the stroke.
  struct Groove {
    /// Distance of its middle from the stroke's way, px, positive to the right of the motion.
    var centre: Float
    /// Its section; across in px.
    var section: GrooveSection
    /// Half-width of the part that lies deeper than the coating, px.
    var bareHalfWidth: Float
  }

  /// Grooves at each point.
  let asperities: Int
  /// `[points, asperities]`.
  let grooves: [Groove]
  /// Greatest distance from the way that any groove reaches, px.
  let reach: Float

  init(_ stroke: Stroke, _ parameters: ScratchParameters, pitch: Double, using stream: inout RandomStream) {
    let count = Int(parameters.asperities)
    let seats = Self.seats(count, width: parameters.contact_um / pitch, using: &stream)
    let wear = ArchardWear(
      coefficient: parameters.wear, hardness: parameters.hardness_MPa, cutting: parameters.cutting)
    let lean = stream.uniform(-0.6...0.6)
    var variations = (0..<count).map { _ in
      SlowVariation(deviation: parameters.unevenness, memory: 0.06 * Double(stroke.load.count), using: &stream)
    }
    let peak = max(stroke.load.max() ?? 0, .leastNormalMagnitude)
    var (grooves, reach) = ([Groove](), Float(0))
    grooves.reserveCapacity(count * stroke.load.count)
    var shares = [Double](repeating: 1, count: count)
    for load in stroke.load {
      if count > 1 { for j in 0..<count { shares[j] = variations[j].next(using: &stream) } }
      let total = shares.reduce(0, +)
      // A lighter load presses less of the body into the surface.
      let spread = (load / peak).squareRoot()
      for j in 0..<count {
        let groove = Self.groove(
          wear, force: load * shares[j] / total, at: seats[j] * spread, lean: lean, parameters, pitch)
        grooves.append(groove)
        reach = max(reach, abs(groove.centre) + groove.section.reach)
      }
    }
    (self.grooves, self.reach, asperities) = (grooves, reach, count)
  }

  private static func groove(
    _ wear: ArchardWear, force: Double, at centre: Double, lean: Double, _ parameters: ScratchParameters,
    _ pitch: Double
  ) -> Groove {
    var section = wear.groove(force: force, bluntness: parameters.bluntness, lean: lean)
    section.halfWidth /= Float(pitch)
    let bare = max(0, 1 - Float(parameters.coating_um) / max(section.depth, .leastNormalMagnitude))
    return Groove(centre: Float(centre), section: section, bareHalfWidth: section.halfWidth * bare)
  }

  /// Even places over the width, each shaken by half of a place.
  private static func seats(_ count: Int, width: Double, using stream: inout RandomStream) -> [Double] {
    (0..<count).map { j in
      count == 1 ? 0 : width * ((Double(j) + 0.5 + stream.uniform(-0.5...0.5)) / Double(count) - 0.5)
    }
  }
}
