import Datasets
import Foundation
import Imaging

/// A defect with its mask, or the tile of it that shows most of the defect: seen at the scale that prediction works at.
package struct SampleView: Sendable {
  /// Shares of each cell's area.
  package struct Coverage {
    /// The whole mask's.
    package let whole: Plane
    /// The visible extent's.
    package let visible: Plane
  }

  private let photograph: URL
  private let mask: @Sendable () throws -> Mask
  private let visible: @Sendable (Mask) throws -> Mask
  private let box: PixelBox?

  /// A synthetic sample.
  /// - Parameters:
  ///   - photograph: what it was made on.
  ///   - extent: which part of its mask is taught as defect.
  /// - Throws: `ImagingError` where a mask has to be read and cannot be.
  package init(
    _ record: SampleRecord, of set: SampleSet, on photograph: URL, extent: VisibleExtent,
    tiling: DetectorConfiguration.Tiling?
  ) throws {
    let (image, mask) = (set.url(record.image), set.url(record.mask))
    try self.init(image, tiling) {
      try Mask.read(mask)
    } visible: { whole in
      guard extent.share > 0 else { return whole }
      return try extent(whole, of: Image.read(image), on: Image.read(photograph))
    }
  }

  /// A real defect, which must have a mask.
  /// - Throws: `ImagingError`, `DatasetError.maskSize` where a mask has to be read and cannot be.
  package init(_ defect: DatasetItem, tiling: DetectorConfiguration.Tiling?) throws {
    try self.init(defect.image, tiling) {
      guard let mask = try defect.readMask() else { preconditionFailure("\(defect.id) has a mask") }
      return mask
    } visible: {
      $0
    }
  }

  private init(
    _ photograph: URL, _ tiling: DetectorConfiguration.Tiling?, mask: @escaping @Sendable () throws -> Mask,
    visible: @escaping @Sendable (Mask) throws -> Mask
  ) throws {
    (self.photograph, self.mask, self.visible) = (photograph, mask, visible)
    box = try tiling.flatMap { tiling in
      let mask = try mask()
      guard min(mask.width, mask.height) > tiling.side else { return nil }
      let grid = TileGrid(width: mask.width, height: mask.height, side: tiling.side, overlap: tiling.overlap)
      let boxes = grid.origins.map { PixelBox(x: $0.x, y: $0.y, width: tiling.side, height: tiling.side) }
      let areas = boxes.map { mask.cropped(to: $0).area }
      return boxes.indices.max { areas[$0] < areas[$1] }.map { boxes[$0] }
    }
  }

  /// - Throws: `ImagingError`.
  package func image() throws -> Image {
    let image = try Image.read(photograph)
    return box.map { image.cropped(to: $0) } ?? image
  }

  /// What the defect covers of each cell.
  /// - Throws: `ImagingError`, `DatasetError.maskSize`.
  package func coverage(cells: Int) throws -> Coverage {
    let whole = try mask()
    func shares(_ mask: Mask) -> Plane {
      let mask = box.map { mask.cropped(to: $0) } ?? mask
      return Plane(width: mask.width, height: mask.height, values: mask.values.map(Float.init))
        .resized(width: cells, height: cells, filter: .area)
    }
    return Coverage(whole: shares(whole), visible: shares(try visible(whole)))
  }
}
