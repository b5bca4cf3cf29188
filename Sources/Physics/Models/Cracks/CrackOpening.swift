/// Turns the jumps of a simulated displacement into openings in µm.
///
/// The simulation counts in elements, Young's moduli and mean toughnesses, so a unit of its displacement is √(G_c h/E).
/// To the elastic opening comes how far the broken parts have moved apart since, in proportion to the root of the jump:
/// that keeps even fine branches a little open. Towards a tip a gap is blunt: no wider than a share of the distance.
struct CrackOpening {
  var youngsModulus_MPa: Double
  var toughness_N_m: Double
  /// Opening beyond the elastic one where the jump is greatest, µm.
  var separation_um: Double
  /// Side of an element, µm.
  var spacing_um: Double
  /// Opening against the distance to a tip, at most.
  private let bluntness = 0.12

  /// The lines with their openings in µm.
  func opened(_ lines: [CrackLine]) -> [CrackLine] {
    let greatest = lines.reduce(0) { max($0, $1.openings.max() ?? 0) }
    guard greatest > 0 else { return lines }
    // G_c/(E h) has no unit: N/m over MPa µm.
    let elastic = (toughness_N_m / (youngsModulus_MPa * spacing_um)).squareRoot() * spacing_um
    return lines.map { line in
      var line = line
      let arcs = line.arcs
      let length = arcs[arcs.count - 1]
      for k in line.openings.indices {
        let jump = line.openings[k]
        let wanted = elastic * jump + separation_um * (0.12 + 0.88 * (jump / greatest).squareRoot())
        let left = line.tips.first ? arcs[k] : length
        let right = line.tips.last ? length - arcs[k] : length
        line.openings[k] = min(wanted, bluntness * spacing_um * min(left, right))
      }
      return line
    }
  }
}
