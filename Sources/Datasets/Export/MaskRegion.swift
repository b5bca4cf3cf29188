import Foundation
import Imaging

/// One 8-connected region of a mask.
struct MaskRegion: Sendable {
  let component: Component
  /// The region within its box.
  let pixels: Mask

  /// The regions of a mask file.
  /// - Throws: `ImagingError`; `DatasetError.maskSize` where the mask is not of its picture's size.
  static func all(in file: URL, of image: URL, _ header: ImageHeader) throws -> [MaskRegion] {
    let mask = try Mask.read(file)
    guard mask.width == header.width, mask.height == header.height else {
      throw DatasetError.maskSize(
        path: file.path, mask: [mask.width, mask.height], image: [header.width, header.height])
    }
    let found = mask.connectedComponents()
    return found.components.map { MaskRegion(component: $0, pixels: found.cutout(of: $0)) }
  }

  /// One closed line around the region, in pixel edges of the picture. Holes are joined to it by lines that run there
  /// and back, as formats without holes need; by the even-odd and by the non-zero rule it fills to exactly the region.
  var polygon: [SIMD2<Int>] {
    let outlines = pixels.outlines()
    let origin = SIMD2(component.box.x, component.box.y)
    var line = outlines.first { !$0.isHole }?.corners ?? []
    for hole in outlines where hole.isHole {
      let start = hole.corners[0]
      let nearest = line.indices.min { Self.distance(line[$0], start) < Self.distance(line[$1], start) }
      guard let nearest else { continue }
      line.insert(contentsOf: hole.corners + [start, line[nearest]], at: nearest + 1)
    }
    return line.map { $0 &+ origin }
  }

  /// One closed line through the region's outermost pixels, in pixels of the picture; see ``PixelPath``.
  var path: [SIMD2<Int>] {
    PixelPath(around: pixels).corners.map { $0 &+ SIMD2(component.box.x, component.box.y) }
  }

  private static func distance(_ a: SIMD2<Int>, _ b: SIMD2<Int>) -> Int {
    let offset = a &- b
    return offset.x * offset.x + offset.y * offset.y
  }
}
