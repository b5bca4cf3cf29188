import Foundation
import Randomness

/// An indenter's height above the flat surface at first touch.
struct IndenterShape {
  private let parameters: DentParameters
  private let axis: SIMD2<Double>
  private let tilt: SIMD2<Double>
  /// Downhill directions of a corner's facets.
  private let facets: [SIMD2<Double>]

  init(_ parameters: DentParameters, using stream: inout RandomStream) {
    self.parameters = parameters
    let angle = stream.uniform(0...(2 * Double.pi))
    axis = SIMD2(cos(angle), sin(angle))
    let towards = parameters.indenter == .edge ? angle : stream.uniform(0...(2 * Double.pi))
    tilt = SIMD2(cos(towards), sin(towards)) * tan(parameters.tilt_deg * .pi / 180)
    let count = stream.integer(3...4)
    facets = (0..<count).map { k in
      let direction = angle + 2 * .pi * (Double(k) + stream.uniform(-0.1...0.1)) / Double(count)
      return SIMD2(cos(direction), sin(direction)) * tan(parameters.facet_deg * .pi / 180)
    }
  }

  /// Radius of a disc that surely holds the contact, µm.
  var reach: Double {
    let size = (parameters.force_N * 1e6 / (.pi * parameters.hardness_MPa)).squareRoot()
    return switch parameters.indenter {
    case .ball: 2.2 * size * (1 + parameters.length_um / parameters.radius_um).squareRoot().squareRoot()
    case .edge: max(2.2 * size, 0.75 * parameters.length_um)
    case .corner: 3 * size
    case .face: max(2.6 * size, 1.3 * parameters.radius_um)
    }
  }

  /// The gap at grid points about the middle of a grid of `side` × `side`, µm, the lowest point at 0.
  func gap(side: Int, spacing: Double) -> [Double] {
    let middle = Double(side - 1) / 2
    var gap = (0..<(side * side)).map { i in
      height(SIMD2(Double(i % side) - middle, Double(i / side) - middle) * spacing)
    }
    let lowest = gap.reduce(.infinity, min)
    for i in gap.indices { gap[i] -= lowest }
    return gap
  }

  private func height(_ place: SIMD2<Double>) -> Double {
    let along = (place * axis).sum()
    let across = place.y * axis.x - place.x * axis.y
    let (radius, lift) = (parameters.radius_um, (place * tilt).sum())
    switch parameters.indenter {
    case .ball:
      return along * along / (2 * (radius + parameters.length_um)) + across * across / (2 * radius) + lift
    case .edge:
      // The ends are rounded like the edge itself.
      let beyond = max(0, abs(along) - parameters.length_um / 2)
      return (across * across + beyond * beyond) / (2 * radius) + lift
    case .corner:
      let steepest = facets.reduce(0) { max($0, ($1 * place).sum()) }
      return (steepest * steepest + radius * radius * 0.02).squareRoot() + lift
    case .face:
      let beyond = max(0, (place * place).sum().squareRoot() - 0.85 * radius)
      return 3 * beyond * beyond / radius + lift
    }
  }
}
