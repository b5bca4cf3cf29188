import Imaging
import Physics
import Randomness
import Synthesis

/// Defects that a generator has drawn while it is trained, to be looked at and measured. Always on the same photographs
/// with the same random numbers, so that looks can be compared; from noise alone, so that they show what was learned.
struct DrawnDefects {
  /// Good photographs that are not learned from.
  let surfaces: [Surface]
  /// Names all randomness.
  let seed: UInt64
  /// Draws of each type at each look.
  static let perType = 8

  /// What a network draws for each type; fewer where regions found no room.
  func drawn(by generator: DefectGenerator) throws -> [[Rendering]] {
    let defects = DiffusionDefects(generator, draftNoise: 0)
    let root = RandomStream(seed: seed, key: "generator/looks")
    let all = try concurrentMap(Array(0..<defects.families.count * Self.perType)) { number -> Rendering? in
      let (type, index) = (number / Self.perType, number % Self.perType)
      var stream = root.split(type).split(index)
      return try defects.generate(
        family: defects.families[type], on: surfaces[index % surfaces.count], insistence: 0, using: &stream)?.rendering
    }
    return defects.families.indices.map { type in
      all[type * Self.perType..<(type + 1) * Self.perType].compactMap { $0 }
    }
  }

  /// A row for each type: real defects at the left, drawn ones at the right.
  static func sheet(real: [[DefectShot]], drawn: [[Rendering]], side: Int, columns: Int = 4) -> Image {
    let blank = Image(width: side, height: side, channels: 3, filledWith: 1)
    let cells = zip(real, drawn).flatMap { shots, renderings -> [Image] in
      let left = shots.prefix(columns).map { $0.portrait(side: side).picture }
      let right = renderings.prefix(columns).map { portrait($0, side: side) }
      return left + [Image](repeating: blank, count: columns - left.count) + right
        + [Image](repeating: blank, count: columns - right.count)
    }
    return .contactSheet(cells, columns: 2 * columns, cell: (side, side))
  }

  private static func portrait(_ rendering: Rendering, side: Int) -> Image {
    let image = rendering.image
    guard let extent = rendering.mask.pieces(atMost: 1).first ?? rendering.mask.boundingBox else { return image }
    return DefectView(of: extent, zoom: 1.6, in: (image.width, image.height), side: side).cut(image, side: side)
  }
}
