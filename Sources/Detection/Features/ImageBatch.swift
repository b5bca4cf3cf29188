import Datasets
import Dispatch
import Foundation
import Imaging
import Synchronization
import Torch

/// Decoding photographs into tensors, on all cores.
enum ImageBatch {
  /// `[N, 3, side, side]` in [0, 1] from images; grey ones become three equal channels.
  static func tensor(_ images: [Image], side: Int) -> Tensor {
    Tensor(shape: [images.count, 3, side, side], of: Float.self) { buffer in
      for (index, image) in images.enumerated() {
        let fitted = image.converted(toChannels: 3).resized(width: side, height: side)
        fitted.pixels.withUnsafeBufferPointer {
          (buffer.baseAddress! + index * 3 * side * side).update(from: $0.baseAddress!, count: $0.count)
        }
      }
    }
  }

  /// Applies `work` to every element on all cores, results in order; the first failure (by position) is thrown.
  static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ work: @Sendable (Element) throws -> Result
  ) throws -> [Result] {
    try concurrentMap(elements.count) { index in Swift.Result { try work(elements[index]) } }.map { try $0.get() }
  }
}

/// Calls `work` for 0 ..< `count` on all cores; results in order.
func concurrentMap<Output: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Output) -> [Output] {
  let results = Mutex<[Output?]>(Array(repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let result = work(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0.map { $0! } }
}

/// A photograph, or a tile of one, as the detector learns from it.
struct View: Sendable {
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
  static func all(of items: [DatasetItem], tiling: DetectorConfiguration.Tiling?) throws -> [View] {
    guard let tiling else { return items.map { View(item: $0, box: nil) } }
    return try items.flatMap { item -> [View] in
      let header = try ImageHeader.read(item.image)
      guard min(header.width, header.height) > tiling.side else { return [View(item: item, box: nil)] }
      let grid = TileGrid(width: header.width, height: header.height, side: tiling.side, overlap: tiling.overlap)
      return grid.origins.map {
        View(item: item, box: PixelBox(x: $0.x, y: $0.y, width: tiling.side, height: tiling.side))
      }
    }
  }
}
