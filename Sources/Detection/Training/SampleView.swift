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

  private let picture: URL
  /// How many bits of its samples of 16 are in use; nil for all.
  private let bits: Int?
  /// What a synthetic sample was made on; `nil` for a real defect.
  private let photograph: DatasetItem?
  private let mask: @Sendable () throws -> Mask
  private let box: PixelBox?
  private var isDefective = true

  /// A synthetic sample.
  /// - Parameter photograph: what it was made on.
  /// - Throws: `ImagingError` where a mask has to be read and cannot be.
  package init(
    _ record: SampleRecord, of set: SampleSet, on photograph: DatasetItem, tiling: DetectorConfiguration.Tiling?
  ) throws {
    let mask = set.url(record.mask)
    try self.init(set.url(record.image), on: photograph, tiling) { try Mask.read(mask) }
  }

  /// A sample's decoy, seen where the sample is: nothing of it is defective.
  /// - Precondition: the sample has one.
  /// - Throws: `ImagingError` where a mask has to be read and cannot be.
  package init(decoyOf record: SampleRecord, of set: SampleSet, tiling: DetectorConfiguration.Tiling?) throws {
    guard let decoy = record.decoy else { preconditionFailure("\(record.id) has a decoy") }
    let mask = set.url(record.mask)
    try self.init(set.url(decoy), on: nil, tiling) { try Mask.read(mask) }
    isDefective = false
  }

  /// A real defect, which must have a mask.
  /// - Throws: `ImagingError`, `DatasetError.maskSize` where a mask has to be read and cannot be.
  package init(_ defect: DatasetItem, tiling: DetectorConfiguration.Tiling?) throws {
    try self.init(defect.image, bits: defect.bits, on: nil, tiling) {
      guard let mask = try defect.readMask() else { preconditionFailure("\(defect.id) has a mask") }
      return mask
    }
  }

  private init(
    _ picture: URL, bits: Int? = nil, on photograph: DatasetItem?, _ tiling: DetectorConfiguration.Tiling?,
    mask: @escaping @Sendable () throws -> Mask
  ) throws {
    (self.picture, self.bits, self.photograph, self.mask) = (picture, bits, photograph, mask)
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
    let image = try Image.read(picture, bits: bits)
    return box.map { image.cropped(to: $0) } ?? image
  }

  /// What the defects of some views cover of each cell of a canvas, in their order; each photograph is read once.
  /// - Parameters:
  ///   - cell: the side of a cell, px.
  ///   - extent: which part of a synthetic sample's mask is its visible extent.
  /// - Throws: `ImagingError`, `DatasetError.maskSize`.
  package static func coverages(
    _ views: [SampleView], on canvas: WorkingCanvas, cell: Int, extent: VisibleExtent
  ) throws -> [Coverage] {
    let together = Dictionary(grouping: views.indices, by: { views[$0].photograph?.image }).sorted {
      $0.value[0] < $1.value[0]
    }
    let found = try concurrentMap(together) { _, indices in
      let photograph = try extent.share > 0 ? views[indices[0]].photograph?.readImage() : nil
      return try indices.map { ($0, try views[$0].coverage(on: canvas, cell: cell, extent: extent, of: photograph)) }
    }
    return found.joined().sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func coverage(
    on canvas: WorkingCanvas, cell: Int, extent: VisibleExtent, of photograph: Image?
  ) throws -> Coverage {
    let (columns, rows) = (canvas.width / cell, canvas.height / cell)
    guard isDefective else {
      let none = Plane(width: columns, height: rows)
      return Coverage(whole: none, visible: none)
    }
    let whole = try mask()
    let visible = try photograph.map { extent(whole, of: try Image.read(picture), on: $0) }
    func shares(_ mask: Mask) -> Plane {
      let mask = box.map { mask.cropped(to: $0) } ?? mask
      let plane = Plane(width: mask.width, height: mask.height, values: mask.values.map(Float.init))
      return canvas.lay(plane).resized(width: columns, height: rows, filter: .area)
    }
    let covered = shares(whole)
    return Coverage(whole: covered, visible: visible.map(shares) ?? covered)
  }
}
