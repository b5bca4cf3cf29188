/// The families of defects; raw values are stable names, used in manifests and on the command line.
public enum DefectFamily: String, Codable, Sendable, CaseIterable {
  /// Cracks and scratches: an open, branching, tapering line.
  case fractureLine = "fracture-line"
  /// Cracks that have grown from a flaw under load, by phase-field fracture.
  case crack
  /// Networks of cracks in a layer that shrinks, by phase-field fracture.
  case crazing
  /// Corrosion pits, blowholes and chips: material lost from the surface.
  case pittingLoss = "pitting-loss"
  /// Dents, bulges, bends and creases: the material is all there, in another place.
  case plasticWarpage = "plastic-warpage"
  /// In-plane warps: a sheet pushed, pinched and twisted in plane stress.
  case warp
  /// Stains, paint, glue and residue: a film on the surface.
  case surfaceDeposit = "surface-deposit"
  /// Abrasion, polish and roughening: the texture itself is weaker, stronger or smeared.
  case surfaceWear = "surface-wear"
  /// Foreign particles, patches and fibres, or a piece of the product in a wrong place.
  case foreignMatter = "foreign-matter"
  /// Holes, tears and pieces broken off.
  case missingMaterial = "missing-material"
  /// Scratches, gouges and scuffs: material carried away and ploughed aside by a sliding body.
  case scratch
  /// Spilt liquid that crept into the surface and dried in rings.
  case stain
  /// Print that was touched while wet, doubled or blotted.
  case printSmear = "print-smear"
  /// Gas pores, blowholes and shrinkage cavities cut open by the surface.
  case porosity
  /// Hairs, lint and threads.
  case fibre
  /// Corrosion pits with oxide and product, by a phase field with diffusing ions.
  case corrosion
  /// Wrinkles, orange peel and dimples of a skin, by the Swift–Hohenberg equation.
  case wrinkle
  /// Burns, scorch marks and temper colours: skin that was hot for a while.
  case burn
  /// Dents from hard bodies, and blisters.
  case dent
}

extension DefectFamily {
  /// The families that samples are made of unless others are named.
  public static let standard: [DefectFamily] = [
    .fractureLine, .pittingLoss, .plasticWarpage, .surfaceDeposit, .surfaceWear, .foreignMatter, .missingMaterial,
  ]
}
