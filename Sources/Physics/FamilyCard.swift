/// What a person wants to know of a family at a glance; galleries and help texts are made of it.
public struct FamilyCard: Sendable, Equatable {
  /// How the shape of a defect comes about.
  public enum Approach: String, Codable, Sendable, CaseIterable {
    /// Drawn from distributions of sizes and shapes.
    case procedural
    /// Solved for: a differential equation is integrated for every sample.
    case differential
  }

  /// Name in words.
  public let title: String
  /// How the shape of its defects comes about.
  public let approach: Approach
  /// What happens to the material, in one line.
  public let mechanism: String
  /// The law behind it, in one line of plain text.
  public let equation: String
}

/// A parameter's documentation, without the type it belongs to.
public struct ParameterNote: Sendable, Equatable {
  /// Stable name; the unit is its last part (`length_um`).
  public let name: String
  /// The values that make sense.
  public let range: ClosedRange<Double>
  /// One line on what it does.
  public let meaning: String
}

extension DefectModel {
  /// Every parameter of the model, in the order of its `fields`.
  public static var parameterNotes: [ParameterNote] {
    Parameters.fields.map { ParameterNote(name: $0.name, range: $0.range, meaning: $0.meaning) }
  }
}

extension DefectFamily {
  /// What the family is, for people.
  public var card: FamilyCard {
    switch self {
    case .fractureLine:
      FamilyCard(
        title: "Crack, drawn", approach: .procedural,
        mechanism: "Frontiers walk through the grain, deflect and branch; the gap closes towards the tip.",
        equation: "w(s) = w₀ (1 − s/L)^g,  depth ∝ w")
    case .crack:
      FamilyCard(
        title: "Crack, grown", approach: .differential,
        mechanism: "A flaw runs through grains of random toughness when the load reaches Griffith's.",
        equation: "E(u, d) = ∫ (1 − d)² ψ⁺ + ψ⁻ + G_c/2 (d²/l + l |∇d|²)")
    case .crazing:
      FamilyCard(
        title: "Crazing", approach: .differential,
        mechanism: "A layer shrinks on a ground that does not, and cracks into cells.",
        equation: "E(u − ε⁰, d) + ∫ k/2 |u|²,  k = E/L²")
    case .pittingLoss:
      FamilyCard(
        title: "Pits and chips, drawn", approach: .procedural,
        mechanism: "Material is gone in overlapping ragged cavities with walls, a floor and corrosion product.",
        equation: "Ω = ⋃ᵢ P(cᵢ, rᵢ),  P a polygon grown with noise")
    case .plasticWarpage:
      FamilyCard(
        title: "Dent and bend, drawn", approach: .procedural,
        mechanism: "Material is pushed up, down or aside without tearing or folding over.",
        equation: "h = h₀ (1 − ρ²)²,  det(I + ∇u) > 0.2")
    case .warp:
      FamilyCard(
        title: "In-plane warp", approach: .differential,
        mechanism: "Local forces push, pinch or twist the sheet, and the picture moves with it.",
        equation: "div σ(u) + f = k u,  det(I + ∇u) > 0.2")
    case .surfaceDeposit:
      FamilyCard(
        title: "Deposit", approach: .procedural,
        mechanism: "A film of dye, paint, oil or glue lies on the surface, thicker where it dried last.",
        equation: "R by Kubelka–Munk: a = 1 + K/S,  R = f(a, S·t, R₀)")
    case .surfaceWear:
      FamilyCard(
        title: "Abrasion and polish", approach: .procedural,
        mechanism: "Rubbing weakens, strengthens or smears the surface's own texture and leaves new roughness.",
        equation: "I′ = Ī + c (I ∗ k − Ī),  k along the lay")
    case .foreignMatter:
      FamilyCard(
        title: "Foreign matter", approach: .procedural,
        mechanism: "A body that does not belong there lies on the surface and casts a shadow.",
        equation: "I′ = (1 − α) I + α B (n·l),  α its outline")
    case .missingMaterial:
      FamilyCard(
        title: "Missing material", approach: .procedural,
        mechanism: "A piece is torn out or broken off; the ground and the broken face are seen.",
        equation: "I′ = (1 − α) I + α G,  G the void, ground or face")
    case .scratch:
      FamilyCard(
        title: "Scratch", approach: .procedural,
        mechanism: "A hard body slides over the surface, carries material away and ploughs the rest aside.",
        equation: "V = k ∫F ds / H,  ridges (1 − f_ab) V / f_ab")
    case .stain:
      FamilyCard(
        title: "Stain", approach: .differential,
        mechanism: "A liquid creeps into the surface and dries with its edge pinned; solute gathers in rings.",
        equation: "L² = γ r cos ϑ t / 2η,  ∂(hc)/∂t + ∇·(q c) = 0,  J ∝ w^(−λ)")
    case .printSmear:
      FamilyCard(
        title: "Print smear", approach: .procedural,
        mechanism: "The product's own ink is dragged along, printed twice or bleeds; none is lost or made.",
        equation: "db/ds = p a − b/ℓ,  a′ = (1 − p) a + b/ℓ,  a = −ln(I/I₀)")
    case .porosity:
      FamilyCard(
        title: "Porosity", approach: .procedural,
        mechanism: "Gas pores, blowholes and shrinkage cavities have been cut open by the surface.",
        equation: "A = 1 − exp(−λ E[V]),  light in a pore = F / (1 − ρ (1 − F))")
    case .fibre:
      FamilyCard(
        title: "Fibre", approach: .procedural,
        mechanism: "Hairs, lint or frayed threads lie on the surface in arcs and cast a shadow.",
        equation: "⟨R²⟩ = 4PL [1 − 2P/L (1 − e^(−L/2P))]")
    case .corrosion:
      FamilyCard(
        title: "Corrosion", approach: .differential,
        mechanism:
          "Pits nucleate, dissolve the metal as fast as their ions get away, merge, and settle as rust or chalk.",
        equation: "∂φ/∂t = −M δF/δφ,  ∂((1−φ)c)/∂t = ∇·(1−φ)D∇c − ∂φ/∂t,  v = k (1 − c/c_sat)")
    case .wrinkle:
      FamilyCard(
        title: "Wrinkle and orange peel", approach: .differential,
        mechanism: "A skin buckles or dries at a wavelength of its own: labyrinths, aligned folds, bumps or dimples.",
        equation: "∂h/∂t = εh − (1 + ∇²/k₀²)² h + g h² − h³,  λ = 2π/k₀")
    case .burn:
      FamilyCard(
        title: "Burn", approach: .differential,
        mechanism: "A beam, flame or hot tool heats the skin, which browns and chars or takes on temper colours.",
        equation: "∂T/∂t = α ΔT − (T − T₀)/τ + s,  dB/dt = A exp(−Eₐ/RT) (1 − B)")
    case .dent:
      FamilyCard(
        title: "Dent and blister", approach: .differential,
        mechanism: "A hard body is pressed in until the material flows; sheets bend, and blisters lift the skin.",
        equation: "g = h + p ∗ K − δ ≥ 0 where p = 0,  0 ≤ p ≤ H;  D ΔΔw + κw = q")
    }
  }
}
