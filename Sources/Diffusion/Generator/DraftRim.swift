import Foundation
import Imaging

/// How much of a region is the network's where its draft is the copy of a real defect.
///
/// A copy is the real thing, but for where it meets its new surroundings; there the network's drawing leads from one to the
/// other. Its share of the pixel falls with the distance to the region's outline, so that of a defect of some size the
/// middle stays as the draft has it.
struct DraftRim {
  /// The network's share of each pixel, 0…1; 0 outside the region, and where it would not be seen.
  let share: Plane

  /// Greatest width as a share of the region's greatest depth: something of the draft is left of small defects too.
  private static let greatestWidth: Float = 0.5
  /// Less than this of a difference is lost in 8 bits.
  private static let leastShare: Float = 1.0 / 512

  /// The rim of a region. Where the photograph ends a region has no outline.
  /// - Parameter width: distance over which the network's share falls by a factor of e, px.
  init(width: Double, in region: Mask) {
    let distance = region.signedDistance().values
    let width = min(Float(width), Self.greatestWidth * -(distance.min() ?? 0))
    share = Plane(
      width: region.width, height: region.height,
      values: distance.map { distance in
        guard distance < 0 else { return 0 }
        // The outermost pixels' middles lie half a pixel inside.
        let share = exp(-max(0, -distance - 0.5) / width)
        return share < Self.leastShare ? 0 : share
      })
  }

  /// Where the network's drawing counts.
  var reach: Mask { Mask(width: share.width, height: share.height, values: share.values.map { $0 > 0 ? 1 : 0 }) }

  /// What was drawn, with the draft in its place deep inside `region`.
  func blended(_ drawn: Image, with draft: Image, in region: Mask) -> Image {
    var result = drawn
    let area = drawn.area
    for i in result.pixels.indices where region.values[i % area] != 0 {
      result.pixels[i] = draft.pixels[i] + share.values[i % area] * (drawn.pixels[i] - draft.pixels[i])
    }
    return result
  }
}
