import Datasets
import Imaging

/// A photograph, or a tile of one, as the detector learns from it.
struct PhotographView: Sendable {
  let item: DatasetItem
  /// Where a tile lies, px; `nil` for the whole photograph.
  let box: PixelBox?

  /// The photograph's name and, of a tile, its place.
  var name: String { item.id + (box.map { " at \($0.x), \($0.y)" } ?? "") }

  /// - Throws: `ImagingError`.
  func image() throws -> Image {
    let image = try item.readImage()
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

extension WorkingCanvas {
  /// The canvas for some views, tiles of one size or photographs.
  /// - Throws: `ImagingError` where a photograph cannot be read.
  init(for views: [PhotographView], _ configuration: DetectorConfiguration, finder: ProductFinder) throws {
    if let tiling = configuration.tiling {
      let side = configuration.side > 0 ? configuration.side : Int(Self.ownSides.lowerBound)
      self.init(for: [(width: tiling.side, height: tiling.side)], side: side)
      return
    }
    let headers = try concurrentMap(views) { try ImageHeader.read($0.item.image) }
    self.init(
      for: headers.map { (width: $0.width, height: $0.height) }, side: configuration.side,
      productShare: try Self.productShare(of: views, finder))
  }

  /// The median over some photographs.
  private static func productShare(of views: [PhotographView], _ finder: ProductFinder) throws -> Double {
    guard finder.showsObject else { return 1 }
    let count = min(views.count, 16)
    let chosen = (0..<count).map { views[$0 * views.count / count] }
    let shares = try concurrentMap(chosen) { view in
      let product = finder.product(in: try view.image().shrunk(to: ProductFinder.workingSide))
      return Double(product.area) / Double(product.values.count)
    }.sorted()
    return max(shares[shares.count / 2], 1e-3)
  }
}
