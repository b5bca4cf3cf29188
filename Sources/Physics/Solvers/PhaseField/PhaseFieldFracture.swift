/// Brittle fracture of a sheet as the minimum of
///
///     E(u, d) = ∫ ((1 - d)² + k) ψ⁺(ε(u)) + ψ⁻(ε(u)) + G_c/2 (d²/l + l |∇d|²)
///
/// (AT2) over the displacement u and the damage d, found by turns. d is one number for each element. Only what opens a
/// crack or shears it is released: ψ⁺ = ½ κ ⟨tr ε⟩₊² + μ |dev ε|², ψ⁻ = ½ κ ⟨tr ε⟩₋². Cracks do not heal: the damage is
/// driven by the history H, the greatest ψ⁺ that an element has felt at the end of any load step.
///
/// Sources: G. Francfort, J.-J. Marigo, JMPS 46 (1998); B. Bourdin et al., JMPS 48 (2000); split by H. Amor et al., JMPS
/// 57 (2009); history field by C. Miehe et al., CMAME 199 (2010). Not for use from two threads at once.
public final class PhaseFieldFracture<Scalar: GridScalar> {
  /// The sheet whose stiffness the damage lowers: set its supports, displacement and eigenstrain there.
  public let sheet: PlaneStressSolver<Scalar>
  /// Half of the width over which a crack is smeared, l, in units of the grid's spacing.
  public let lengthScale: Double
  /// Stiffness k that is left where d = 1, against the whole.
  public let residualStiffness: Double

  let field: DamageField<Scalar>
  private let bulk: GridBuffer<Scalar>
  private let shear: GridBuffer<Scalar>
  private let opening: GridBuffer<Scalar>
  private let tension: GridBuffer<Scalar>
  private let compression: GridBuffer<Scalar>
  private let past: GridBuffer<Scalar>
  private let drive: GridBuffer<Scalar>
  private let scratch: GridBuffer<Scalar>

  /// How far each half of a staggered step goes.
  public struct Effort: Sendable {
    /// Reduction of the residual of the displacement, and most steps of its solver.
    public var displacementTolerance = 1e-3
    /// Most steps of the solver for the displacement.
    public var displacementSteps = 8
    /// Reduction of the residual of the damage.
    public var damageTolerance = 1e-3
    /// Most steps of the solver for the damage.
    public var damageSteps = 24

    /// How far the damage moves, against the step to the minimum for this displacement: 1…1.9. A crack that runs
    /// advances by a part of its width in each step; above 1 it runs faster.
    public var overrelaxation = 1.0

    /// The default is quick; the energy falls in every step whatever the effort.
    public init() {}
  }

  /// An undamaged sheet.
  /// - Parameters:
  ///   - bulk, shear: κ and μ of each element (`SheetMaterial`).
  ///   - toughness: G_c of each element, energy per length of crack and thickness.
  ///   - lengthScale: l; at least 1.5 spacings, or the crack notices the grid.
  public init(
    _ grid: PlateGrid, bulk: [Scalar], shear: [Scalar], toughness: [Scalar], lengthScale: Double,
    residualStiffness: Double = 1e-4
  ) {
    precondition(lengthScale >= grid.spacing, "a phase field needs a length scale of a spacing at least")
    sheet = PlaneStressSolver(grid)
    (self.lengthScale, self.residualStiffness) = (lengthScale, residualStiffness)
    field = DamageField(grid, toughness: toughness, lengthScale: Scalar(lengthScale))
    let count = grid.elementCount
    (self.bulk, self.shear) = (GridBuffer(count), GridBuffer(count))
    self.bulk.values = bulk
    self.shear.values = shear
    opening = GridBuffer(count, filledWith: 1)
    (tension, compression) = (GridBuffer(count), GridBuffer(count))
    (past, drive, scratch) = (GridBuffer(count), GridBuffer(count), GridBuffer(count))
  }

  /// Damage of each element, 0 (whole) … 1 (broken).
  public var damage: [Scalar] { field.damage.values }

  /// The greatest ψ⁺ that each element has felt at the end of any load step.
  public var history: [Scalar] { past.values }

  /// The energy density ψ⁺ of each element that could drive a crack, as if it were whole.
  public func drivingEnergy() -> [Scalar] {
    measure()
    return tension.values
  }

  /// Breaks an element for good: notches, pores.
  public func breakElement(column: Int, row: Int) {
    let i = sheet.grid.element(column: column, row: row)
    field.damage.base[i] = 1
    field.free[i] = 0
  }

  /// ∫ ½ (d²/l + l |∇d|²): the length of all cracks, about 1 + h/2l times too long on a grid of spacing h.
  public var crackLength: Double { Double(field.crackLength) }

  /// The elastic part of E, the foundation included.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func elasticEnergy() -> Double {
    measure()
    return Double(potential)
  }

  /// E(u, d), the elastic foundation included.
  public var energy: Double { elasticEnergy() + Double(field.surfaceEnergy) }

  /// One staggered step: u by the damage, then d by the new u.
  /// - Returns: the greatest change of damage.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  @discardableResult
  public func step(_ effort: Effort = Effort()) -> Double {
    moveSheet(effort)
    for i in 0..<drive.count { drive.base[i] = max(past.base[i], tension.base[i]) }
    for i in 0..<scratch.count { scratch.base[i] = field.damage.base[i] }
    field.relax(
      drive: drive, tolerance: Scalar(effort.damageTolerance), iterationLimit: effort.damageSteps)
    field.overrelax(from: scratch, by: Scalar(effort.overrelaxation))
    var greatest: Scalar = 0
    for i in 0..<scratch.count { greatest = max(greatest, abs(field.damage.base[i] - scratch.base[i])) }
    return Double(greatest)
  }

  /// Staggered steps until the damage rests.
  /// - Parameters:
  ///   - change: the greatest change of damage in a step that counts as rest.
  ///   - stop: asked after every step; true ends the load step early.
  /// - Returns: how many steps were made.
  @discardableResult
  public func relax(
    change: Double = 1e-3, stepLimit: Int = 200, effort: Effort = Effort(), stop: () -> Bool = { false }
  ) -> Int {
    for index in 1...max(1, stepLimit) {
      let moved = step(effort)
      if moved < change || stop() { return index }
    }
    return stepLimit
  }

  /// Ends a load step: what was felt is remembered.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func remember() {
    measure()
    for i in 0..<past.count { past.base[i] = max(past.base[i], tension.base[i]) }
  }

  /// Finds the displacement for the present damage; the energy falls, by backtracking where elements open or close.
  private func moveSheet(_ effort: Effort) {
    measure()
    degrade()
    let before = potential
    let report = sheet.findCorrection(
      tolerance: effort.displacementTolerance, iterationLimit: effort.displacementSteps)
    guard report.iterations > 0 else { return }
    sheet.u.add(1, sheet.correction)
    measure()
    var share: Scalar = 1
    let rounding = 16 * Scalar.ulpOfOne * abs(before)
    while potential > before + rounding, share > 0.01 {
      share /= 2
      sheet.u.add(-share, sheet.correction)
      measure()
    }
  }

  /// Effective moduli: damage takes all stiffness but that of closed elements against compression.
  private func degrade() {
    let (d, left) = (field.damage.base, Scalar(residualStiffness))
    let (kappa, mu) = (sheet.finest.bulk.base, sheet.finest.shear.base)
    for i in 0..<bulk.count {
      let whole = (1 - d[i]) * (1 - d[i]) + left
      mu[i] = whole * shear.base[i]
      kappa[i] = (1 + opening.base[i] * (whole - 1)) * bulk.base[i]
    }
  }

  /// Updates ψ⁺, ψ⁻ and which elements open, from the displacement.
  private func measure() {
    let grid = sheet.grid
    let width = grid.columns + 1
    for row in 0..<grid.rows {
      let x = sheet.u.base + row * width
      measure(x, x + grid.nodeCount, start: row * grid.columns, Scalar(grid.spacing))
    }
  }

  @inline(__always)
  private func measure(
    _ x: UnsafeMutablePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>, start: Int, _ spacing: Scalar
  ) {
    let columns = sheet.grid.columns
    let (x1, y1) = (x + columns + 1, y + columns + 1)
    let (plus, minus, opens) = (tension.base + start, compression.base + start, opening.base + start)
    let (kappa, mu) = (bulk.base + start, shear.base + start)
    let strain = sheet.eigenstrain
    let zero = sheet.zeroStrain
    let (a, b, c) = (
      (strain?.a ?? zero).base + start, (strain?.b ?? zero).base + start, (strain?.c ?? zero).base + start
    )
    let eighth = 1 / (8 * spacing * spacing)
    let twelfth = 1 / (12 * spacing * spacing)
    for i in 0..<columns {
      let (rising, falling) = (x1[i + 1] - x[i], x[i + 1] - x1[i])
      let (climbing, sinking) = (y1[i + 1] - y[i], y1[i] - y[i + 1])
      let (sx, sy) = (rising + falling - a[i], climbing + sinking - b[i])
      let sxy = rising - falling + climbing - sinking - c[i]
      let (gx, gy) = (x[i] - x[i + 1] - x1[i] + x1[i + 1], y[i] - y[i + 1] - y1[i] + y1[i + 1])
      let (trace, difference) = (sx + sy, sx - sy)
      let volumetric = eighth * kappa[i] * trace * trace
      let deviatoric = mu[i] * (eighth * (difference * difference + sxy * sxy) + twelfth * (gx * gx + gy * gy))
      let open: Scalar = trace > 0 ? 1 : 0
      opens[i] = open
      plus[i] = deviatoric + open * volumetric
      minus[i] = (1 - open) * volumetric
    }
  }

  /// The potential of the displacement for the present damage, after `measure`.
  private var potential: Scalar {
    let (d, left) = (field.damage.base, Scalar(residualStiffness))
    for i in 0..<scratch.count {
      scratch.base[i] = ((1 - d[i]) * (1 - d[i]) + left) * tension.base[i] + compression.base[i]
    }
    let spacing = Scalar(sheet.grid.spacing)
    return spacing * spacing * scratch.sum + sheet.supportPotential
  }
}
