import Imaging
import Physics
import ProductLine
import Synthesis

/// What a gallery shows defects on: the two products, and plain plates.
struct Plates {
  private enum Material: Hashable, CaseIterable {
    case denim, flange, brushedSteel, casting, glaze

    var name: String {
      switch self {
      case .denim: "denim"
      case .flange: "flange"
      case .brushedSteel: "brushed steel"
      case .casting: "casting"
      case .glaze: "glaze"
      }
    }

    func photograph(side: Int, seed: UInt64) -> Image {
      switch self {
      case .denim: ProductLine(.denim, seed: seed, size: side).goodPart(0, batch: "gallery")
      case .flange: ProductLine(.flange, seed: seed, size: side).goodPart(0, batch: "gallery")
      case .brushedSteel: Swatch.brushedSteel.photograph(seed: seed, size: side)
      case .casting: Swatch.casting.photograph(seed: seed, size: side)
      case .glaze: Swatch.glaze.photograph(seed: seed, size: side)
      }
    }
  }

  private let plates: [Material: FamilyGallery.Plate]

  /// Plates in pictures of `side` × `side` px that span about 13 mm.
  init(side: Int, seed: UInt64) throws {
    plates = try Material.allCases.reduce(into: [:]) { plates, material in
      let image = material.photograph(side: side, seed: seed)
      // Of the flange its steel alone: defects do not hang over its holes.
      let foreground = material == .flange ? Mask(image.luma(), above: 0.3).opened(radius: 2).largestComponents(1) : nil
      let surface = try Surface(image: image, foreground: foreground, pixelPitch: 50 * 256 / Double(side))
      plates[material] = .init(material.name, surface)
    }
  }

  /// Three plates for a family; the first is of the material on which it is at home.
  func of(_ family: DefectFamily) -> [FamilyGallery.Plate] {
    let home = Self.home(of: family)
    let others = [Material.flange, .denim, .brushedSteel].filter { $0 != home }.prefix(2)
    return ([home] + others).compactMap { plates[$0] }
  }

  private static func home(of family: DefectFamily) -> Material {
    switch family {
    case .pittingLoss, .corrosion, .porosity, .missingMaterial: .casting
    case .fractureLine, .crack, .surfaceDeposit, .foreignMatter, .wrinkle, .fibre: .glaze
    case .plasticWarpage, .printSmear: .denim
    default: .brushedSteel
    }
  }
}
