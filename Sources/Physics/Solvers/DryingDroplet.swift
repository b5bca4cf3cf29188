import Foundation
import Imaging

/// A flat droplet of any outline that dries with its edge pinned, and the solute that its inner flow carries there.
///
/// A droplet flattened by capillarity has the shape h = c(t) w with -Δw = 1 and w = 0 at the edge. While it dries with
/// the flux J it keeps w, so the flow q that makes up for the difference, ∇·q = -∂h/∂t - J, is steady; it is taken as
/// lubrication flow, q = -w³∇p. The velocity q/h grows as 1/(1 - τ), τ the share that has dried, so in the variable
/// s = -ln(1 - τ) the solute moves in a steady field. The flux J ∝ (w/w_max)^-λ is, on a disc, Deegan's
/// (1 - r²/R²)^-λ with λ = (π - 2ϑ)/(2π - 2ϑ): 1/2 for a flat droplet in still air, 0 for even drying.
///
/// Sources: R. D. Deegan et al., "Contact line deposits in an evaporating drop", Phys. Rev. E 62 (2000);
/// Y. O. Popov, Phys. Rev. E 71 (2005).
public struct DryingDroplet: Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Height at the start, in any unit, `[height, width]`; 0 outside.
  public let shape: [Double]
  /// Solute in each cell, `[height, width]`.
  public private(set) var solute: [Double]
  /// Share of the liquid that has gone, 0 ≤ τ < 1.
  public private(set) var dryness = 0.0
  /// Flow through right and lower faces, as share of a cell's liquid per drying time: out of the cell, and into it.
  private var eastward: Flux
  private var southward: Flux
  private let fastest: Double

  /// Upwind coefficients of the faces towards higher indices: what passes is `out` · here + `back` · there.
  private struct Flux {
    var out: [Double]
    var back: [Double]
  }

  /// Solves for the shape and the flow.
  /// - Parameters:
  ///   - footprint: the wet cells, several droplets if they do not touch; not the outermost cells of the grid.
  ///   - solute: what each wet cell holds, `[height, width]`; nil for an even concentration, 1 in all.
  ///   - exponent: λ, 0…0.9.
  public init(footprint: Mask, solute: [Double]? = nil, exponent: Double) {
    precondition((0...0.9).contains(exponent), "the flux is integrable for exponents below 1")
    (width, height) = (footprint.width, footprint.height)
    let shape = Self.shape(of: footprint)
    let pools = footprint.connectedComponents(.four)
    let sources = Self.sources(shape, pools, exponent: exponent)
    let (east, south) = Self.flow(shape, sources, footprint)
    self.shape = shape
    let volume = shape.reduce(0, +)
    self.solute = solute ?? shape.map { volume > 0 ? $0 / volume : 0 }
    eastward = Self.upwind(east, shape, offset: 1)
    southward = Self.upwind(south, shape, offset: footprint.width)
    var leaving = [Double](repeating: 0, count: shape.count)
    for (flux, offset) in [(eastward, 1), (southward, footprint.width)] {
      for i in 0..<(shape.count - offset) {
        leaving[i] += flux.out[i]
        leaving[i + offset] -= flux.back[i]
      }
    }
    fastest = max(1e-9, leaving.max() ?? 0)
  }

  /// Lets the droplet dry until the share `dryness` of its liquid has gone, below 1.
  public mutating func dry(to dryness: Double) {
    precondition(dryness >= self.dryness && dryness < 1, "a droplet only dries, and is never quite dry")
    let span = log((1 - self.dryness) / (1 - dryness))
    let steps = max(1, Int((span * fastest / 0.9).rounded(.up)))
    var before = solute
    for _ in 0..<steps {
      swap(&before, &solute)
      for i in solute.indices { solute[i] = before[i] }
      move(eastward, offset: 1, before, span / Double(steps))
      move(southward, offset: width, before, span / Double(steps))
    }
    self.dryness = dryness
  }

  private mutating func move(_ flux: Flux, offset: Int, _ before: [Double], _ step: Double) {
    solute.withUnsafeMutableBufferPointer { solute in
      before.withUnsafeBufferPointer { before in
        flux.out.withUnsafeBufferPointer { out in
          flux.back.withUnsafeBufferPointer { back in
            for i in 0..<(before.count - offset) {
              let passed = step * (out[i] * before[i] + back[i] * before[i + offset])
              solute[i] -= passed
              solute[i + offset] += passed
            }
          }
        }
      }
    }
  }
}

extension DryingDroplet {
  /// w: -Δw = 1 inside, 0 at the faces between wet and dry.
  private static func shape(of footprint: Mask) -> [Double] {
    var grid = ConductionGrid(width: footprint.width, height: footprint.height)
    for i in footprint.values.indices where footprint.values[i] != 0 {
      if footprint.values[i + 1] != 0 { grid.east[i] = 1 }
      if footprint.values[i + footprint.width] != 0 { grid.south[i] = 1 }
      for neighbour in [i - 1, i + 1, i - footprint.width, i + footprint.width]
      where footprint.values[neighbour] == 0 {
        // The edge lies half a cell away.
        grid.ground[i] += 2
      }
    }
    return grid.solve(sources: footprint.values.map(Double.init)).potential.map { max(0, $0) }
  }

  /// -∂h/∂t - J in units of volume per drying time: every pool loses w and gives off J, of one total.
  private static func sources(_ shape: [Double], _ pools: ConnectedComponents, exponent: Double) -> [Double] {
    let count = pools.components.count + 1
    var (highest, volume, total) = (
      [Double](repeating: 0, count: count), [Double](repeating: 0, count: count), [Double](repeating: 0, count: count)
    )
    for (w, label) in zip(shape, pools.labels) { highest[Int(label)] = max(highest[Int(label)], w) }
    let rates = zip(shape, pools.labels).map { w, label in
      label == 0 || w <= 0 ? 0 : pow(w / highest[Int(label)], -exponent)
    }
    for i in shape.indices {
      volume[Int(pools.labels[i])] += shape[i]
      total[Int(pools.labels[i])] += rates[i]
    }
    return shape.indices.map { i in
      let pool = Int(pools.labels[i])
      return pool == 0 || total[pool] <= 0 ? 0 : shape[i] - rates[i] * volume[pool] / total[pool]
    }
  }

  /// The steady flow through the faces, q = -w³∇p with ∇·q = sources.
  private static func flow(
    _ shape: [Double], _ sources: [Double], _ footprint: Mask
  ) -> (east: [Double], south: [Double]) {
    var grid = ConductionGrid(width: footprint.width, height: footprint.height)
    let scale = 1 / max(1e-12, shape.max() ?? 0)
    func mobility(_ i: Int, _ j: Int) -> Double {
      let mean = (shape[i] + shape[j]) / 2 * scale
      return mean * mean * mean
    }
    for i in footprint.values.indices where footprint.values[i] != 0 {
      if footprint.values[i + 1] != 0 { grid.east[i] = mobility(i, i + 1) }
      if footprint.values[i + footprint.width] != 0 { grid.south[i] = mobility(i, i + footprint.width) }
    }
    return grid.flow(grid.solve(sources: sources, tolerance: 1e-5).potential)
  }

  private static func upwind(_ flow: [Double], _ shape: [Double], offset: Int) -> Flux {
    var flux = Flux(out: flow, back: flow)
    for i in flow.indices {
      let there = i + offset < shape.count ? shape[i + offset] : 0
      flux.out[i] = flow[i] > 0 && shape[i] > 0 ? flow[i] / shape[i] : 0
      flux.back[i] = flow[i] < 0 && there > 0 ? flow[i] / there : 0
    }
    return flux
  }
}
