import Foundation

/// Pitting corrosion seen from above: metal dissolves along a front, its ions diffuse through the pits and saturate
/// them, and what escapes into the bulk of the electrolyte lets the front go on.
///
/// A phase field φ tells metal (1) from electrolyte (0), c is the concentration of ions over the density of the metal:
///
///     ∂φ/∂t = -M ∂f/∂φ,   f = w δ² |∇φ|² + w φ² (1 - φ)² + F φ² (3 - 2φ),   F ∝ k (1 - c/c_sat)
///     ∂((1 - φ) c)/∂t = ∇·(1 - φ) D ∇c - ∂φ/∂t + q (1 - φ)(1 - c/c_sat) - β (1 - φ) c
///
/// With this f a planar front keeps its profile and moves at exactly k (1 - c/c_sat), whatever the width δ; a curved one
/// of radius R is slower by 1.2 kδ/R. Dissolution is irreversible. k r / (c_sat D) for a pit of radius r says whether the
/// reaction (≪ 1) or diffusion (≫ 1) sets the pace.
///
/// One step of explicit Allen–Cahn flow, short enough to keep φ within 0…1 and to lower the energy, and one implicit
/// step of diffusion, coupled so that the released metal is in balance with the ions to the tolerance of the solver.
///
/// Sources: S. Allen, J. Cahn, Acta Metall. 27 (1979); W. Mai, S. Soghrati, R. Buchheit, Corros. Sci. 110 (2016), for
/// the phase field of pits; our construction: the one-sided diffusion in two dimensions with a floor and a mouth.
public final class PittingFront {
  /// What the metal and the electrolyte are like.
  public struct Coefficients: Sendable, Equatable {
    /// Size of a cell, µm.
    public var cell: Double
    /// Rate k of dissolution into pure electrolyte, µm/s, for each cell or one for all.
    public var rate: [Double]
    /// Diffusivity D of the ions, µm²/s.
    public var diffusivity: Double
    /// Concentration at which a salt film forms and dissolution stops, over the metal's density; 0.036 for steel.
    public var saturation: Double
    /// Rate β at which ions escape into the bulk, 1/s, for each cell or one for all.
    public var exchange: [Double]
    /// Rate q at which the floor of a pit adds ions, 1/s.
    public var floorRate: Double

    /// Coefficients; by default those of steel in chloride, without a floor.
    public init(
      cell: Double, rate: [Double], diffusivity: Double = 850, saturation: Double = 0.036, exchange: [Double],
      floorRate: Double = 0
    ) {
      precondition(cell > 0 && diffusivity > 0 && saturation > 0 && saturation < 1 && floorRate >= 0)
      precondition(rate.allSatisfy { $0 >= 0 } && (rate.max() ?? 0) > 0, "some of the metal dissolves")
      (self.cell, self.rate, self.diffusivity) = (cell, rate, diffusivity)
      (self.saturation, self.exchange, self.floorRate) = (saturation, exchange, floorRate)
    }
  }

  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// What the metal and the electrolyte are like.
  public let coefficients: Coefficients
  /// Time since the start, s.
  public private(set) var time = 0.0
  /// Metal dissolved by the front and by the floors, and the ions that new pits brought with them, in cells of metal.
  public private(set) var released = 0.0

  let layout: GhostLayout
  let phase: GhostField
  let ions: GhostField
  let escaped: GhostField
  let travelled: GhostField
  private let system: FivePointSystem
  private let solution: GhostField
  private let relaxation: GhostField
  private let drive: GhostField
  /// 6 f k(x)/k_max: the driving force over the well's height, times six.
  let force: GhostField
  private let rate: GhostField
  private let exchange: GhostField
  private let tolerance: Double

  /// Half width δ of the front, cells.
  static let interface = 1.0
  /// Driving force over the height of the well at the greatest rate; below 1/3 both phases are stable.
  private static let greatestForce = 0.28
  /// Share of a metal cell that counts as electrolyte, so that no cell is without one.
  private static let pores = 1e-6
  /// The grid makes a front of half width δ slower by 1/40δ² (the fourth derivative that the five-point difference
  /// brings in), the step by up to 3 % (the second one in time): the mobility makes up for the first and half of the
  /// second.
  private static let slowness = (1 + 1 / (40 * interface * interface)) * 1.015
  /// Mobility times well height, 1/s.
  private let mobility: Double

  /// Sound metal in stagnant, ion-free electrolyte.
  /// - Parameter tolerance: relative residual of the diffusion steps.
  public init(width: Int, height: Int, _ coefficients: Coefficients, tolerance: Double = 1e-7) {
    (self.width, self.height, self.coefficients, self.tolerance) = (width, height, coefficients, tolerance)
    let layout = GhostLayout(width: width, height: height)
    self.layout = layout
    func field(_ value: Double) -> GhostField {
      let field = GhostField(layout)
      field.values = [Double](repeating: value, count: width * height)
      return field
    }
    (phase, ions, escaped, travelled) = (field(1), field(0), field(0), field(0))
    (solution, relaxation, drive) = (field(0), field(0), field(0))
    (force, rate, exchange) = (field(0), field(0), field(0))
    system = FivePointSystem(layout)
    let count = width * height
    func spread(_ values: [Double]) -> [Double] {
      precondition(values.count == 1 || values.count == count, "one value, or one for each cell")
      return values.count == count ? values : [Double](repeating: values[0], count: count)
    }
    rate.values = spread(coefficients.rate)
    exchange.values = spread(coefficients.exchange)
    let fastest = coefficients.rate.max() ?? 1
    force.values = rate.values.map { 6 * Self.greatestForce * $0 / fastest }
    let speed = 6 * Self.greatestForce * Self.interface
    mobility = Self.slowness * fastest / (speed * coefficients.cell)
  }

  /// The length of a step, s: the longest for which the explicit part is monotone; the front moves 0.14 cells at most.
  public var step: Double {
    let delta = Self.interface
    return 1 / (mobility * (8 * delta * delta + 2 + 6 * Self.greatestForce))
  }

  /// Share of metal, `[height, width]`: 1 sound, 0 dissolved.
  public var metal: [Double] { phase.values }
  /// Ions over the density of the metal, `[height, width]`.
  public var concentration: [Double] { ions.values }
  /// Ions that escaped above each cell, `[height, width]`, in cells of metal.
  public var emission: [Double] { escaped.values }
  /// How far the front has moved on since it passed each cell, µm, `[height, width]`: 0 in sound metal.
  public var travel: [Double] { travelled.values }
  /// Ions in the electrolyte, in cells of metal.
  public var dissolvedIons: Double {
    zip(metal, concentration).reduce(0) { $0 + (1 - $1.0 + Self.pores) * $1.1 }
  }

  /// Opens a round pit of saturated electrolyte, with the profile of a front at rest.
  /// - Parameters:
  ///   - centre: cells from the centre of the first cell.
  ///   - radius: cells.
  public func nucleate(at centre: SIMD2<Double>, radius: Double) {
    for y in 0..<height {
      for x in 0..<width {
        let offset = SIMD2(Double(x), Double(y)) - centre
        let distance = (offset * offset).sum().squareRoot() - radius
        open(layout.index(x, y), to: 0.5 * (1 + tanh(distance / (2 * Self.interface))))
      }
    }
  }

  /// Lowers φ of a cell to `target`; what is opened is filled with saturated electrolyte.
  func open(_ i: Int, to target: Double) {
    guard target < phase[i] else { return }
    let (before, opened) = (1 - phase[i] + Self.pores, phase[i] - target)
    ions[i] = (before * ions[i] + opened * coefficients.saturation) / (before + opened)
    phase[i] = target
    released += opened * coefficients.saturation
  }

  /// Goes on until `end`, s.
  public func advance(until end: Double) {
    while time < end { advance() }
  }

  /// Goes on by one step.
  public func advance() {
    phase.mirror()
    assemble()
    layout.each { i in solution[i] = ions[i] }
    system.solve(solution, tolerance: tolerance)
    settle()
    time += step
  }

  /// The explicit part, and the equations of the implicit one. Per cell the metal released is relaxation + drive · u
  /// with u = 1 - c/c_sat at the new time, if that was positive at the old one.
  private func assemble() {
    let (stride, step) = (layout.stride, step)
    let (scale, stiffness) = (step * mobility, 2 * Self.interface * Self.interface)
    let (inverse, floor) = (1 / coefficients.saturation, step * coefficients.floorRate)
    let conductance = step * coefficients.diffusivity / (coefficients.cell * coefficients.cell)
    layout.each { i in
      let metal = phase[i]
      let well = metal * (1 - metal)
      let neighbours = phase[i - 1] + phase[i + 1] + phase[i - stride] + phase[i + stride]
      let relaxing = scale * (2 * well * (1 - 2 * metal) - stiffness * (neighbours - 4 * metal))
      let driving = scale * force[i] * well
      let undersaturation = max(0, 1 - ions[i] * inverse)
      let active: Double = relaxing + driving * undersaturation > 0 ? 1 : 0
      relaxation[i] = active * relaxing
      drive[i] = active * driving
      let liquid = 1 - metal + Self.pores
      let floorSource = undersaturation > 0 ? floor * liquid : 0
      let room = 1 - ions[i]
      system.own[i] = liquid * (1 + step * exchange[i]) + (drive[i] * room + floorSource) * inverse
      system.source[i] = liquid * ions[i] + room * (relaxation[i] + drive[i]) + floorSource
      let (toRight, toBelow) = (1 - phase[i + 1] + Self.pores, 1 - phase[i + stride] + Self.pores)
      system.right[i] = conductance * 2 * liquid * toRight / (liquid + toRight)
      system.below[i] = conductance * 2 * liquid * toBelow / (liquid + toBelow)
    }
    seal()
  }

  /// No flow into ghosts, and no unknowns there.
  private func seal() {
    for y in 0..<height {
      system.right[layout.index(width - 1, y)] = 0
      for ghost in [layout.index(-1, y), layout.index(width, y)] {
        (system.own[ghost], system.source[ghost], system.right[ghost], system.below[ghost]) = (1, 0, 0, 0)
      }
    }
    for x in -1...width { system.below[layout.index(x, height - 1)] = 0 }
    for i in layout.index(width, height - 1)..<layout.span {
      (system.own[i], system.source[i], system.right[i], system.below[i]) = (1, 0, 0, 0)
    }
  }

  /// Moves the front and the ions by what the equations say. Where they ask for metal to come back it stays away, and
  /// its ions stay in the electrolyte.
  private func settle() {
    let (step, inverse) = (step, 1 / coefficients.saturation)
    let floor = step * coefficients.floorRate
    var (front, floors) = (0.0, 0.0)
    for y in 0..<height {
      for i in layout.index(0, y)..<layout.index(width, y) {
        let (old, new) = (ions[i], solution[i])
        let undersaturation = 1 - new * inverse
        let wanted = relaxation[i] + drive[i] * undersaturation
        let opened = min(phase[i], max(0, wanted))
        let liquid = 1 - phase[i] + Self.pores
        let floorWanted = old < coefficients.saturation ? floor * liquid * undersaturation : 0
        let floorReleased = max(0, floorWanted)
        let content = liquid * new - wanted * (1 - old) + opened + floorReleased - floorWanted
        ions[i] = content / (liquid + opened)
        phase[i] -= opened
        escaped[i] += step * exchange[i] * liquid * new
        travelled[i] += step * rate[i] * liquid * max(0, undersaturation)
        front += opened
        floors += floorReleased
      }
    }
    released += front + floors
  }
}

extension PittingFront {
  /// The free energy over the height of the well, with the driving force of the present concentrations, in cells.
  public var energy: Double {
    phase.mirror()
    var energy = 0.0
    for y in 0..<height {
      for x in 0..<width {
        let i = layout.index(x, y)
        let metal = phase[i]
        let (dx, dy) = (phase[i + 1] - metal, phase[i + layout.stride] - metal)
        let drive = force[i] / 6 * max(0, 1 - ions[i] / coefficients.saturation)
        energy += Self.interface * Self.interface * (dx * dx + dy * dy)
        energy += metal * metal * ((1 - metal) * (1 - metal) + drive * (3 - 2 * metal))
      }
    }
    return energy
  }

  /// Distance from the front, cells, `[height, width]`: positive in the electrolyte, held within ±7, beyond which the
  /// profile says nothing.
  public var depthInPit: [Double] {
    metal.map { metal in
      let held = min(0.999, max(0.001, metal))
      return Self.interface * log((1 - held) / held)
    }
  }
}
