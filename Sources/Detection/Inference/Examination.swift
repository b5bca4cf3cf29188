import Datasets
import Foundation
import Imaging

/// One test photograph with what is true of it and what the detector says.
public struct ExaminedImage: Sendable {
  /// The data set's entry.
  public let item: DatasetItem
  /// The photograph, at the size that the measures are taken at.
  public let image: Image
  /// The true mask of that size; all zero for good images, `nil` where it is not known.
  public let mask: Mask?
  /// What the detector says.
  public let prediction: Prediction
}

extension Detector {
  /// Reads and judges photographs with their masks, one after another in order, in bounded memory.
  ///
  /// Photographs and masks are compared at the size that the detector sees photographs at, in their own shape, or at the
  /// photograph's size where it works on tiles. A mask shrunk to nothing keeps the pixels that it touches.
  /// - Parameters:
  ///   - visit: called for each image, in the order of `items`.
  ///   - isCancelled: asked between batches.
  /// - Returns: the mean time an image, decoding included, in seconds.
  /// - Throws: `ImagingError`, `DatasetError`, what `visit` throws, `DetectionError.interrupted`.
  @discardableResult
  public func examine(
    _ items: [DatasetItem], isCancelled: () -> Bool = { false }, visit: (ExaminedImage) throws -> Void
  ) throws -> TimeInterval {
    var seconds = 0.0
    let batch = configuration.tiling == nil ? 8 : 1
    for start in stride(from: 0, to: items.count, by: batch) {
      if isCancelled() { throw DetectionError.interrupted(checkpoint: nil) }
      let begin = Date()
      let chosen = Array(items[start..<min(items.count, start + batch)])
      let images = try concurrentMap(chosen) { try self.fitted($0.readImage()) }
      let predictions = batch == 1 ? images.map { predict($0) } : predict(images)
      seconds += Date().timeIntervalSince(begin)
      for (item, (image, prediction)) in zip(chosen, zip(images, predictions)) {
        let mask = try item.readMask().map { Self.fitted($0, to: image) }
        try visit(ExaminedImage(item: item, image: image, mask: mask, prediction: prediction))
      }
    }
    return items.isEmpty ? 0 : seconds / Double(items.count)
  }

  /// At the size that the detector sees it at, undistorted; tiled images keep theirs.
  private func fitted(_ image: Image) -> Image {
    guard configuration.tiling == nil else { return image }
    let box = computer.canvas.place(width: image.width, height: image.height)
    return image.scaled(width: box.width, height: box.height)
  }

  private static func fitted(_ mask: Mask, to image: Image) -> Mask {
    guard mask.width != image.width || mask.height != image.height else { return mask }
    let nearest = mask.resized(width: image.width, height: image.height, rule: .nearest)
    guard nearest.area == 0, mask.area > 0 else { return nearest }
    return mask.resized(width: image.width, height: image.height, rule: .anyCovered)
  }
}
