import Foundation
import Imaging
import Randomness

/// What a wet patch leaves on its grid when it dries: a thin deposit and rings.
struct DriedStain {
  /// A contact line that was pinned.
  struct Ring {
    /// Smooth indicator of the wet area, 0.5 at the edge.
    let inside: Plane
    /// Solute at the edge, per cell of its length.
    let strength: Plane
  }

  /// Share of the pores that was filled, 0…1.
  let saturation: Plane
  /// Solute that dried away from the edges; the wet area's mean is 1 before it dries.
  private(set) var deposit: Plane
  /// From outside inwards; one at least.
  private(set) var rings: [Ring] = []

  /// Deviation of the blur that makes an indicator smooth, cells.
  static let smoothness = 1.1

  init(_ saturation: Plane, _ parameters: StainParameters, using stream: inout RandomStream) {
    self.saturation = saturation
    deposit = Plane(width: saturation.width, height: saturation.height)
    var wet = saturation
    wet.apply { clamp01(($0 - 0.1) / 0.4) }
    var (inside, footprint) = Self.footprint(wet)
    let absorbed = parameters.time_s > 0
    var solute: [Double]?
    for ring in 0..<Int(parameters.rings) where footprint.area > 0 {
      let evenly = absorbed ? footprint.values.map(Double.init) : nil
      var droplet = DryingDroplet(
        footprint: footprint, solute: solute ?? evenly, exponent: parameters.edgeEvaporation)
      let scale = solute == nil ? Double(footprint.area) / max(1e-9, droplet.solute.reduce(0, +)) : 1
      droplet.dry(to: parameters.dryness)
      var left = droplet.solute.map { $0 * scale }
      rings.append(Self.ring(inside, footprint, &left))
      let next = Self.receded(droplet, by: stream.uniform(0.12...0.5), last: ring + 1 == Int(parameters.rings))
      for i in left.indices where next.footprint.values[i] == 0 { deposit.values[i] += Float(left[i]) }
      solute = zip(left, next.footprint.values).map { $1 == 0 ? 0 : $0 }
      (inside, footprint) = (next.inside, next.footprint)
    }
  }

  /// A smooth indicator and the cells where it is above one half, but not the outermost.
  private static func footprint(_ wet: Plane) -> (inside: Plane, footprint: Mask) {
    let inside = wet.blurred(sigma: smoothness)
    var footprint = Mask(width: wet.width, height: wet.height)
    for y in 1..<(wet.height - 1) {
      for x in 1..<(wet.width - 1) { footprint[y, x] = inside[y, x] > 0.5 }
    }
    return (inside, footprint)
  }

  /// Takes the solute out of the cells at the edge and spreads it evenly along a few cells of the line.
  private static func ring(_ inside: Plane, _ footprint: Mask, _ solute: inout [Double]) -> Ring {
    var mass = Plane(width: footprint.width, height: footprint.height)
    var edge = mass
    for i in footprint.values.indices where footprint.values[i] != 0 {
      let neighbours = [i - 1, i + 1, i - footprint.width, i + footprint.width]
      guard neighbours.contains(where: { footprint.values[$0] == 0 }) else { continue }
      (mass.values[i], edge.values[i]) = (Float(solute[i]), 1)
      solute[i] = 0
    }
    var strength = mass.blurred(sigma: 2)
    strength.combine(with: edge.blurred(sigma: 2)) { $1 > 1e-3 ? $0 / $1 : 0 }
    return Ring(inside: inside, strength: strength)
  }

  /// The droplet after its edge has let go: where it stood higher than a share of its greatest height.
  private static func receded(
    _ droplet: DryingDroplet, by share: Double, last: Bool
  ) -> (inside: Plane, footprint: Mask) {
    let size = (droplet.width, droplet.height)
    let highest = droplet.shape.max() ?? 0
    guard !last, highest > 0 else {
      return (Plane(width: size.0, height: size.1), Mask(width: size.0, height: size.1))
    }
    let heights = droplet.shape.map { clamp01(Float(($0 / highest - share) * 6 + 0.5)) }
    return footprint(Plane(width: size.0, height: size.1, values: heights))
  }
}
