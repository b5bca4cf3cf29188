import Foundation
import Imaging

/// How much of a drafted region is the network's.
///
/// A draft is the real thing, but for where it meets its new surroundings; there the network's drawing leads from one to the
/// other. Its share of the pixel falls with the distance to the region's outline, so that of a defect of some size the
/// middle stays as the draft has it.
struct DraftRim {
  /// Distance over which the network's share falls by a factor of e, px.
  let width: Double

  /// Greatest width as a share of the region's greatest depth: something of the draft is left of small defects too.
  private static let greatestShare: Float = 0.5

  /// What was drawn, with the draft in its place deep inside `region`. Where the photograph ends a region has no outline.
  func blended(_ drawn: Image, with draft: Image, in region: Mask) -> Image {
    let distance = region.signedDistance().values
    let width = min(Float(self.width), Self.greatestShare * -(distance.min() ?? 0))
    var result = drawn
    let area = drawn.area
    for pixel in 0..<area where region.values[pixel] != 0 {
      // The outermost pixels' middles lie half a pixel inside.
      let share = exp(-max(0, -distance[pixel] - 0.5) / width)
      for i in stride(from: pixel, to: result.pixels.count, by: area) {
        result.pixels[i] = draft.pixels[i] + share * (drawn.pixels[i] - draft.pixels[i])
      }
    }
    return result
  }
}
