import Datasets
import Imaging

/// A synthetic sample, or the tile of it that shows most of the defect: seen at the scale that prediction works at.
package struct SampleView: Sendable {
  private let record: SampleRecord
  private let set: SampleSet
  private let box: PixelBox?

  /// - Throws: `ImagingError` where a mask has to be read and cannot be.
  package init(_ record: SampleRecord, of set: SampleSet, tiling: DetectorConfiguration.Tiling?) throws {
    (self.record, self.set) = (record, set)
    box = try tiling.flatMap { tiling in
      let mask = try Mask.read(set.url(record.mask))
      guard min(mask.width, mask.height) > tiling.side else { return nil }
      let grid = TileGrid(width: mask.width, height: mask.height, side: tiling.side, overlap: tiling.overlap)
      let boxes = grid.origins.map { PixelBox(x: $0.x, y: $0.y, width: tiling.side, height: tiling.side) }
      let areas = boxes.map { mask.cropped(to: $0).area }
      return boxes.indices.max { areas[$0] < areas[$1] }.map { boxes[$0] }
    }
  }

  /// - Throws: `ImagingError`.
  package func image() throws -> Image {
    let image = try Image.read(set.url(record.image))
    return box.map { image.cropped(to: $0) } ?? image
  }

  /// The share of each cell's area that the defect covers.
  /// - Throws: `ImagingError`.
  package func coverage(cells: Int) throws -> Plane {
    let whole = try Mask.read(set.url(record.mask))
    let mask = box.map { whole.cropped(to: $0) } ?? whole
    return Plane(width: mask.width, height: mask.height, values: mask.values.map(Float.init))
      .resized(width: cells, height: cells, filter: .area)
  }
}
