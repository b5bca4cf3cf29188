import Datasets
import Imaging

/// A photograph, or a tile of one, as the detector learns from it.
struct PhotographView: Sendable {
  let item: DatasetItem
  /// Where a tile lies, px; `nil` for the whole photograph.
  let box: PixelBox?

  /// - Throws: `ImagingError`.
  func image() throws -> Image {
    let image = try Image.read(item.image)
    return box.map { image.cropped(to: $0) } ?? image
  }

  /// The views of photographs: themselves, or their tiles.
  /// - Throws: `ImagingError` where a header cannot be read.
  static func all(of items: [DatasetItem], tiling: DetectorConfiguration.Tiling?) throws -> [PhotographView] {
    guard let tiling else { return items.map { PhotographView(item: $0, box: nil) } }
    return try items.flatMap { item -> [PhotographView] in
      let header = try ImageHeader.read(item.image)
      guard min(header.width, header.height) > tiling.side else { return [PhotographView(item: item, box: nil)] }
      let grid = TileGrid(width: header.width, height: header.height, side: tiling.side, overlap: tiling.overlap)
      return grid.origins.map {
        PhotographView(item: item, box: PixelBox(x: $0.x, y: $0.y, width: tiling.side, height: tiling.side))
      }
    }
  }
}
