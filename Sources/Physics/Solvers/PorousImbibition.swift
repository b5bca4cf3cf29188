import Foundation

/// A liquid drawn by capillary forces into a porous sheet of uneven permeability.
///
/// The saturation θ obeys ∂θ/∂t = ∇·(K D θ³ ∇θ), Richards' equation without gravity; θ³ makes a sharp front that starts
/// from a supply held at θ = 1. In a uniform sheet a plane front follows Washburn's law L² = W t with
/// W = γ r cos ϑ / 2η; where K varies it becomes ragged. Explicit finite volumes in the variable θ⁴/4: the liquid is
/// conserved to rounding, and θ stays within 0…1. Sources: E. W. Washburn, Phys. Rev. 17 (1921); J. Crank, "The
/// mathematics of diffusion" (1975), § 7 for the similarity solution.
public struct PorousImbibition: Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Share of the pores that is filled, 0…1, `[height, width]`.
  public private(set) var saturation: [Float]
  /// Relative permeability K at the right and lower face of each cell; 0 at the border of the sheet.
  private let east: [Float]
  private let south: [Float]
  private let supply: [Bool]
  private let greatest: Float

  /// (L / √(D t))² of the similarity solution's front: 0.87057², from its ordinary differential equation
  /// (θ³θ′)′ = -ξθ′/2, θ(0) = 1.
  public static let frontConstant = 0.757893437
  /// Uptake through a unit of the supply's edge in units of √(D t), from the same equation.
  public static let uptakeConstant = 0.665167400

  /// A dry sheet.
  /// - Parameters:
  ///   - permeability: relative to the sheet's mean, > 0, `[height, width]`.
  ///   - supply: the cells that are wet and stay so, `[height, width]`.
  public init(width: Int, height: Int, permeability: [Float], supply: [Bool]) {
    precondition(permeability.count == width * height && supply.count == width * height, "a value for every cell")
    precondition(permeability.allSatisfy { $0 > 0 && $0.isFinite }, "the permeability is positive")
    (self.width, self.height, self.supply) = (width, height, supply)
    saturation = supply.map { $0 ? 1 : 0 }
    var (east, south) = (permeability, permeability)
    for y in 0..<height {
      for x in 0..<width {
        let (i, k) = (y * width + x, permeability[y * width + x])
        east[i] = x + 1 < width ? 2 * k * permeability[i + 1] / (k + permeability[i + 1]) : 0
        south[i] = y + 1 < height ? 2 * k * permeability[i + width] / (k + permeability[i + width]) : 0
      }
    }
    (self.east, self.south) = (east, south)
    greatest = max(east.max() ?? 0, south.max() ?? 0, 1e-6)
  }

  /// Lets the liquid spread until a plane front in a uniform sheet would have gone `distance` cells further than dry.
  public mutating func spread(distance: Double) {
    // In units of the cell and of W = 1 the front has L² = t, so D = 1 / frontConstant.
    let diffusivity = 1 / Self.frontConstant
    let longest = 0.22 / (diffusivity * Double(greatest))
    let steps = max(1, Int((distance * distance / longest).rounded(.up)))
    let factor = Float(distance * distance / Double(steps) * diffusivity)
    var potential = [Float](repeating: 0, count: saturation.count)
    var change = potential
    for _ in 0..<steps { step(factor, &potential, &change) }
  }

  private mutating func step(_ factor: Float, _ potential: inout [Float], _ change: inout [Float]) {
    for i in saturation.indices {
      let square = saturation[i] * saturation[i]
      potential[i] = 0.25 * square * square
    }
    for i in change.indices { change[i] = 0 }
    exchange(potential, &change)
    for i in saturation.indices { saturation[i] += factor * change[i] }
    for i in supply.indices where supply[i] { saturation[i] = 1 }
  }

  /// What flows into each cell from its neighbours.
  private func exchange(_ potential: [Float], _ change: inout [Float]) {
    potential.withUnsafeBufferPointer { p in
      change.withUnsafeMutableBufferPointer { change in
        east.withUnsafeBufferPointer { east in
          south.withUnsafeBufferPointer { south in
            for y in 0..<height {
              let row = y * width
              for i in row..<(row + width - 1) { change[i] += east[i] * (p[i + 1] - p[i]) }
              for i in (row + 1)..<(row + width) { change[i] -= east[i - 1] * (p[i] - p[i - 1]) }
              if y + 1 < height {
                for i in row..<(row + width) { change[i] += south[i] * (p[i + width] - p[i]) }
              }
              if y > 0 {
                for i in row..<(row + width) { change[i] -= south[i - width] * (p[i] - p[i - width]) }
              }
            }
          }
        }
      }
    }
  }
}
